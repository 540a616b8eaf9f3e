package io.mendflow.model.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One thing that a challenger must show.
 *
 * @param margin for a threshold the value to reach, else how much better or worse the challenger may or must be: 0 or more
 * @param confidence of one side, above 0.5 and below 1, such as 0.95; the measured value alone decides a threshold and a change, which have 0
 */
public record Gate(Kind kind, Metric metric, double margin, Scale scale, double confidence) {

    /** What is asked. */
    public enum Kind {
        /** The challenger's own measured value reaches a bound. */
        THRESHOLD,
        /** The measured value is better than the champion's by so much. */
        CHANGE,
        /** With confidence, it is worse by no more than the margin. */
        NON_INFERIORITY,
        /** With confidence, it is better by more than the margin. */
        SUPERIORITY;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Gate {
        boolean sure = kind == Kind.NON_INFERIORITY || kind == Kind.SUPERIORITY;
        if (!Double.isFinite(margin) || (margin < 0 && kind != Kind.THRESHOLD)) {
            throw new IllegalArgumentException("Expected the margin of a %s gate on %s to be a number from 0 on, got %s"
                    .formatted(kind.text(), metric.text(), margin));
        }
        if (sure && !(confidence > 0.5 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "Expected the confidence of a %s gate on %s to be above 0.5 and below 1, such as 0.95, got %s"
                            .formatted(kind.text(), metric.text(), confidence));
        }
    }

    /** At least the bound where greater is better, at most the bound elsewhere. */
    public static Gate threshold(Metric metric, double bound) {
        return new Gate(Kind.THRESHOLD, metric, bound, Scale.ABSOLUTE, 0);
    }

    public static Gate change(Metric metric, double atLeast, Scale scale) {
        return new Gate(Kind.CHANGE, metric, atLeast, scale, 0);
    }

    public static Gate nonInferiority(Metric metric, double margin, Scale scale, double confidence) {
        return new Gate(Kind.NON_INFERIORITY, metric, margin, scale, confidence);
    }

    public static Gate superiority(Metric metric, double margin, Scale scale, double confidence) {
        return new Gate(Kind.SUPERIORITY, metric, margin, scale, confidence);
    }

    boolean compares() {
        return kind != Kind.THRESHOLD;
    }
}
