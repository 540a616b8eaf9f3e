package io.mendflow.model.drift;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What can be said about columns together. */
public enum DatasetVerdict {
    /** Enough of them have drifted. */
    DRIFT,
    /** Too few of them have drifted. */
    NO_DRIFT,
    /** There is no answer for more than half of them, and those with one are no sign of drift; or there are none. */
    UNDECIDED;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
