package io.mendflow.runbook;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a part of a run; of what is checked again and again, all its checks; of an approval, what one person said.
 *
 * @param item for which item of a list it was, after those around it; null when it was for none
 * @param attempt counted from 1; of a verification or an await, the number of checks made
 * @param outputs what it gave, long texts cut, secrets masked
 * @param log what the runbook wrote, a line each
 */
public record RunStep(
        String step,
        @Nullable String item,
        StepKind kind,
        int attempt,
        StepState state,
        Instant startedAt,
        @Nullable Instant endedAt,
        Map<String, Object> outputs,
        @Nullable String error,
        String log) {

    String itemOrNone() {
        return item == null ? "" : item;
    }
}
