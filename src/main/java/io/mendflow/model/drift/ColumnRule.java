package io.mendflow.model.drift;

import org.jspecify.annotations.Nullable;

/**
 * How one column is tested.
 *
 * @param test null for the default of its type and size
 * @param threshold a p-value or distance, above 0; null for the default of the test
 */
public record ColumnRule(@Nullable DriftTest test, @Nullable Double threshold) {

    public ColumnRule {
        if (threshold != null && !(threshold > 0 && threshold < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "Expected a drift threshold above 0 and finite, but got %s".formatted(threshold));
        }
        if (test != null && test.isPValue() && threshold != null && threshold >= 1) {
            throw new IllegalArgumentException(
                    "Expected a threshold below 1 for %s, which answers a p-value, but got %s"
                            .formatted(test.id(), threshold));
        }
    }
}
