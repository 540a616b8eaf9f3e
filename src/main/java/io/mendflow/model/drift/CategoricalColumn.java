package io.mendflow.model.drift;

import java.util.List;

/** A column of categories: a dictionary, how often each of its words occurs, and the words in row order wherever they lie. */
public final class CategoricalColumn implements Column {

    /** More different values than this are names of rows, not categories. */
    static final int MOST_CATEGORIES = 100_000;

    private final int rows;
    private final int missing;
    private final List<String> dictionary;
    private final int[] counts;
    private final Source source;

    /** @param counts by place in the dictionary; what they and {@code missing} leave of the rows did not fit the dictionary */
    CategoricalColumn(int rows, int missing, List<String> dictionary, int[] counts, Source source) {
        this.rows = rows;
        this.missing = missing;
        this.dictionary = List.copyOf(dictionary);
        this.counts = counts;
        this.source = source;
    }

    static CategoricalColumn of(List<String> dictionary, int[] codes) {
        int[] counts = new int[dictionary.size()];
        int missing = 0;
        for (int row = 0; row < codes.length; row++) {
            if (codes[row] < -1 || codes[row] >= counts.length) {
                throw new IllegalArgumentException(
                        "Expected codes from -1 (missing) to %d, the last of the dictionary, but row %d has %d"
                                .formatted(counts.length - 1, row, codes[row]));
            }
            if (codes[row] < 0) {
                missing++;
            } else {
                counts[codes[row]]++;
            }
        }
        return new CategoricalColumn(codes.length, missing, dictionary, counts, target -> {
            System.arraycopy(codes, 0, target, 0, codes.length);
        });
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public String type() {
        return "categorical";
    }

    int missing() {
        return missing;
    }

    List<String> dictionary() {
        return dictionary;
    }

    int count(int code) {
        return counts[code];
    }

    boolean hasTooManyCategories() {
        return dictionary.size() >= MOST_CATEGORIES;
    }

    /** A new array of the dictionary's places by row; -1 is a missing one. */
    int[] codes() {
        int[] codes = new int[rows];
        source.copyTo(codes);
        return codes;
    }

    /** Fills an array with the column's codes. */
    interface Source {
        void copyTo(int[] target);
    }
}
