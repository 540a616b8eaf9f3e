package io.mendflow.model.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a gate, or the whole comparison, says of the challenger. */
public enum Verdict {
    PASS,
    FAIL,
    /** The rows do not suffice to say either; it is not a pass. */
    INCONCLUSIVE;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
