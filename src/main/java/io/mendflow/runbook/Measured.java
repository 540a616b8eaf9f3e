package io.mendflow.runbook;

import java.math.BigDecimal;
import java.util.Map;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;
import org.jspecify.annotations.Nullable;

/**
 * A number that a check gave, alone or as {@code [value: 0.2, better: 'lower']}.
 *
 * @param better which way it has to go, as written; null when the check does not say
 * @param holds whether it is good; null when the check does not say
 */
record Measured(BigDecimal value, @Nullable String better, @Nullable Boolean holds) {

    /** What a part gave as a number; null when that is none, or not a finite one. */
    static @Nullable Measured of(@Nullable Object given) {
        if (given instanceof Number number && isFinite(number)) {
            return new Measured(number(number), null, null);
        }
        if (given instanceof Map<?, ?> map && map.get("value") instanceof Number number && isFinite(number)) {
            Object better = map.get("better");
            Object holds = map.get("holds");
            return new Measured(
                    number(number),
                    better == null ? null : better.toString(),
                    holds == null ? null : DefaultTypeTransformation.castToBoolean(holds));
        }
        return null;
    }

    static BigDecimal number(Number number) {
        return number instanceof BigDecimal exact ? exact : new BigDecimal(number.toString());
    }

    static boolean isFinite(Number number) {
        return Double.isFinite(number.doubleValue());
    }
}
