package io.mendflow.model.drift;

import java.util.ArrayList;
import java.util.List;

/** Numbers of both sets, each sorted. The arrays are read only. */
record NumericPair(double[] reference, double[] current) implements Pair {

    private static final int MOST_SINGLE_VALUES = 20;

    @Override
    public int referenceSize() {
        return reference.length;
    }

    @Override
    public int currentSize() {
        return current.length;
    }

    @Override
    public int distinct(int enough) {
        int distinct = 0;
        var values = new Merge(reference, current);
        while (distinct <= enough && values.next()) {
            distinct++;
        }
        return distinct;
    }

    @Override
    public Tally tally() {
        List<String> labels = new ArrayList<>();
        var counts = new Tally.Builder();
        var values = new Merge(reference, current);
        while (values.next()) {
            labels.add(Labels.number(values.value()));
            counts.add(values.referenceCount(), values.currentCount());
        }
        return counts.tally(labels);
    }

    /** A bin for each value when the reference has at most 20 of them, else bins of equal width over both sets. */
    @Override
    public Shares shares() {
        int distinct = new NumericPair(reference, new double[0]).distinct(MOST_SINGLE_VALUES);
        if (distinct <= MOST_SINGLE_VALUES) {
            return tally().shares();
        }
        double[] edges = Bins.sturges(low(), high(), (long) reference.length + current.length);
        return Shares.of(Bins.counts(reference, edges), Bins.counts(current, edges));
    }

    @Override
    public double chance() {
        return distinct(MOST_SINGLE_VALUES) <= MOST_SINGLE_VALUES
                ? Counts.homogeneity(tally())
                : Numbers.kolmogorovSmirnov(this);
    }

    @Override
    public Distribution distribution() {
        return distinct(MOST_SINGLE_VALUES) <= MOST_SINGLE_VALUES
                ? tally().distribution()
                : Distribution.Histogram.of(this);
    }

    double low() {
        return Math.min(reference[0], current[0]);
    }

    double high() {
        return Math.max(reference[reference.length - 1], current[current.length - 1]);
    }
}
