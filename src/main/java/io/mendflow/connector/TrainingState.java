package io.mendflow.connector;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a training stands, as its trainer says. Whether it left a model is for others to look at. */
public enum TrainingState {
    /** None was started with this id, or it is forgotten. */
    UNKNOWN,
    /** Started, and nothing is done yet. */
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean isEnded() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
