package io.mendflow.connector;

/** Something that the settings do not allow to be reached or run. */
public class NotAllowed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotAllowed(String message) {
        super(message);
    }
}
