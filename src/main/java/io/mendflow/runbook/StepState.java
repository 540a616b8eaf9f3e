package io.mendflow.runbook;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where one attempt at a part of a run stands. */
public enum StepState {
    RUNNING,
    /** Done, or the check holds. */
    SUCCEEDED,
    /** A check that was made, and does not hold. */
    DOES_NOT_HOLD,
    FAILED,
    /** Found unfinished, and safe to do again. */
    ABANDONED,
    /** Found unfinished in a step that must act only once. */
    OUTCOME_UNKNOWN,
    /** A person said that the unknown attempt did act. */
    HAPPENED,
    /** A person said that the unknown attempt did not act. */
    DID_NOT_HAPPEN,
    /** A person said no. */
    REJECTED,
    /** A baseline that could not be read. */
    UNKNOWN;

    @JsonValue
    public String text() {
        return Words.of(this);
    }
}
