package io.mendflow.model.compare;

import java.util.Arrays;
import java.util.List;

/** Metrics of regression. What a row adds to each is computed once; a round only weighs it. */
final class ValueScorer implements Scorer {

    private final List<Metric> metrics;
    private final int[] rows;
    /** True values less their mean, so that sums of squares keep their digits. */
    private final double[] centred;

    private final double[] misses;
    private final double[] shares;
    private final boolean sharesAreDefined;

    ValueScorer(Truth truth, Predictions predictions, int[] rows, List<Metric> metrics) {
        this.metrics = metrics;
        this.rows = rows;
        double[] values = truth.values();
        double[] answers = predictions.numbers();
        double mean =
                Arrays.stream(rows).mapToDouble(row -> values[row]).average().orElse(0);
        this.centred =
                Arrays.stream(rows).mapToDouble(row -> values[row] - mean).toArray();
        this.misses = Arrays.stream(rows)
                .mapToDouble(row -> Math.abs(values[row] - answers[row]))
                .toArray();
        this.shares = Arrays.stream(rows)
                .mapToDouble(row -> Math.abs(values[row] - answers[row]) / Math.abs(values[row]))
                .toArray();
        this.sharesAreDefined = Arrays.stream(rows).noneMatch(row -> values[row] == 0);
    }

    @Override
    public double[] scores(int[] weights) {
        double all = 0;
        double squares = 0;
        double absolute = 0;
        double relative = 0;
        double sum = 0;
        double spread = 0;
        for (int i = 0; i < misses.length; i++) {
            double weight = weights[rows[i]];
            double miss = misses[i];
            double value = centred[i];
            all += weight;
            squares += weight * miss * miss;
            absolute += weight * miss;
            relative += weight * shares[i];
            sum += weight * value;
            spread += weight * value * value;
        }
        double[] scores = new double[metrics.size()];
        for (int m = 0; m < scores.length; m++) {
            scores[m] = switch (metrics.get(m)) {
                case RMSE -> Math.sqrt(squares / all);
                case MAE -> absolute / all;
                case R2 -> explained(squares, spread - sum * sum / all);
                case MAPE -> sharesAreDefined ? relative / all : Double.NaN;
                default -> Double.NaN;
            };
        }
        return scores;
    }

    /** Undefined where the true values do not vary. */
    private static double explained(double squares, double spread) {
        return spread > 0 ? 1 - squares / spread : Double.NaN;
    }
}
