package io.mendflow.model.data;

import org.jspecify.annotations.Nullable;

/**
 * What a column held.
 *
 * @param type of all its values; null when it had none
 * @param missing how many rows have no value in it
 * @param distinct how many different values; null when there are more than were counted
 * @param min least number or time; null when there is none, or the column is personal
 * @param max greatest number or time; null as for {@code min}
 */
public record ColumnSummary(
        String name,
        @Nullable ColumnType type,
        long missing,
        @Nullable Integer distinct,
        @Nullable String min,
        @Nullable String max) {

    /** Without its values: this goes to logs. */
    @Override
    public String toString() {
        return "Column " + name;
    }
}
