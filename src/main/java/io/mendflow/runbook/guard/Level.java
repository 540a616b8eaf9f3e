package io.mendflow.runbook.guard;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a runbook may go by itself, from the least to the most. {@code approval-policy.dmn} is asked with it. */
public enum Level {
    /** It may watch, and nothing else. */
    OBSERVE,
    /** It is named to people. */
    SUGGEST,
    /** It acts when people have agreed. */
    APPROVE,
    /** It acts. */
    AUTO;

    /** The lower of both. */
    public Level atMost(Level other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** @throws IllegalArgumentException when no level is written so */
    public static Level parse(String text) {
        for (Level level : values()) {
            if (level.text().equals(text)) {
                return level;
            }
        }
        throw new IllegalArgumentException(
                "expected one of observe, suggest, approve, auto, but it is '%s'".formatted(text));
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
