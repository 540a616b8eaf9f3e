package io.mendflow.model.compare;

import java.util.List;

/**
 * Champion and challenger side by side, as it goes to the gate, to approvers and into evidence. An undefined number is null, never NaN, so that
 * every reader of JSON can read it.
 *
 * @param verdict fail when any gate fails or the challenger's answers are broken, else inconclusive when any gate or the input is, else pass
 * @param reason one sentence for people
 * @param method how the intervals were made
 * @param confidence of both sides of the intervals
 * @param problems what kept the models from being compared; there are no metrics then
 */
public record ComparisonReport(
        Verdict verdict,
        String reason,
        int rows,
        String method,
        int rounds,
        double confidence,
        long seed,
        List<Problem> problems,
        List<Measured> metrics,
        List<GateResult> gates,
        List<SliceReport> slices) {}
