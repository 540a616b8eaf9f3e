package io.mendflow.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a part of a run; of what is checked again and again, all its checks; of an approval, what one person said.
 *
 * @param item for which item of a list it was, after those around it; null when it was for none
 * @param attempt counted from 1; of a verification or an await, the number of checks made
 * @param outputs what it gave, long texts cut, secrets masked
 * @param log what the runbook wrote, a line each
 * @param calls what it did and looked at, in order; of what is checked again and again, those of the last check
 * @param callsLeftOut how many calls are not kept, since there were too many
 * @param verdict of a verification; null before it has one
 * @param value of a verification or a baseline: the number that it measured last, or whether it held; null when it could not be told
 * @param baseline of a verification: the value before the run acted; null when it is unknown
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
        String log,
        List<Call> calls,
        int callsLeftOut,
        @Nullable Verdict verdict,
        @Nullable Object value,
        @Nullable Object baseline) {

    /** How a verification stands before the run acts. */
    static RunStep baseline(String name, StepState state, Instant began, Instant ended, Reading reading) {
        PartFailed.Done done = reading.done();
        return new RunStep(
                name,
                null,
                StepKind.BASELINE,
                1,
                state,
                began,
                ended,
                Map.of(),
                reading.error(),
                done.log(),
                done.calls().calls(),
                done.calls().leftOut(),
                null,
                reading.given(),
                null);
    }

    /** Milliseconds from its beginning to its end; null before. */
    @JsonProperty
    public @Nullable Long tookMs() {
        return endedAt == null ? null : Duration.between(startedAt, endedAt).toMillis();
    }

    String itemOrNone() {
        return item == null ? "" : item;
    }
}
