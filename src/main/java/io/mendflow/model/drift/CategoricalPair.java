package io.mendflow.model.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Categories of both sets. */
final class CategoricalPair implements Pair {

    private final CategoricalColumn reference;
    private final CategoricalColumn current;
    private final Tally tally;

    CategoricalPair(CategoricalColumn reference, CategoricalColumn current) {
        this.reference = reference;
        this.current = current;
        this.tally = count(reference, current);
    }

    @Override
    public int referenceSize() {
        return (int) tally.referenceSize();
    }

    @Override
    public int currentSize() {
        return (int) tally.currentSize();
    }

    @Override
    public int distinct(int enough) {
        return tally.labels().size();
    }

    @Override
    public Tally tally() {
        return tally;
    }

    @Override
    public Shares shares() {
        return tally.shares();
    }

    @Override
    public double chance() {
        return Counts.homogeneity(tally);
    }

    @Override
    public Distribution distribution() {
        return tally.distribution();
    }

    /** The places in the tally of the reference's values in row order, then of the current ones. */
    int[] places() {
        int[] places = new int[referenceSize() + currentSize()];
        int end = place(reference, places, 0);
        place(current, places, end);
        return places;
    }

    private int place(CategoricalColumn column, int[] places, int from) {
        int[] codes = column.codes();
        var byLabel = new TreeMap<String, Integer>();
        for (int i = 0; i < tally.labels().size(); i++) {
            byLabel.put(tally.labels().get(i), i);
        }
        int[] byCode = column.dictionary().stream()
                .mapToInt(word -> byLabel.getOrDefault(word, -1))
                .toArray();
        int end = from;
        for (int code : codes) {
            if (code >= 0) {
                places[end++] = byCode[code];
            }
        }
        return end;
    }

    private static Tally count(CategoricalColumn reference, CategoricalColumn current) {
        var counts = new TreeMap<String, long[]>();
        add(reference, counts, 0);
        add(current, counts, 1);
        List<String> labels = new ArrayList<>();
        var tally = new Tally.Builder();
        counts.forEach((label, both) -> {
            labels.add(label);
            tally.add(both[0], both[1]);
        });
        return tally.tally(labels);
    }

    private static void add(CategoricalColumn column, TreeMap<String, long[]> counts, int side) {
        for (int code = 0; code < column.dictionary().size(); code++) {
            if (column.count(code) > 0) {
                counts.computeIfAbsent(column.dictionary().get(code), label -> new long[2])[side] += column.count(code);
            }
        }
    }
}
