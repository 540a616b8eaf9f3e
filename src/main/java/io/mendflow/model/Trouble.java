package io.mendflow.model;

/** Something is wrong with a model, its data or its server that trying again does not mend; the promotion ends with the message. */
class Trouble extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Trouble(String message) {
        super(message);
    }
}
