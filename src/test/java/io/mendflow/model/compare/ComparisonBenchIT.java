package io.mendflow.model.compare;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Figures of one run on one machine: printed, never asserted. */
@Tag("bench")
class ComparisonBenchIT {

    private static final int ROWS = 100_000;

    @Test
    void comparesClassifiersOnAHundredThousandRows() {
        Random random = new Random(1);
        int[] labels = IntStream.range(0, ROWS)
                .map(row -> random.nextInt(10) < 3 ? 1 : 0)
                .toArray();
        double[] champion = scores(labels, random, 0.30);
        double[] challenger = scores(labels, random, 0.28);
        List<String> regions = IntStream.range(0, ROWS)
                .mapToObj(row -> "r" + random.nextInt(5))
                .toList();
        List<Metric> metrics = List.of(
                Metric.ACCURACY,
                Metric.PRECISION,
                Metric.RECALL,
                Metric.F1,
                Metric.ROC_AUC,
                Metric.LOG_LOSS,
                Metric.BRIER);
        Comparison comparison = new Comparison(ComparisonSettings.of(
                metrics, List.of(Gate.nonInferiority(Metric.ROC_AUC, 0.005, Scale.ABSOLUTE, 0.95))));
        Truth truth = Truth.classes(2, labels);

        measure(
                "7 metrics",
                () -> comparison.compare(
                        truth, Predictions.probabilities(champion), Predictions.probabilities(challenger), List.of()));
        measure(
                "7 metrics, 5 slices",
                () -> comparison.compare(
                        truth,
                        Predictions.probabilities(champion),
                        Predictions.probabilities(challenger),
                        Slice.by("region", regions, true)));
    }

    @Test
    void comparesRegressionsOnAHundredThousandRows() {
        Random random = new Random(2);
        double[] values = random.doubles(ROWS, 10, 20).toArray();
        double[] champion = IntStream.range(0, ROWS)
                .mapToDouble(row -> values[row] + random.nextGaussian())
                .toArray();
        double[] challenger = IntStream.range(0, ROWS)
                .mapToDouble(row -> values[row] + random.nextGaussian())
                .toArray();
        Comparison comparison = new Comparison(ComparisonSettings.of(
                List.of(Metric.RMSE, Metric.MAE, Metric.R2, Metric.MAPE),
                List.of(Gate.nonInferiority(Metric.RMSE, 0.01, Scale.RELATIVE, 0.95))));

        measure(
                "4 metrics of regression",
                () -> comparison.compare(
                        Truth.values(values), Predictions.values(champion), Predictions.values(challenger), List.of()));
    }

    private static double[] scores(int[] labels, Random random, double noise) {
        return IntStream.range(0, ROWS)
                .mapToDouble(row -> Math.min(1, Math.max(0, 0.3 + 0.4 * labels[row] + noise * random.nextGaussian())))
                .toArray();
    }

    private static void measure(String what, Runnable work) {
        for (int run = 1; run <= 3; run++) {
            long from = System.nanoTime();
            work.run();
            System.out.printf(
                    "bench comparison: %s, %d rows x 1000 rounds: %.1f s (run %d)%n",
                    what, ROWS, (System.nanoTime() - from) / 1e9, run);
        }
    }
}
