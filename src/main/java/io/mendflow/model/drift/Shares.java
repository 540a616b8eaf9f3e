package io.mendflow.model.drift;

import java.util.Arrays;
import java.util.stream.LongStream;

/** The share of the rows in each bin, and the distances between two such lists (natural logarithms throughout). */
record Shares(double[] reference, double[] current) {

    private static final double FLOOR = 1e-4;

    static Shares of(long[] reference, long[] current) {
        return new Shares(shares(reference), shares(current));
    }

    /** Population stability index: Σ(r − c)·ln(r / c), empty bins filled. */
    double psi() {
        double[] r = filled(reference);
        double[] c = filled(current);
        double sum = 0;
        for (int i = 0; i < r.length; i++) {
            sum += (r[i] - c[i]) * Math.log(r[i] / c[i]);
        }
        return sum;
    }

    /** Kullback-Leibler divergence of the reference from the current set, empty bins filled, both made to sum to 1 again. */
    double kullbackLeibler() {
        return relativeEntropy(normal(filled(reference)), normal(filled(current)));
    }

    /** Jensen-Shannon distance, √(½KL(r‖m) + ½KL(c‖m)) with m between them: from 0 to √ln 2. */
    double jensenShannon() {
        double[] r = normal(reference);
        double[] c = normal(current);
        double[] middle = new double[r.length];
        Arrays.setAll(middle, i -> (r[i] + c[i]) / 2);
        return Math.sqrt(Math.max(0, relativeEntropy(r, middle) + relativeEntropy(c, middle)) / 2);
    }

    /** Hellinger distance, √(1 − Σ√(r·c)). */
    double hellinger() {
        double overlap = 0;
        for (int i = 0; i < reference.length; i++) {
            overlap += Math.sqrt(reference[i] * current[i]);
        }
        return Math.sqrt(1 - Math.min(1, overlap));
    }

    private static double[] shares(long[] counts) {
        double size = LongStream.of(counts).sum();
        return LongStream.of(counts).mapToDouble(count -> count / size).toArray();
    }

    private static double[] normal(double[] shares) {
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    private static double[] filled(double[] shares) {
        double least = Arrays.stream(shares).filter(share -> share > 0).min().orElse(1);
        double filling = least <= FLOOR ? least / 1e6 : FLOOR;
        return Arrays.stream(shares).map(share -> share == 0 ? filling : share).toArray();
    }

    private static double relativeEntropy(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i] == 0 ? 0 : p[i] * Math.log(p[i] / q[i]);
        }
        return sum;
    }
}
