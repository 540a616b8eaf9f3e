package io.mendflow.model.drift;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction ("A simple sequentially rejective multiple test procedure", 1979) of p-values that each have a level of their own. It ranks them by
 * p ÷ level and holds the smallest of m against 1/m, the next against 1/(m − 1), and so on up to the first that is not below. Whatever the tests have to
 * do with each other, the chance of any false alarm is at most the largest level.
 */
final class Holm {

    private Holm() {}

    /** Corrected p-values: each is at its level or below exactly when the procedure calls it significant. */
    static double[] corrected(List<Finding.Tested> tests) {
        List<Integer> order = IntStream.range(0, tests.size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        i -> tests.get(i).chance() / tests.get(i).level()))
                .toList();
        double[] corrected = new double[tests.size()];
        double highest = 0;
        for (int rank = 0; rank < corrected.length; rank++) {
            Finding.Tested test = tests.get(order.get(rank));
            highest = Math.max(highest, (corrected.length - rank) * test.chance() / test.level());
            corrected[order.get(rank)] = Math.min(1, highest * test.level());
        }
        return corrected;
    }
}
