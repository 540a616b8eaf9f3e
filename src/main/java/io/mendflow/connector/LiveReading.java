package io.mendflow.connector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a live metric says: finite values, or why there are none; never both, and never 0 for nothing.
 *
 * @param values oldest first where the source tells, at least one; empty when there is no data
 * @param noData in a sentence, why there is none; null when there is some
 */
public record LiveReading(List<Double> values, @Nullable String noData) {

    public LiveReading {
        values = List.copyOf(values);
        if (values.isEmpty() == (noData == null)) {
            throw new IllegalArgumentException("Expected either values or why there are none, got " + values + " and "
                    + (noData == null ? "no reason" : "'" + noData + "'"));
        }
        if (values.stream().anyMatch(value -> !Double.isFinite(value))) {
            throw new IllegalArgumentException("Expected finite values, got " + values);
        }
    }

    static LiveReading of(double value) {
        return new LiveReading(List.of(value), null);
    }

    static LiveReading nothing(String why) {
        return new LiveReading(List.of(), why);
    }

    public boolean hasData() {
        return noData == null;
    }

    /**
     * The newest value.
     *
     * @throws IllegalStateException when there is no data
     */
    public double value() {
        if (values.isEmpty()) {
            throw new IllegalStateException("Expected a value, but there is no data: " + noData);
        }
        return values.get(values.size() - 1);
    }
}
