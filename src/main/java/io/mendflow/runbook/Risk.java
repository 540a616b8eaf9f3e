package io.mendflow.runbook;

import com.fasterxml.jackson.annotation.JsonValue;

/** How much harm a runbook could do, as its author sees it; the approval policy decides by it. */
public enum Risk {
    LOW,
    MEDIUM,
    HIGH;

    @JsonValue
    public String text() {
        return Words.of(this);
    }

    /** @throws IllegalArgumentException when no risk is written so */
    public static Risk parse(String text) {
        return Words.parse(Risk.class, text);
    }
}
