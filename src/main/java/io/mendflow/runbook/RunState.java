package io.mendflow.runbook;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.Set;

/** Where a run stands, and the table of what may follow. */
public enum RunState {
    REQUESTED,
    RUNNING,
    /** Its next part waits for a lease or for a thaw. */
    WAITING,
    SUCCEEDED,
    NOT_APPLICABLE,
    FAILED,
    OUTCOME_UNKNOWN,
    /** Ended as it was, for people to take over. */
    ESCALATED,
    CANCELLED;

    private static final Map<RunState, Set<RunState>> NEXT = Map.of(
            REQUESTED, Set.of(RUNNING, CANCELLED),
            RUNNING, Set.of(WAITING, SUCCEEDED, NOT_APPLICABLE, FAILED, OUTCOME_UNKNOWN, ESCALATED, CANCELLED),
            WAITING, Set.of(RUNNING, FAILED, OUTCOME_UNKNOWN, CANCELLED),
            OUTCOME_UNKNOWN, Set.of(RUNNING, FAILED, ESCALATED, CANCELLED),
            SUCCEEDED, Set.of(),
            NOT_APPLICABLE, Set.of(),
            FAILED, Set.of(),
            ESCALATED, Set.of(),
            CANCELLED, Set.of());

    /** The states that may follow this one. */
    public Set<RunState> next() {
        return NEXT.get(this);
    }

    /** True when nothing can follow. */
    public boolean isEnded() {
        return next().isEmpty();
    }

    @JsonValue
    public String text() {
        return Words.of(this);
    }

    /** @throws IllegalArgumentException when no state is written so */
    public static RunState parse(String text) {
        return Words.parse(RunState.class, text);
    }
}
