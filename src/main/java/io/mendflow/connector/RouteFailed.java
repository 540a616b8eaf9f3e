package io.mendflow.connector;

/** A route that was called and came to no answer. */
public class RouteFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RouteFailed(String route, Throwable cause) {
        super("Expected an answer from route '%s', but it failed: %s".formatted(route, Trouble.sentence(cause)), cause);
    }
}
