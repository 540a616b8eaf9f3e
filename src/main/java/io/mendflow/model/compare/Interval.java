package io.mendflow.model.compare;

import org.jspecify.annotations.Nullable;

/**
 * A measured value with its bootstrap percentile interval.
 *
 * @param value on the test set as it is; null when undefined there
 * @param low null when too few rounds define it
 * @param high null when too few rounds define it
 */
public record Interval(@Nullable Double value, @Nullable Double low, @Nullable Double high) {}
