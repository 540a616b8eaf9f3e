package io.mendflow.model.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a column of categories, one a row. Of values that are all different it keeps the first hundred thousand apart, and no more. */
public final class CategoricalWriter {

    private static final int MISSING = -1;
    private static final int UNKNOWN = -2;

    private final String name;
    private final Tape tape;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> dictionary = new ArrayList<>();
    private int[] counts = new int[16];
    private int missing;

    CategoricalWriter(String name, Tape tape) {
        this.name = name;
        this.tape = tape;
    }

    /** @param value null for a missing one */
    public void add(@Nullable String value) {
        int code = value == null ? MISSING : place(value);
        tape.add(name, code);
        if (code >= 0) {
            counts[code]++;
        } else if (code == MISSING) {
            missing++;
        }
    }

    /** Adds a row without a value. */
    public void addMissing() {
        add(null);
    }

    CategoricalColumn column() {
        int rows = tape.finish();
        return new CategoricalColumn(
                rows,
                missing,
                dictionary,
                Arrays.copyOf(counts, dictionary.size()),
                target -> tape.read((row, code) -> target[row] = (int) code));
    }

    private int place(String value) {
        Integer known = places.get(value);
        if (known != null) {
            return known;
        }
        if (dictionary.size() == CategoricalColumn.MOST_CATEGORIES) {
            return UNKNOWN;
        }
        int place = dictionary.size();
        places.put(value, place);
        dictionary.add(value);
        if (place == counts.length) {
            counts = Arrays.copyOf(counts, 2 * counts.length);
        }
        return place;
    }
}
