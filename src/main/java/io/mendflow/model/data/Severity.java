package io.mendflow.model.data;

import com.fasterxml.jackson.annotation.JsonValue;

/** How bad a finding is, worst first. */
public enum Severity {
    /** Something is not as expected: the data is refused. */
    ERROR,
    /** Nobody said that it must not be so, but it is odd. */
    WARNING,
    /** Worth knowing. */
    INFO;

    @JsonValue
    public String text() {
        return Words.of(this);
    }
}
