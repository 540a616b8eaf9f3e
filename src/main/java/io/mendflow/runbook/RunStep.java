package io.mendflow.runbook;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a part of a run; of a verification, all its checks.
 *
 * @param attempt counted from 1; of a verification, the number of checks made
 * @param outputs what it gave, long texts cut, secrets masked
 * @param log what the runbook wrote, a line each
 */
public record RunStep(
        String step,
        StepKind kind,
        int attempt,
        StepState state,
        Instant startedAt,
        @Nullable Instant endedAt,
        Map<String, Object> outputs,
        @Nullable String error,
        String log) {}
