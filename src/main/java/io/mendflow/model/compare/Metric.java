package io.mendflow.model.compare;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How good a model's answers are, in one number; each is what scikit-learn's function of that name gives.
 *
 * <p>With two classes, precision, recall and F1 are those of class 1 ({@code average='binary'}); with more, the mean over the classes that occur
 * ({@code average='macro'}). ROC-AUC over more than two classes is the mean of one class against the rest ({@code multi_class='ovr'}). Where
 * precision, recall or F1 divides by zero it is 0 ({@code zero_division=0}).
 */
public enum Metric {
    ACCURACY(Kind.LABELS, true),
    PRECISION(Kind.LABELS, true),
    RECALL(Kind.LABELS, true),
    F1(Kind.LABELS, true),
    ROC_AUC(Kind.PROBABILITIES, true),
    /** In nats, with probabilities kept 2⁻⁵² away from 0 and 1. */
    LOG_LOSS(Kind.PROBABILITIES, false),
    /** From 0 to 1 with two classes, from 0 to 2 with more ({@code scale_by_half='auto'}). */
    BRIER(Kind.PROBABILITIES, false),
    RMSE(Kind.VALUES, false),
    MAE(Kind.VALUES, false),
    R2(Kind.VALUES, true),
    /** A fraction, not percent; undefined where a true value is 0. */
    MAPE(Kind.VALUES, false);

    /** What it is computed from. */
    enum Kind {
        LABELS,
        PROBABILITIES,
        VALUES
    }

    private final Kind kind;
    private final boolean greaterIsBetter;

    Metric(Kind kind, boolean greaterIsBetter) {
        this.kind = kind;
        this.greaterIsBetter = greaterIsBetter;
    }

    public boolean greaterIsBetter() {
        return greaterIsBetter;
    }

    Kind kind() {
        return kind;
    }

    /** True when some rows of every class are needed before its value says anything. */
    boolean needsEveryClass() {
        return this == PRECISION || this == RECALL || this == F1 || this == ROC_AUC;
    }

    /** How much better a challenger's value is than a champion's: negative when it is worse. */
    double gain(double champion, double challenger) {
        return greaterIsBetter ? challenger - champion : champion - challenger;
    }

    /** As it is written in settings and reports, such as {@code roc-auc}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException when no metric is written so */
    @JsonCreator
    public static Metric parse(String text) {
        return Arrays.stream(values())
                .filter(metric -> metric.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Expected a metric, one of "
                        + Arrays.stream(values()).map(Metric::text).collect(Collectors.joining(", ")) + ", got '"
                        + text + "'"));
    }
}
