package io.mendflow.model.drift;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Both distributions of a column, small enough to keep and to draw. Shares are of the rows with a value, from 0 to 1. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(Distribution.Histogram.class), @JsonSubTypes.Type(Distribution.Categories.class)})
public sealed interface Distribution {

    /** The reference's shares, in the order of the bins or labels. */
    List<Double> reference();

    /** The current shares, in the order of the bins or labels. */
    List<Double> current();

    /**
     * Shares by bin. The outer bins also hold what lies beyond the edges, so that a few far values do not squeeze all others into one bin.
     *
     * @param edges one more than there are bins, ascending
     * @param beyond rows of both sets that lie beyond the outer edges
     */
    record Histogram(List<Double> edges, List<Double> reference, List<Double> current, long beyond)
            implements Distribution {

        private static final int BINS = 30;
        private static final double TAIL = 0.005;
        private static final double FAR = 2;

        static Histogram of(NumericPair pair) {
            double low = Math.min(quantile(pair.reference(), TAIL), quantile(pair.current(), TAIL));
            double high = Math.max(quantile(pair.reference(), 1 - TAIL), quantile(pair.current(), 1 - TAIL));
            boolean far = low < high && pair.high() - pair.low() > FAR * (high - low);
            double[] edges = far ? Bins.equal(low, high, BINS) : Bins.equal(pair.low(), pair.high(), BINS);
            return new Histogram(
                    Arrays.stream(edges).boxed().toList(),
                    shares(pair.reference(), edges),
                    shares(pair.current(), edges),
                    beyond(pair.reference(), edges) + beyond(pair.current(), edges));
        }

        private static double quantile(double[] sorted, double part) {
            return sorted[(int) Math.round(part * (sorted.length - 1))];
        }

        private static List<Double> shares(double[] sorted, double[] edges) {
            long[] counts = Bins.counts(sorted, edges);
            counts[0] += Bins.below(sorted, edges[0]);
            counts[counts.length - 1] += sorted.length - Bins.upTo(sorted, edges[edges.length - 1]);
            return Arrays.stream(counts)
                    .mapToObj(count -> (double) count / sorted.length)
                    .toList();
        }

        private static long beyond(double[] sorted, double[] edges) {
            return Bins.below(sorted, edges[0]) + (long) sorted.length - Bins.upTo(sorted, edges[edges.length - 1]);
        }
    }

    /**
     * Shares by value.
     *
     * @param labels the twenty most frequent values at most, in their own order
     * @param others how many more values there are, which have no share here
     */
    record Categories(List<String> labels, List<Double> reference, List<Double> current, int others)
            implements Distribution {

        private static final int MOST = 20;

        static Categories of(Tally tally) {
            double r = tally.referenceSize();
            double c = tally.currentSize();
            int[] shown = IntStream.range(0, tally.labels().size())
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -tally.reference()[i] / r - tally.current()[i] / c))
                    .limit(MOST)
                    .sorted()
                    .mapToInt(Integer::intValue)
                    .toArray();
            return new Categories(
                    Arrays.stream(shown).mapToObj(tally.labels()::get).toList(),
                    Arrays.stream(shown).mapToObj(i -> tally.reference()[i] / r).toList(),
                    Arrays.stream(shown).mapToObj(i -> tally.current()[i] / c).toList(),
                    tally.labels().size() - shown.length);
        }
    }
}
