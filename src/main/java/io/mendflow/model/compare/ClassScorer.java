package io.mendflow.model.compare;

import java.util.ArrayList;
import java.util.List;

/** Metrics of classification. What a row adds to each is computed once; a round only weighs it. */
final class ClassScorer implements Scorer {

    /** Distance between 1 and the next double: scikit-learn keeps probabilities so far from 0 and 1. */
    private static final double EPSILON = Math.ulp(1.0);

    private final List<Metric> metrics;
    private final int classes;
    private final int[] rows;
    private final boolean losses;
    private final int[] cells;
    private final double[] logLoss;
    private final double[] brier;
    private final List<RankArea> areas = new ArrayList<>();

    ClassScorer(Truth truth, Predictions predictions, int[] rows, List<Metric> metrics, double threshold) {
        this.metrics = metrics;
        this.classes = truth.classes();
        this.rows = rows;
        this.losses =
                predictions.hasProbabilities() && (metrics.contains(Metric.LOG_LOSS) || metrics.contains(Metric.BRIER));
        this.cells = new int[rows.length];
        this.logLoss = new double[losses ? rows.length : 0];
        this.brier = new double[losses ? rows.length : 0];
        int[] labels = truth.labels();
        for (int i = 0; i < rows.length; i++) {
            int row = rows[i];
            cells[i] = labels[row] * classes + predictions.label(row, threshold);
            if (losses) {
                double ofTruth = predictions.probability(row, labels[row]);
                logLoss[i] = -Math.log(Math.min(Math.max(ofTruth, EPSILON), 1 - EPSILON));
                brier[i] = brier(predictions, row, labels[row]);
            }
        }
        if (metrics.contains(Metric.ROC_AUC) && predictions.hasProbabilities()) {
            for (int c = classes == 2 ? 1 : 0; c < classes; c++) {
                int ofClass = c;
                areas.add(new RankArea(
                        rows, row -> predictions.probability(row, ofClass), row -> labels[row] == ofClass));
            }
        }
    }

    @Override
    public double[] scores(int[] weights) {
        long[] counts = new long[classes * classes];
        double logLossSum = 0;
        double brierSum = 0;
        long all = 0;
        for (int i = 0; i < cells.length; i++) {
            int weight = weights[rows[i]];
            counts[cells[i]] += weight;
            all += weight;
            if (losses) {
                logLossSum += weight * logLoss[i];
                brierSum += weight * brier[i];
            }
        }
        Confusion confusion = new Confusion(classes, counts);
        double[] scores = new double[metrics.size()];
        for (int m = 0; m < scores.length; m++) {
            scores[m] = switch (metrics.get(m)) {
                case ACCURACY, PRECISION, RECALL, F1 -> confusion.value(metrics.get(m));
                case LOG_LOSS -> losses ? logLossSum / all : Double.NaN;
                case BRIER -> losses ? brierSum / all : Double.NaN;
                case ROC_AUC -> area(weights);
                default -> Double.NaN;
            };
        }
        return scores;
    }

    private double area(int[] weights) {
        double sum = 0;
        for (RankArea area : areas) {
            sum += area.of(weights);
        }
        return areas.isEmpty() ? Double.NaN : sum / areas.size();
    }

    private double brier(Predictions predictions, int row, int truth) {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            double miss = predictions.probability(row, c) - (c == truth ? 1 : 0);
            sum += miss * miss;
        }
        return classes == 2 ? sum / 2 : sum;
    }
}
