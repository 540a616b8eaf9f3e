package io.mendflow.runbook;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants run.
 *
 * @param inputs by name; texts are read as the declared types; of a secret its name
 * @param incidentKey the incident that it is to mend; null when there is none
 * @param requestedBy a user's name, or {@code mendflow}
 */
public record RunRequest(
        String runbookId, Map<String, Object> inputs, @Nullable String incidentKey, String requestedBy) {}
