package io.mendflow.runbook;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a part of a run is for. */
public enum StepKind {
    PRECONDITION,
    STEP,
    UNDO,
    VERIFICATION;

    @JsonValue
    public String text() {
        return Words.of(this);
    }
}
