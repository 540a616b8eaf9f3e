package io.mendflow.model.drift;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as a person reads them. */
final class Labels {

    private Labels() {}

    /** All digits of the number, and no more: 3, 0.25, 1.0E-7. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** Four digits of the number. */
    static String rounded(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        double rounded = new BigDecimal(value).round(new MathContext(4)).doubleValue();
        return number(rounded);
    }
}
