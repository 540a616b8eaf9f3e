package io.mendflow.model.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of one column.
 *
 * @param required whether it must be there
 * @param type null when any will do
 * @param format of dates and times, in the letters of {@link java.time.format.DateTimeFormatter}; null for ISO
 * @param unit that every number carries; null when none does
 * @param decimalComma whether numbers are written as in {@code 1.234,5}
 * @param missing greatest share of missing values, 0 to 1
 * @param min null when anything low will do
 * @param max null when anything high will do
 * @param allowed the only values that may be there, as text; empty when all may
 * @param unique whether no value may come twice
 * @param tolerate greatest share of the values that are there, 0 to 1, which may break each of type, format, unit, range and allowed
 * @param personal whether its values are masked in every report
 */
public record ColumnExpectation(
        boolean required,
        @Nullable ColumnType type,
        @Nullable String format,
        @Nullable String unit,
        boolean decimalComma,
        double missing,
        @Nullable Limit min,
        @Nullable Limit max,
        List<String> allowed,
        boolean unique,
        double tolerate,
        boolean personal) {

    /** Nothing is expected: what columns get that nobody named. */
    static final ColumnExpectation NONE =
            new ColumnExpectation(false, null, null, null, false, 1, null, null, List.of(), false, 0, false);

    public ColumnExpectation {
        allowed = List.copyOf(allowed);
    }
}
