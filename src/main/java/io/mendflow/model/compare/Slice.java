package io.mendflow.model.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of the test set that is looked at by itself, such as {@code region=north}.
 *
 * @param guarded a protected slice: a regression there blocks, however good the whole is
 * @param rows numbers of its rows, from 0
 */
public record Slice(String name, boolean guarded, int[] rows) {

    /** One slice for each value that a column has, in the order in which the values come. */
    public static List<Slice> by(String column, List<String> values, boolean guarded) {
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int row = 0; row < values.size(); row++) {
            rows.computeIfAbsent(values.get(row), value -> new ArrayList<>()).add(row);
        }
        return rows.entrySet().stream()
                .map(entry -> new Slice(
                        column + "=" + entry.getKey(),
                        guarded,
                        entry.getValue().stream().mapToInt(Integer::intValue).toArray()))
                .toList();
    }

    static Slice whole(int rows) {
        int[] all = new int[rows];
        Arrays.setAll(all, row -> row);
        return new Slice("all rows", false, all);
    }
}
