package io.mendflow.model.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row as it was read.
 *
 * @param number where it is: the line that it begins in, or for tables without lines how many rows there are up to it; from 1
 * @param values as many as were there, in the order of the columns; null where none is. Text, {@link Long}, {@link java.math.BigInteger},
 *     {@link Double}, {@link java.math.BigDecimal}, {@link Boolean}, {@link java.time.LocalDate}, {@link java.time.LocalDateTime} or
 *     {@link java.time.Instant}
 * @param flaw what is wrong with it as a whole, without any of its values; null when nothing is
 */
public record Row(long number, List<@Nullable Object> values, @Nullable String flaw) {

    /** The value of a column; null where none is. */
    public @Nullable Object value(int column) {
        return column < values.size() ? values.get(column) : null;
    }

    /** Without values, which may be personal. */
    @Override
    public String toString() {
        return "Row " + number;
    }
}
