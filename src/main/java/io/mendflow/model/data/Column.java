package io.mendflow.model.data;

import org.jspecify.annotations.Nullable;

/**
 * A column as its table declares it.
 *
 * @param type null where the table holds bare text, such as CSV, or where each value tells its own, such as JSON
 */
public record Column(String name, @Nullable ColumnType type) {}
