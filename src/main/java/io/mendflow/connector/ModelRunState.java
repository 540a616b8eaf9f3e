package io.mendflow.connector;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a model's run stands. */
public enum ModelRunState {
    RUNNING,
    FINISHED,
    FAILED,
    CANCELLED;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
