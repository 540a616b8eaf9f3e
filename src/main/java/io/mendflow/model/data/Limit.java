package io.mendflow.model.data;

import java.math.BigDecimal;

/**
 * The least or the greatest value that is expected: a number, or for dates and times an ISO date or time (UTC where it names no zone).
 *
 * @param text as it is written in a file
 * @param value to compare by: the number, or seconds since 1970
 */
public record Limit(String text, double value) {

    static Limit of(BigDecimal number) {
        String plain = number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        return new Limit(plain, number.doubleValue());
    }

    /**
     * Reads a limit.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    static Limit of(String text, boolean ofTime) {
        if (!ofTime) {
            try {
                return of(new BigDecimal(text.strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("a number");
            }
        }
        var moments = new Moments();
        if (text.isEmpty() || !moments.read(text) || moments.form().type() == ColumnType.TEXT) {
            throw new IllegalArgumentException("a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z");
        }
        return new Limit(text, moments.second());
    }
}
