package io.mendflow.runbook;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants run.
 *
 * @param inputs by name; texts are read as the declared types; of a secret its name
 * @param incidentKey the incident that it is to mend; null when there is none
 * @param requestedBy a user's name, or {@code mendflow}
 * @param category of the incident, for the track record; null when there is none
 * @param environment where it acts, for the track record; null when nobody said so
 * @param replayOf the run whose inputs these are; null when they are new
 */
public record RunRequest(
        String runbookId,
        Map<String, Object> inputs,
        @Nullable String incidentKey,
        String requestedBy,
        @Nullable String category,
        @Nullable String environment,
        @Nullable String replayOf) {

    public RunRequest(
            String runbookId,
            Map<String, Object> inputs,
            @Nullable String incidentKey,
            String requestedBy,
            @Nullable String category,
            @Nullable String environment) {
        this(runbookId, inputs, incidentKey, requestedBy, category, environment, null);
    }

    public RunRequest(String runbookId, Map<String, Object> inputs, @Nullable String incidentKey, String requestedBy) {
        this(runbookId, inputs, incidentKey, requestedBy, null, null, null);
    }
}
