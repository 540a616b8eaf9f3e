package io.mendflow.model.compare;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The area under the ROC curve of one class against the rest, as the share of pairs in the right order (Mann and Whitney); ties count half. The
 * rows are sorted once; weights are whole numbers, so the sums are exact.
 */
final class RankArea {

    private final int[] rows;
    /** All bits set where the row is of the class, none elsewhere. */
    private final int[] positive;
    /** True at the last row of each score. */
    private final boolean[] last;

    RankArea(int[] rows, IntToDoubleFunction score, IntPredicate isPositive) {
        double[] scores = Arrays.stream(rows).mapToDouble(score).toArray();
        int[] order = IntStream.range(0, rows.length)
                .boxed()
                // Adding 0.0 makes -0.0 the same score as 0.0.
                .sorted(Comparator.comparingDouble(i -> scores[i] + 0.0))
                .mapToInt(Integer::intValue)
                .toArray();
        this.rows = Arrays.stream(order).map(i -> rows[i]).toArray();
        this.positive = Arrays.stream(this.rows)
                .map(row -> isPositive.test(row) ? -1 : 0)
                .toArray();
        this.last = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            last[i] = i == order.length - 1 || scores[order[i]] != scores[order[i + 1]];
        }
    }

    /** NaN when either side has no weight. */
    double of(int[] weights) {
        long positives = 0;
        long negatives = 0;
        long twiceArea = 0;
        long groupPositives = 0;
        long groupNegatives = 0;
        for (int i = 0; i < rows.length; i++) {
            int weight = weights[rows[i]];
            groupPositives += weight & positive[i];
            groupNegatives += weight & ~positive[i];
            if (last[i]) {
                twiceArea += groupPositives * (2 * negatives + groupNegatives);
                positives += groupPositives;
                negatives += groupNegatives;
                groupPositives = 0;
                groupNegatives = 0;
            }
        }
        if (positives == 0 || negatives == 0) {
            return Double.NaN;
        }
        return twiceArea / 2.0 / ((double) positives * negatives);
    }
}
