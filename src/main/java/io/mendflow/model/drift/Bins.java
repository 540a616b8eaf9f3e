package io.mendflow.model.drift;

/** Bins of equal width, with NumPy's arithmetic: {@code histogram_bin_edges(…, 'sturges')} and {@code histogram}. */
final class Bins {

    private Bins() {}

    /** The edges of ⌈log2(size) + 1⌉ bins between two values. */
    static double[] sturges(double low, double high, long size) {
        double width = (high - low) / (Math.log(size) / Math.log(2) + 1);
        return equal(low, high, width > 0 ? (int) Math.ceil((high - low) / width) : 1);
    }

    /** The edges of that many bins; of one value they reach half a unit to both sides. */
    static double[] equal(double low, double high, int bins) {
        double from = low < high ? low : low - 0.5;
        double to = low < high ? high : high + 0.5;
        double step = (to - from) / bins;
        double[] edges = new double[bins + 1];
        for (int i = 0; i < bins; i++) {
            edges[i] = i * step + from;
        }
        edges[bins] = to;
        return edges;
    }

    /** How many sorted values are in each bin: from its lower edge on, below its upper one; the last bin has both its edges. */
    static long[] counts(double[] sorted, double[] edges) {
        long[] counts = new long[edges.length - 1];
        int from = below(sorted, edges[0]);
        for (int i = 0; i < counts.length; i++) {
            int to = i + 1 < counts.length ? below(sorted, edges[i + 1]) : upTo(sorted, edges[i + 1]);
            counts[i] = to - from;
            from = to;
        }
        return counts;
    }

    /** How many values are less than the bound. */
    static int below(double[] sorted, double bound) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many values are not more than the bound. */
    static int upTo(double[] sorted, double bound) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
