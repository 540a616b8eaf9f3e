package io.mendflow.runbook;

import org.jspecify.annotations.Nullable;

/**
 * An attempt at a part of a run has begun or ended. Published in the transaction that records it, which for steps and undos is one of its own.
 *
 * @param text one sentence for people, secrets masked
 */
public record StepChanged(
        String runId,
        @Nullable String incidentKey,
        String step,
        StepKind kind,
        int attempt,
        StepState state,
        String text) {}
