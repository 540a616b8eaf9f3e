package io.mendflow.runbook;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a part of a run is for. */
public enum StepKind {
    PRECONDITION,
    STEP,
    UNDO,
    VERIFICATION,
    AWAIT,
    APPROVAL,
    /** A condition that decides which way the run takes. */
    QUESTION,
    /** The items of a list. */
    LIST,
    /** A signal from outside. */
    SIGNAL,
    /** How a verification stands before the run acts. */
    BASELINE;

    /** True when it only looks whether something is so. */
    boolean isCheck() {
        return this == PRECONDITION || this == VERIFICATION || this == AWAIT || this == QUESTION || this == BASELINE;
    }

    /** True when later parts see what it has noted. */
    boolean givesOutputs() {
        return this != LIST && this != APPROVAL && this != BASELINE;
    }

    @JsonValue
    public String text() {
        return Words.of(this);
    }
}
