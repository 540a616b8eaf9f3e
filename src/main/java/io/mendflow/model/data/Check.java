package io.mendflow.model.data;

import com.fasterxml.jackson.annotation.JsonValue;

/** What is looked at. */
public enum Check {
    READABLE,
    COLUMNS,
    MALFORMED_ROWS,
    ROW_COUNT,
    TYPE,
    FORMAT,
    MISSING,
    RANGE,
    ALLOWED,
    DUPLICATES,
    KEY,
    LEAKAGE,
    FRESHNESS;

    @JsonValue
    public String text() {
        return Words.of(this);
    }
}
