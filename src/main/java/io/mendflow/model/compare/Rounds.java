package io.mendflow.model.compare;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One number of all bootstrap rounds. */
final class Rounds {

    /** A number that more rounds do not define says too little of its spread. */
    private static final double TOLERATED_UNDEFINED = 0.05;

    private final double[] sorted;
    private final int undefined;

    Rounds(double[] values) {
        this.sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        this.undefined = values.length - sorted.length;
    }

    int undefined() {
        return undefined;
    }

    boolean sayEnough() {
        return sorted.length > 0 && undefined <= TOLERATED_UNDEFINED * (sorted.length + undefined);
    }

    Interval interval(double value, double confidence) {
        return new Interval(
                finite(value),
                sayEnough() ? finite(quantile((1 - confidence) / 2)) : null,
                sayEnough() ? finite(quantile((1 + confidence) / 2)) : null);
    }

    /** Between the two nearest rounds, linearly: type 7 of Hyndman and Fan (1996), as NumPy does. */
    double quantile(double p) {
        double at = p * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
