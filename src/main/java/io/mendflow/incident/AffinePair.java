package io.mendflow.incident;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Two alerts of an environment and what is known of them.
 *
 * @param affinity normalised pointwise mutual information, from -1 to 1
 * @param times about how often they fired together; older times count less
 * @param joins whether a signal of the one joins an incident of the other
 */
public record AffinePair(Alert one, Alert other, double affinity, long times, Word word, boolean joins) {

    /** What people said of two alerts, by merging and splitting incidents. */
    public enum Word {
        NONE,
        TOGETHER,
        APART;

        @JsonValue
        public String text() {
            return Words.of(this);
        }
    }
}
