package io.mendflow.model.drift;

/** What the model does with a column. */
public enum Role {
    /** It reads it. */
    FEATURE,
    /** It wrote it: a score, a class, a probability. */
    PREDICTION
}
