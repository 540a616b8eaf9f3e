package io.mendflow.model.data;

/** A table cannot be read, or not to its end. Its message never holds a value of the table. */
public final class TableUnreadable extends RuntimeException {

    private final long number;

    TableUnreadable(String message) {
        this(message, 0);
    }

    TableUnreadable(String message, long number) {
        super(message);
        this.number = number;
    }

    /** The line or row in which it happened; 0 before the first. */
    public long number() {
        return number;
    }
}
