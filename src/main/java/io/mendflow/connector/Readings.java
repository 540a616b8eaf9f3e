package io.mendflow.connector;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What monitoring answered.
 *
 * @param configured false when there is no monitoring system to ask
 * @param error why there are no readings, as a sentence; null when monitoring answered
 * @param series one for each set of labels; empty when nothing matches the expression
 */
public record Readings(boolean configured, @Nullable String error, List<Series> series) {

    public Readings {
        series = List.copyOf(series);
    }

    static Readings notConfigured() {
        return new Readings(
                false,
                "No monitoring is configured: set mendflow.prometheus.url, or add a route monitoring.query",
                List.of());
    }

    static Readings failed(String error) {
        return new Readings(true, error, List.of());
    }

    /** True when monitoring answered, be it with nothing. */
    public boolean isOk() {
        return error == null;
    }

    /** The newest value of the first series; null when there is none. */
    public @Nullable Double getValue() {
        return series.isEmpty() || series.get(0).points().isEmpty()
                ? null
                : series.get(0).last().value();
    }

    /** Values of one set of labels, oldest first. */
    public record Series(Map<String, String> labels, List<Point> points) {

        public Series {
            labels = Map.copyOf(labels);
            points = List.copyOf(points);
        }

        public Point last() {
            return points.get(points.size() - 1);
        }

        public double getValue() {
            return last().value();
        }
    }

    /** A value at a time; NaN and infinities are values too. */
    public record Point(Instant at, double value) {}
}
