package io.mendflow.model.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a margin is measured in. */
public enum Scale {
    /** In the metric's own unit. */
    ABSOLUTE,
    /** As a fraction of the champion's value: 0.02 is two percent of it. */
    RELATIVE;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
