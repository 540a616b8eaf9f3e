package io.mendflow.model.compare;

import java.util.List;

/**
 * The comparison on one slice.
 *
 * @param guarded true when its gates count for the verdict on the whole
 * @param gates none where the slice is not guarded
 */
public record SliceReport(String slice, boolean guarded, int rows, List<Measured> metrics, List<GateResult> gates) {}
