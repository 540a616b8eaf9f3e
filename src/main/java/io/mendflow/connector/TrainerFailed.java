package io.mendflow.connector;

import org.jspecify.annotations.Nullable;

/** A trainer elsewhere that gave no answer, refused, or said what makes no sense. */
public class TrainerFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TrainerFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
