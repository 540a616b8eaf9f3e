package io.mendflow.incident;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.Set;

/** Where an incident stands, and the table of what may follow. */
public enum State {
    OPEN,
    DIAGNOSING,
    AWAITING_APPROVAL,
    MENDING,
    VERIFYING,
    ESCALATED,
    RESOLVED;

    private static final Map<State, Set<State>> NEXT = Map.of(
            OPEN, Set.of(DIAGNOSING, ESCALATED, RESOLVED),
            DIAGNOSING, Set.of(AWAITING_APPROVAL, MENDING, VERIFYING, ESCALATED, RESOLVED),
            AWAITING_APPROVAL, Set.of(MENDING, VERIFYING, ESCALATED, RESOLVED),
            MENDING, Set.of(AWAITING_APPROVAL, VERIFYING, ESCALATED, RESOLVED),
            VERIFYING, Set.of(MENDING, ESCALATED, RESOLVED),
            ESCALATED, Set.of(DIAGNOSING, AWAITING_APPROVAL, MENDING, VERIFYING, RESOLVED),
            RESOLVED, Set.of(OPEN));

    /** The states that may follow this one. */
    public Set<State> next() {
        return NEXT.get(this);
    }

    public boolean isOpen() {
        return this != RESOLVED;
    }

    @JsonValue
    public String text() {
        return Words.of(this);
    }

    /** @throws IllegalArgumentException when no state is written so */
    public static State parse(String text) {
        return Words.parse(State.class, text);
    }
}
