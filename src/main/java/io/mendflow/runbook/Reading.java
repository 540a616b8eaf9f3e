package io.mendflow.runbook;

import io.mendflow.runbook.PartFailed.Done;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One check of a verification, made.
 *
 * @param value what it measured; null when it only says whether it holds
 * @param better which way the value has to go; null when nobody said
 * @param error why it could not be made; then it does not hold
 */
record Reading(Done done, boolean holds, @Nullable BigDecimal value, @Nullable Better better, @Nullable String error) {

    static Reading failed(Done soFar, String error) {
        return new Reading(soFar, false, null, null, error);
    }

    /** What it gave: a number, or whether it holds; null when it could not be made. */
    @Nullable
    Object given() {
        if (error != null) {
            return null;
        }
        return value == null ? (Object) holds : value;
    }

    /** True when it does not hold, and did before; or is worse than it was by more than the tolerance. */
    boolean isWorse(Comparison comparison, @Nullable RunStep baseline) {
        if (holds || error != null || baseline == null) {
            return false;
        }
        if (value != null && better != null && baseline.value() instanceof Number before) {
            return comparison.isWorse(better, value, Measured.number(before));
        }
        return value == null && Boolean.TRUE.equals(baseline.value());
    }

    /** Why it does not hold; null when it does. */
    @Nullable
    String objection() {
        if (holds) {
            return null;
        }
        return error != null ? error : value == null ? "it does not hold" : "it is " + value.toPlainString();
    }
}
