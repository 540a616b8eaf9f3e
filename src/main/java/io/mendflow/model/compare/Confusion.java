package io.mendflow.model.compare;

/** How often each class was answered for each true class. */
final class Confusion {

    private final int classes;
    /** By true class, then by answered class. */
    private final long[] counts;

    private final long[] truths;
    private final long[] answers;
    private long right;
    private long all;

    Confusion(int classes, long[] counts) {
        this.classes = classes;
        this.counts = counts;
        this.truths = new long[classes];
        this.answers = new long[classes];
        for (int truth = 0; truth < classes; truth++) {
            for (int answer = 0; answer < classes; answer++) {
                long count = counts[truth * classes + answer];
                truths[truth] += count;
                answers[answer] += count;
                all += count;
            }
            right += counts[truth * classes + truth];
        }
    }

    double value(Metric metric) {
        if (all == 0) {
            return Double.NaN;
        }
        return metric == Metric.ACCURACY ? (double) right / all : average(metric);
    }

    private double average(Metric metric) {
        if (classes == 2) {
            return ofClass(metric, 1);
        }
        double sum = 0;
        int occurring = 0;
        for (int c = 0; c < classes; c++) {
            if (truths[c] + answers[c] > 0) {
                sum += ofClass(metric, c);
                occurring++;
            }
        }
        return sum / occurring;
    }

    private double ofClass(Metric metric, int c) {
        long hits = counts[c * classes + c];
        return switch (metric) {
            case PRECISION -> share(hits, answers[c]);
            case RECALL -> share(hits, truths[c]);
            case F1 -> share(2 * hits, answers[c] + truths[c]);
            default -> throw new IllegalArgumentException("Expected precision, recall or f1, got " + metric.text());
        };
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
