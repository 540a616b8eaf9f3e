package io.mendflow.model.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Some rows of a table, each as likely as any other, whichever the table's length: reservoir sampling (Vitter's algorithm R). Always the same for the same table. */
final class Sample {

    /** Beyond these the sample has no room: 16 bytes each. */
    private static final int MOST_CELLS = 2_500_000;

    private static final long SEED = 20_240_607L;

    private final int size;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<double[]> numbers = new ArrayList<>();
    private final List<long[]> codes = new ArrayList<>();
    private long seen;

    Sample(int size) {
        this.size = size;
    }

    /** Where the next row goes; -1 when it is not taken. */
    int place() {
        seen++;
        if (seen <= size) {
            return (int) seen - 1;
        }
        long place = random.nextLong(seen);
        return place < size ? (int) place : -1;
    }

    /**
     * Keeps a value.
     *
     * @param number NaN when it is none
     * @param code equal for equal values; 0 for a missing one
     */
    void put(int place, int column, double number, long code) {
        while (numbers.size() <= column && hasRoom()) {
            numbers.add(new double[size]);
            codes.add(new long[size]);
        }
        if (column < numbers.size()) {
            numbers.get(column)[place] = number;
            codes.get(column)[place] = code;
        }
    }

    int rows() {
        return (int) Math.min(seen, size);
    }

    /** How many columns it has; the last may have found no room. */
    int columns() {
        return numbers.size();
    }

    double[] numbers(int column) {
        return numbers.get(column);
    }

    long[] codes(int column) {
        return codes.get(column);
    }

    static long code(Object value) {
        String text = RowHashes.text(value);
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash == 0 ? 1 : hash;
    }

    private boolean hasRoom() {
        return (numbers.size() + 1L) * size <= MOST_CELLS;
    }
}
