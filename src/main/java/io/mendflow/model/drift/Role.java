package io.mendflow.model.drift;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What the model does with a column. */
public enum Role {
    /** It reads it. */
    FEATURE,
    /** It wrote it: a score, a class, a probability. */
    PREDICTION;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
