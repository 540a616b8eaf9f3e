package io.mendflow.incident;

import io.mendflow.incident.Signal.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signals about one trouble, and what was made of them.
 *
 * @param key stable name, such as {@code INC-7}; the business key of the process that works on it
 * @param reopened how often it was opened again after it had been resolved
 * @param labels labels that all firing signals agree on, else those of the first
 * @param category, priority, route as the triage table decided; null before triage
 */
public record Incident(
        String key,
        State state,
        Severity severity,
        @Nullable String category,
        @Nullable String priority,
        @Nullable String route,
        String service,
        String environment,
        String title,
        Map<String, String> labels,
        List<Cause> causes,
        @Nullable String processInstanceId,
        Instant openedAt,
        Instant lastSignalAt,
        @Nullable Instant acknowledgedAt,
        @Nullable String acknowledgedBy,
        @Nullable Instant resolvedAt,
        @Nullable String resolvedBy,
        @Nullable String resolution,
        int reopened,
        Links links) {

    /** Refuses a transition that the state table does not have. */
    void requireNext(State next) {
        if (!state.next().contains(next)) {
            throw new TransitionRefused(key, state, next);
        }
    }
}
