package io.mendflow.model.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a challenger with the champion on the same held-out rows: on all of them, and on each slice.
 *
 * <p>Intervals are percentiles of a paired bootstrap. A verdict is pass only when every gate passes, on all rows and on every protected slice;
 * as every gate must pass, more gates do not make a false pass likelier.
 */
public final class Comparison {

    private static final String METHOD = "percentile bootstrap, paired by row";

    private final ComparisonSettings settings;
    private final List<Metric> metrics;
    private final Judge judge;

    public Comparison(ComparisonSettings settings) {
        this.settings = settings;
        this.metrics = settings.wanted();
        this.judge = new Judge(settings);
    }

    /**
     * @param champion null when there is none yet: only thresholds can be passed then
     * @throws IllegalArgumentException when a metric does not fit the kind of truth, or a slice has rows that are not there
     */
    public ComparisonReport compare(
            Truth truth, @Nullable Predictions champion, Predictions challenger, List<Slice> slices) {
        requireFittingMetrics(truth);
        InputCheck check = new InputCheck(truth);
        check.slices(slices);
        List<Problem> problems = check.problems(champion, challenger);
        if (!problems.isEmpty()) {
            return report(truth.rows(), problems, List.of(), List.of(), List.of());
        }
        List<Slice> parts = Stream.concat(Stream.of(Slice.whole(truth.rows())), slices.stream())
                .toList();
        List<Sample> samples = measure(truth, champion, challenger, parts);
        List<GateResult> gates = judge(settings.gates(), samples.get(0));
        List<SliceReport> reports = IntStream.range(1, parts.size())
                .mapToObj(i -> slice(parts.get(i), samples.get(i)))
                .toList();
        return report(truth.rows(), unguarded(slices), samples.get(0).measured(settings.confidence()), gates, reports);
    }

    private void requireFittingMetrics(Truth truth) {
        for (Metric metric : metrics) {
            if (truth.hasClasses() == (metric.kind() == Metric.Kind.VALUES)) {
                throw new IllegalArgumentException("Expected metrics of %s for a test set with true %s, got %s"
                        .formatted(
                                truth.hasClasses() ? "classification" : "regression",
                                truth.hasClasses() ? "classes" : "values",
                                metric.text()));
            }
        }
    }

    private List<Sample> measure(
            Truth truth, @Nullable Predictions champion, Predictions challenger, List<Slice> parts) {
        List<Predictions> models = champion == null ? List.of(challenger) : List.of(champion, challenger);
        Scorer[] scorers = parts.stream()
                .flatMap(part -> models.stream().map(model -> scorer(truth, model, part.rows())))
                .toArray(Scorer[]::new);
        int[] once = new int[truth.rows()];
        Arrays.fill(once, 1);
        double[][] measured = Bootstrap.scores(scorers, once);
        double[][][] rounds = new Bootstrap(truth.rows(), settings.rounds(), settings.seed()).run(scorers);
        List<Sample> samples = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            int first = part * models.size();
            int last = first + models.size() - 1;
            samples.add(new Sample(
                    parts.get(part).name(),
                    parts.get(part).rows().length,
                    fewestOfClass(truth, parts.get(part)),
                    metrics,
                    champion == null ? null : measured[first],
                    measured[last],
                    champion == null ? null : byMetric(rounds, first),
                    byMetric(rounds, last)));
        }
        return samples;
    }

    private Scorer scorer(Truth truth, Predictions model, int[] rows) {
        return truth.hasClasses()
                ? new ClassScorer(truth, model, rows, metrics, settings.threshold())
                : new ValueScorer(truth, model, rows, metrics);
    }

    private double[][] byMetric(double[][][] rounds, int scorer) {
        double[][] values = new double[metrics.size()][rounds.length];
        for (int round = 0; round < rounds.length; round++) {
            for (int m = 0; m < values.length; m++) {
                values[m][round] = rounds[round][scorer][m];
            }
        }
        return values;
    }

    private static int fewestOfClass(Truth truth, Slice part) {
        if (!truth.hasClasses()) {
            return part.rows().length;
        }
        int[] here = new int[truth.classes()];
        boolean[] anywhere = new boolean[truth.classes()];
        for (int label : truth.labels()) {
            anywhere[label] = true;
        }
        for (int row : part.rows()) {
            here[truth.labels()[row]]++;
        }
        return IntStream.range(0, here.length)
                .filter(c -> anywhere[c])
                .map(c -> here[c])
                .min()
                .orElse(0);
    }

    private List<GateResult> judge(List<Gate> gates, Sample sample) {
        return gates.stream().map(gate -> judge.judge(gate, sample)).toList();
    }

    private SliceReport slice(Slice slice, Sample sample) {
        return new SliceReport(
                slice.name(),
                slice.guarded(),
                sample.rows(),
                sample.measured(settings.confidence()),
                slice.guarded() ? judge(settings.guardedGates(), sample) : List.of());
    }

    /** A protected slice that nothing is asked of would be protected in name only. */
    private List<Problem> unguarded(List<Slice> slices) {
        if (settings.guardedGates().isEmpty() && slices.stream().anyMatch(Slice::guarded)) {
            return List.of(new Problem(
                    "test set",
                    Verdict.INCONCLUSIVE,
                    "There are protected slices, but no gate is asked of them; name one"));
        }
        return List.of();
    }

    private ComparisonReport report(
            int rows,
            List<Problem> problems,
            List<Measured> measured,
            List<GateResult> gates,
            List<SliceReport> slices) {
        List<GateResult> all = Stream.concat(gates.stream(), slices.stream().flatMap(slice -> slice.gates().stream()))
                .toList();
        Verdict verdict = Findings.verdict(problems, all);
        return new ComparisonReport(
                verdict,
                Findings.reason(verdict, problems, all),
                rows,
                METHOD,
                settings.rounds(),
                settings.confidence(),
                settings.seed(),
                problems,
                measured,
                gates,
                slices);
    }
}
