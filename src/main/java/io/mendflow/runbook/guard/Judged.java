package io.mendflow.runbook.guard;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run that tells something about its runbook.
 *
 * @param category of the incident that it was to mend; null when there was none
 * @param environment where it acted; null when nobody said so
 * @param took from its beginning to its end; null when it was not let begin
 */
public record Judged(
        String runId,
        String runbookId,
        @Nullable String category,
        @Nullable String environment,
        Outcome outcome,
        @Nullable Duration took) {}
