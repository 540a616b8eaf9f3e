package io.mendflow.model.drift;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.TTest;

/** The statistics of numbers, as SciPy has them. */
final class Numbers {

    private static final int MOST_EXACT_KS = 10_000;
    private static final int FEW_RANKS = 8;
    private static final double LEAST_NORM = 0.001;

    private Numbers() {}

    /** p-value of the two-sided Kolmogorov-Smirnov test: exact to 10,000 rows a side, above that by the limit distribution. */
    static double kolmogorovSmirnov(NumericPair pair) {
        int larger = Math.max(pair.reference().length, pair.current().length);
        return KolmogorovSmirnovTest.withDefaults()
                .with(larger <= MOST_EXACT_KS ? PValueMethod.EXACT : PValueMethod.ASYMPTOTIC)
                .test(pair.reference(), pair.current())
                .getPValue();
    }

    /** Wasserstein distance (order 1) in standard deviations of the reference, which count as 0.001 at least. */
    static double wasserstein(NumericPair pair) {
        return wasserstein(pair, LEAST_NORM);
    }

    /** The same without that least deviation, which hides every drift of a column in small units. */
    static double wassersteinOfAnyScale(NumericPair pair) {
        return wasserstein(pair, Double.MIN_NORMAL);
    }

    /** Energy distance: √(2·∫(F − G)²). */
    static double energy(NumericPair pair) {
        return Math.sqrt(2 * between(pair, difference -> difference * difference));
    }

    /** p-value of Student's t-test with equal variances, two-sided. */
    static double studentT(NumericPair pair) {
        return TTest.withDefaults()
                .with(DataDispersion.HOMOSCEDASTIC)
                .test(pair.reference(), pair.current())
                .getPValue();
    }

    /** p-value of the Mann-Whitney U test for the reference being the less; it does not see a fall. */
    static double mannWhitney(NumericPair pair) {
        return mannWhitney(pair, AlternativeHypothesis.LESS_THAN);
    }

    /** The same for both directions. */
    static double mannWhitneyBothWays(NumericPair pair) {
        return mannWhitney(pair, AlternativeHypothesis.TWO_SIDED);
    }

    private static double mannWhitney(NumericPair pair, AlternativeHypothesis alternative) {
        boolean few = Math.min(pair.reference().length, pair.current().length) <= FEW_RANKS;
        int size = pair.reference().length + pair.current().length;
        boolean exact = few && pair.distinct(size) == size;
        return MannWhitneyUTest.withDefaults()
                .with(alternative)
                .with(exact ? PValueMethod.EXACT : PValueMethod.ASYMPTOTIC)
                .test(pair.reference(), pair.current())
                .getPValue();
    }

    private static double wasserstein(NumericPair pair, double leastNorm) {
        return between(pair, Math::abs) / Math.max(deviation(pair.reference()), leastNorm);
    }

    /** The area between the two distribution functions, each difference in height weighed by the function. */
    private static double between(NumericPair pair, DoubleUnaryOperator weight) {
        double area = 0;
        double height = 0;
        double last = Double.NaN;
        var values = new Merge(pair.reference(), pair.current());
        while (values.next()) {
            area += height == 0 ? 0 : weight.applyAsDouble(height) * (values.value() - last);
            last = values.value();
            height = (double) values.referenceUpTo() / pair.reference().length
                    - (double) values.currentUpTo() / pair.current().length;
        }
        return area;
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).sum() / values.length;
        return Math.sqrt(Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / values.length);
    }
}
