package io.mendflow.model.drift;

/** A column of numbers, in row order, wherever they lie. */
public final class NumericColumn implements Column {

    private final int rows;
    private final Source source;

    NumericColumn(int rows, Source source) {
        this.rows = rows;
        this.source = source;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public String type() {
        return "numeric";
    }

    /** A new array of all values, missing ones as NaN. */
    double[] values() {
        double[] values = new double[rows];
        source.copyTo(values);
        return values;
    }

    /** Fills an array with the column's values. */
    interface Source {
        void copyTo(double[] target);
    }
}
