package io.mendflow.model.drift;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** How often each value occurs in the reference and in the current set, in the order of the values. Its arrays are read only. */
record Tally(List<String> labels, long[] reference, long[] current) {

    long referenceSize() {
        return LongStream.of(reference).sum();
    }

    long currentSize() {
        return LongStream.of(current).sum();
    }

    Shares shares() {
        return Shares.of(reference, current);
    }

    Distribution distribution() {
        return Distribution.Categories.of(this);
    }

    /** Collects the counts of one value after the other. */
    static final class Builder {

        private long[] reference = new long[16];
        private long[] current = new long[16];
        private int size;

        void add(long inReference, long inCurrent) {
            if (size == reference.length) {
                reference = Arrays.copyOf(reference, 2 * size);
                current = Arrays.copyOf(current, 2 * size);
            }
            reference[size] = inReference;
            current[size++] = inCurrent;
        }

        Tally tally(List<String> labels) {
            return new Tally(labels, Arrays.copyOf(reference, size), Arrays.copyOf(current, size));
        }
    }
}
