package io.mendflow.model.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Holds a gate against what was measured. What is undefined, or measured on too few rows, never passes. */
final class Judge {

    /** So that 0.30 − 0.28 is a change of 0.02. */
    private static final double ROUNDING = 1e-12;

    private final ComparisonSettings settings;

    Judge(ComparisonSettings settings) {
        this.settings = settings;
    }

    GateResult judge(Gate gate, Sample sample) {
        String obstacle = obstacle(gate, sample);
        if (obstacle != null) {
            return new GateResult(gate, sample.slice(), Verdict.INCONCLUSIVE, obstacle, null, null);
        }
        return switch (gate.kind()) {
            case THRESHOLD -> threshold(gate, sample);
            case CHANGE -> change(gate, sample);
            case NON_INFERIORITY, SUPERIORITY -> sure(gate, sample);
        };
    }

    private @Nullable String obstacle(Gate gate, Sample sample) {
        Metric metric = gate.metric();
        String where = metric.text() + " on " + sample.slice();
        if (sample.rows() < settings.minimumRows()) {
            return "Nothing can be said of %s: it has %d rows, and %d are needed."
                    .formatted(where, sample.rows(), settings.minimumRows());
        }
        if (metric.needsEveryClass() && sample.fewestOfClass() < settings.minimumOfClass()) {
            return "Nothing can be said of %s: a class has only %d rows there, and %d are needed."
                    .formatted(where, sample.fewestOfClass(), settings.minimumOfClass());
        }
        if (gate.compares() && !sample.hasChampion()) {
            return "There is no champion to compare %s with.".formatted(where);
        }
        if (!Double.isFinite(sample.challenger(metric))) {
            return "The challenger's %s is undefined.".formatted(where);
        }
        if (gate.compares() && !Double.isFinite(sample.champion(metric))) {
            return "The champion's %s is undefined.".formatted(where);
        }
        return null;
    }

    private static GateResult threshold(Gate gate, Sample sample) {
        Metric metric = gate.metric();
        double value = sample.challenger(metric);
        boolean reached = metric.gain(gate.margin(), value) >= -ROUNDING;
        return result(
                gate,
                sample,
                reached ? Verdict.PASS : Verdict.FAIL,
                "The challenger's %s on %s is %s; it must be %s %s."
                        .formatted(
                                metric.text(),
                                sample.slice(),
                                number(value),
                                metric.greaterIsBetter() ? "at least" : "at most",
                                number(gate.margin())));
    }

    private static GateResult change(Gate gate, Sample sample) {
        double needed = margin(gate, sample);
        boolean reached = sample.gain(gate.metric()) >= needed - ROUNDING;
        return result(
                gate,
                sample,
                reached ? Verdict.PASS : Verdict.FAIL,
                "%s; it must be better by at least %s.".formatted(difference(gate, sample), number(needed)));
    }

    private static GateResult sure(Gate gate, Sample sample) {
        boolean superiority = gate.kind() == Gate.Kind.SUPERIORITY;
        Rounds beyond = sample.gains(gate.metric(), superiority ? -gate.margin() : gate.margin(), gate.scale());
        Rounds gains = sample.gains(gate.metric(), 0, Scale.ABSOLUTE);
        if (!beyond.sayEnough()) {
            return new GateResult(
                    gate,
                    sample.slice(),
                    Verdict.INCONCLUSIVE,
                    "Nothing can be said of %s on %s: it is undefined in %d bootstrap rounds."
                            .formatted(gate.metric().text(), sample.slice(), beyond.undefined()),
                    null,
                    null);
        }
        Verdict verdict =
                superiority ? superiority(beyond, gate.confidence()) : nonInferiority(beyond, gate.confidence());
        double atLeast = gains.quantile(1 - gate.confidence());
        double atMost = gains.quantile(gate.confidence());
        String reason = "%s; with %s %% confidence of each side the gain is from %s to %s, and %s."
                .formatted(
                        difference(gate, sample),
                        number(100 * gate.confidence()),
                        number(atLeast),
                        number(atMost),
                        asked(gate, sample, verdict));
        return new GateResult(gate, sample.slice(), verdict, reason, atLeast, atMost);
    }

    private static Verdict nonInferiority(Rounds beyond, double confidence) {
        if (beyond.quantile(1 - confidence) >= -ROUNDING) {
            return Verdict.PASS;
        }
        return beyond.quantile(confidence) < -ROUNDING ? Verdict.FAIL : Verdict.INCONCLUSIVE;
    }

    private static Verdict superiority(Rounds beyond, double confidence) {
        if (beyond.quantile(1 - confidence) > ROUNDING) {
            return Verdict.PASS;
        }
        return beyond.quantile(confidence) <= ROUNDING ? Verdict.FAIL : Verdict.INCONCLUSIVE;
    }

    private static String asked(Gate gate, Sample sample, Verdict verdict) {
        String margin = number(margin(gate, sample));
        if (gate.kind() == Gate.Kind.SUPERIORITY) {
            return switch (verdict) {
                case PASS -> "so it is better by more than " + margin;
                case FAIL -> "so it is not better by more than " + margin;
                case INCONCLUSIVE -> "which may or may not be better by more than " + margin;
            };
        }
        return switch (verdict) {
            case PASS -> "so it is not worse by more than " + margin;
            case FAIL -> "so it is worse by more than " + margin;
            case INCONCLUSIVE -> "which may or may not be worse by more than " + margin;
        };
    }

    private static String difference(Gate gate, Sample sample) {
        Metric metric = gate.metric();
        double gain = sample.gain(metric);
        String side = gain == 0 ? "as good as" : number(Math.abs(gain)) + (gain > 0 ? " better than" : " worse than");
        return "The challenger's %s on %s is %s, %s the champion's %s"
                .formatted(
                        metric.text(),
                        sample.slice(),
                        number(sample.challenger(metric)),
                        side,
                        number(sample.champion(metric)));
    }

    /** In the metric's own unit. */
    private static double margin(Gate gate, Sample sample) {
        return gate.scale() == Scale.RELATIVE
                ? gate.margin() * Math.abs(sample.champion(gate.metric()))
                : gate.margin();
    }

    private static GateResult result(Gate gate, Sample sample, Verdict verdict, String reason) {
        return new GateResult(gate, sample.slice(), verdict, reason, null, null);
    }

    /** Four digits are enough to read; the report has them all. */
    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_EVEN));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
