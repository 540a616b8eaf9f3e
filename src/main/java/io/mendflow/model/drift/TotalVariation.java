package io.mendflow.model.drift;

import java.util.Arrays;

/**
 * The permutation test of the total variation distance: among 1000 shuffles of the pooled rows, the share with a distance that is as large. The shuffles
 * are NumPy's for seed 0 ({@code RandomState.choice} without replacement), so the p-value is Evidently's too; it takes time with the rows times 1000.
 */
final class TotalVariation {

    private static final int SHUFFLES = 1000;

    private TotalVariation() {}

    /** The p-value as Evidently has it: rounding decides whether a distance that is just the same counts as one as large. */
    static double of(CategoricalPair pair) {
        double n = pair.referenceSize();
        double m = pair.currentSize();
        return share(pair, (reference, current) -> {
            double sum = 0;
            for (int i = 0; i < reference.length; i++) {
                sum += Math.abs(reference[i] / n - current[i] / m);
            }
            return sum;
        });
    }

    /** The p-value in whole numbers (distances times both sizes), where distances that are just the same count. */
    static double exactly(CategoricalPair pair) {
        long n = pair.referenceSize();
        long m = pair.currentSize();
        return share(pair, (reference, current) -> {
            long sum = 0;
            for (int i = 0; i < reference.length; i++) {
                sum += Math.abs(reference[i] * m - current[i] * n);
            }
            return sum;
        });
    }

    private static double share(CategoricalPair pair, Distance distance) {
        int[] places = pair.places();
        long[] reference = pair.tally().reference();
        long[] current = pair.tally().current();
        double observed = distance.between(reference, current);
        var random = new MersenneTwister(0);
        int[] order = new int[places.length];
        int asLarge = 0;
        for (int i = 0; i < SHUFFLES; i++) {
            shuffle(order, random);
            long[] drawn = new long[reference.length];
            for (int row = 0; row < pair.referenceSize(); row++) {
                drawn[places[order[row]]]++;
            }
            long[] left = new long[drawn.length];
            Arrays.setAll(left, place -> reference[place] + current[place] - drawn[place]);
            asLarge += distance.between(drawn, left) >= observed ? 1 : 0;
        }
        return asLarge / (double) SHUFFLES;
    }

    private static void shuffle(int[] order, MersenneTwister random) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.upTo(i);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** Σ|r/n − c/m| of two lists of counts, in a unit of its own. */
    private interface Distance {
        double between(long[] reference, long[] current);
    }
}
