package io.mendflow.runbook;

import org.jspecify.annotations.Nullable;

/**
 * A run has moved to another state. Published in the same transaction.
 *
 * @param from null when it is new
 */
public record RunChanged(
        String runId,
        String runbookId,
        @Nullable String incidentKey,
        @Nullable RunState from,
        RunState to,
        @Nullable String reason) {}
