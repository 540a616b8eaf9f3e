package io.mendflow.model.compare;

import org.jspecify.annotations.Nullable;

/**
 * What one gate says.
 *
 * @param slice name of the slice that it was asked of, or {@code all rows}
 * @param reason one sentence for people
 * @param gainAtLeast one-sided lower bound of the challenger's gain at the gate's confidence; null where the gate needs none or there is none
 * @param gainAtMost the upper bound likewise
 */
public record GateResult(
        Gate gate,
        String slice,
        Verdict verdict,
        String reason,
        @Nullable Double gainAtLeast,
        @Nullable Double gainAtMost) {}
