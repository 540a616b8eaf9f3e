package io.mendflow.runbook;

import groovy.lang.Closure;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a verification is compared with its baseline, which is the same check before the run acts.
 *
 * @param baseline false when none is read
 * @param better which way a measured value has to go; null when the check says whether it holds
 * @param goal the value from which on it holds, a number or braces that give one; null when it has to be better than the baseline
 * @param tolerance share of the baseline by which a value may differ from it and be as good
 * @param worseFor how long it has to be worse without a break before the run is undone
 */
record Comparison(
        boolean baseline, @Nullable Better better, @Nullable Object goal, BigDecimal tolerance, Duration worseFor) {

    static final BigDecimal TOLERANCE = new BigDecimal("0.1");

    /** Nothing is compared. */
    static final Comparison NONE = new Comparison(false, null, null, TOLERANCE, Duration.ZERO);

    /** @throws IllegalArgumentException when it is neither a number nor braces */
    static Object goal(Object raw) {
        if (raw instanceof Closure || raw instanceof Number number && Measured.isFinite(number)) {
            return raw;
        }
        throw new IllegalArgumentException("expected a number, or braces that give one");
    }

    /** @throws IllegalArgumentException when it is no number from 0 on */
    static BigDecimal tolerance(Object raw) {
        if (raw instanceof Number number && Measured.isFinite(number) && number.doubleValue() >= 0) {
            return Measured.number(number);
        }
        throw new IllegalArgumentException("expected a share of the baseline, such as 0.1, but it is '" + raw + "'");
    }

    boolean isWorse(Better direction, BigDecimal value, BigDecimal before) {
        return !direction.reaches(value, direction.moved(before, margin(before).negate()));
    }

    boolean isImproved(Better direction, BigDecimal value, BigDecimal before) {
        return direction.reaches(value, direction.moved(before, margin(before)));
    }

    private BigDecimal margin(BigDecimal before) {
        return before.abs().multiply(tolerance);
    }
}
