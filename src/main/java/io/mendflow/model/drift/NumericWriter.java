package io.mendflow.model.drift;

/** Writes a column of numbers, one a row. */
public final class NumericWriter {

    private final String name;
    private final Tape tape;

    NumericWriter(String name, Tape tape) {
        this.name = name;
        this.tape = tape;
    }

    /** @param value NaN for a missing one */
    public void add(double value) {
        tape.add(name, Double.doubleToRawLongBits(value));
    }

    /** Adds a row without a value. */
    public void addMissing() {
        add(Double.NaN);
    }

    NumericColumn column() {
        int rows = tape.finish();
        return new NumericColumn(rows, target -> tape.read((row, bits) -> target[row] = Double.longBitsToDouble(bits)));
    }
}
