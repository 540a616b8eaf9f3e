package io.mendflow.model.data;

import com.fasterxml.jackson.annotation.JsonValue;

/** What the values of a column are. */
public enum ColumnType {
    INTEGER,
    DECIMAL,
    BOOLEAN,
    DATE,
    TIMESTAMP,
    TEXT;

    @JsonValue
    public String text() {
        return Words.of(this);
    }

    /** Whether a value of the other type is one of this type too. */
    boolean takes(ColumnType other) {
        return this == other || this == TEXT || (this == DECIMAL && other == INTEGER);
    }
}
