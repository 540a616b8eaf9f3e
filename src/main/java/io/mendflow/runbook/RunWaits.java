package io.mendflow.runbook;

import org.jspecify.annotations.Nullable;

/**
 * A run waits for a person who does not come. Published in the transaction of the timer that says so.
 *
 * @param text one sentence for people
 */
public record RunWaits(String runId, @Nullable String incidentKey, String text) {}
