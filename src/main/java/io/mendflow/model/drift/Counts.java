package io.mendflow.model.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.GTest;

/** The statistics of counts by value; each answers a p-value. */
final class Counts {

    private static final double LEAST_EXPECTED = 5;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Counts() {}

    /** Chi-square test of the current counts against the reference's, taken as exact; a value that is new makes it 0. */
    static double chiSquare(Tally tally) {
        if (hasNewValue(tally)) {
            return 0;
        }
        return ChiSquareTest.withDefaults()
                .test(expected(tally), tally.current())
                .getPValue();
    }

    /** The same by likelihood ratio. */
    static double g(Tally tally) {
        if (hasNewValue(tally)) {
            return 0;
        }
        return GTest.withDefaults().test(expected(tally), tally.current()).getPValue();
    }

    /** Test of two proportions, pooled and two-sided: how often is a value other than the first? */
    static double z(Tally tally) {
        double r = tally.referenceSize();
        double c = tally.currentSize();
        double inReference = (r - tally.reference()[0]) / r;
        double inCurrent = (c - tally.current()[0]) / c;
        double pooled = (inReference * r + inCurrent * c) / (r + c);
        double z = (inReference - inCurrent) / Math.sqrt(pooled * (1 - pooled) * (1 / r + 1 / c));
        return 2 * NORMAL.survivalProbability(Math.abs(z));
    }

    /**
     * Chi-square test of homogeneity: do both sets come from one distribution? Both count as samples. Values too rare for it (fewer than 5 expected on
     * a side) count as one; NaN when that leaves nothing to compare.
     */
    static double homogeneity(Tally tally) {
        long[][] table = withoutRare(tally);
        return table[0].length < 2
                ? Double.NaN
                : ChiSquareTest.withDefaults().test(table).getPValue();
    }

    /** The same by likelihood ratio. */
    static double homogeneityByG(Tally tally) {
        long[][] table = withoutRare(tally);
        return table[0].length < 2
                ? Double.NaN
                : GTest.withDefaults().test(table).getPValue();
    }

    private static boolean hasNewValue(Tally tally) {
        return LongStream.of(tally.reference()).anyMatch(count -> count == 0);
    }

    private static double[] expected(Tally tally) {
        double scale = (double) tally.currentSize() / tally.referenceSize();
        return Arrays.stream(tally.reference())
                .mapToDouble(count -> count * scale)
                .toArray();
    }

    private static long[][] withoutRare(Tally tally) {
        double smaller = Math.min(tally.referenceSize(), tally.currentSize());
        double size = tally.referenceSize() + tally.currentSize();
        List<long[]> cells = new ArrayList<>();
        long[] rare = new long[2];
        for (int i = 0; i < tally.reference().length; i++) {
            long r = tally.reference()[i];
            long c = tally.current()[i];
            if ((r + c) * smaller / size < LEAST_EXPECTED) {
                rare[0] += r;
                rare[1] += c;
            } else {
                cells.add(new long[] {r, c});
            }
        }
        if (rare[0] + rare[1] > 0) {
            cells.add(rare);
        }
        return new long[][] {
            cells.stream().mapToLong(cell -> cell[0]).toArray(),
            cells.stream().mapToLong(cell -> cell[1]).toArray()
        };
    }
}
