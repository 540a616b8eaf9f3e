package io.mendflow.model.drift;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What can be said about one column. Only the first three are answers; the others say why there is none. */
public enum Verdict {
    /** The column has drifted. */
    DRIFT,
    /** The test finds no drift. */
    STABLE,
    /** Both sets have one and the same value in every row, so there is nothing to test and nothing has changed. */
    CONSTANT,
    /** A side has fewer rows with a value than settings ask for. */
    TOO_FEW_ROWS,
    /** A side has no rows. */
    EMPTY,
    /** A side has rows, and a value in none of them. */
    ALL_MISSING,
    /** A side lacks the column. */
    MISSING_COLUMN,
    /** Numbers on one side, categories on the other. */
    TYPE_CHANGED,
    /** As many values as identifiers have, or numbers whose statistic is no finite number. */
    NOT_COMPUTABLE;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it answers the question; those that do not say so are no sign of stability. */
    public boolean isAnswer() {
        return this == DRIFT || this == STABLE || this == CONSTANT;
    }
}
