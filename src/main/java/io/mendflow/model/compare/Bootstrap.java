package io.mendflow.model.compare;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws the rows of a test set again, with replacement, and scores every model on the same draw, so that differences are paired (Efron and
 * Tibshirani, "An Introduction to the Bootstrap", 1993). Rows are not copied: a draw is a count for each row. Every round has its own seed, so
 * the rounds may be shared among processors.
 */
final class Bootstrap {

    private final int rows;
    private final long[] seeds;

    Bootstrap(int rows, int rounds, long seed) {
        this.rows = rows;
        this.seeds = new SplittableRandom(seed).longs(rounds).toArray();
    }

    /** The scores of each round: by round, then by scorer, then by metric. */
    double[][][] run(Scorer[] scorers) {
        int parts = Math.min(Runtime.getRuntime().availableProcessors(), seeds.length);
        double[][][] scores = new double[seeds.length][][];
        IntStream.range(0, parts).parallel().forEach(part -> {
            int[] counts = new int[rows];
            for (int round = part; round < seeds.length; round += parts) {
                draw(counts, seeds[round]);
                scores[round] = scores(scorers, counts);
            }
        });
        return scores;
    }

    static double[][] scores(Scorer[] scorers, int[] counts) {
        double[][] scores = new double[scorers.length][];
        for (int s = 0; s < scorers.length; s++) {
            scores[s] = scorers[s].scores(counts);
        }
        return scores;
    }

    private void draw(int[] counts, long seed) {
        Arrays.fill(counts, 0);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < rows; i++) {
            counts[random.nextInt(rows)]++;
        }
    }
}
