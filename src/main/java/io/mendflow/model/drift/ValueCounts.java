package io.mendflow.model.drift;

/**
 * The rows of one side of a column.
 *
 * @param rows all of them
 * @param missing rows without a value (NaN or null)
 * @param infinite rows with an infinite number; the tests leave them out, as they do missing ones
 */
public record ValueCounts(int rows, int missing, int infinite) {

    /** Of a column that is not there. */
    static final ValueCounts NONE = new ValueCounts(0, 0, 0);

    /** Rows that the tests take. */
    public int used() {
        return rows - missing - infinite;
    }
}
