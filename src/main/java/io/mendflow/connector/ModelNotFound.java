package io.mendflow.connector;

/** A model, version, run or artifact that the store does not have. */
public class ModelNotFound extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ModelNotFound(String message) {
        super(message);
    }
}
