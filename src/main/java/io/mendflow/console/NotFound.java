package io.mendflow.console;

/** A name in an address that nothing has. */
class NotFound extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotFound(String what, String name, String list) {
        super("There is no %s '%s'; GET %s lists those there are".formatted(what, name, list));
    }
}
