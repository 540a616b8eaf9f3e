package io.mendflow.connector;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a model is served.
 *
 * @param shares what gets which part of the traffic, as far as the server tells
 * @param reason in a sentence, when it has failed or is not there yet; null otherwise
 */
public record ServingStatus(Phase phase, List<Share> shares, @Nullable String reason) {

    public ServingStatus {
        shares = List.copyOf(shares);
    }

    /** How far the server is with what it was asked last. */
    public enum Phase {
        /** It serves as asked. */
        READY,
        /** It is on its way. */
        MOVING,
        /** It has given up: the version cannot be loaded, or what was asked makes no sense to it. */
        FAILED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One version's part of the traffic.
     *
     * @param digest of what is served, where the server tells; null otherwise
     * @param percent 0 to 100
     */
    public record Share(String version, @Nullable String digest, int percent) {

        public Share {
            Objects.requireNonNull(version, "version");
            if (percent < 0 || percent > 100) {
                throw new IllegalArgumentException("Expected a percentage from 0 to 100, got " + percent);
            }
        }
    }
}
