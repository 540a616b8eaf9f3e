package io.mendflow.model.drift;

import java.util.Arrays;

/** The finite numbers of one side, sorted, and what was left out. */
record Finite(double[] sorted, ValueCounts counts) {

    static Finite of(NumericColumn column) {
        double[] values = column.values();
        int missing = 0;
        int used = 0;
        for (double value : values) {
            if (Double.isFinite(value)) {
                values[used++] = value;
            } else if (Double.isNaN(value)) {
                missing++;
            }
        }
        var counts = new ValueCounts(values.length, missing, values.length - missing - used);
        double[] finite = used == values.length ? values : Arrays.copyOf(values, used);
        Arrays.sort(finite);
        return new Finite(finite, counts);
    }
}
