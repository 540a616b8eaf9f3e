package io.mendflow.connector;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a version has come. Which one is live is for aliases to say. */
public enum ModelStage {
    /** Made, and not looked at yet. */
    CANDIDATE,
    /** Compared with the champion, and passed by the gate. */
    VALIDATED,
    APPROVED,
    /** Serves, a part of the traffic at least. */
    LIVE,
    /** Refused by a gate, by a person or by its canary. */
    REJECTED,
    /** Was live once. */
    RETIRED;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
