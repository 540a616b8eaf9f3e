package io.mendflow.incident;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One normalised fact about a service: an alert that fires or has resolved, a change that was made, a drift that was seen.
 *
 * @param source the sender, as in {@code POST /hooks/{source}}
 * @param fingerprint what the sender calls this alert; with {@code source} and {@code startsAt} it names an episode
 * @param labels what the alert is about; runbook inputs are filled from them by name
 * @param annotations text for people: summary, description, links
 * @param startsAt start of the episode; null when the sender does not tell, then the open episode is meant, else a new one
 * @param endsAt end of the episode, for resolved signals whose sender tells it
 */
public record Signal(
        String source,
        Kind kind,
        Status status,
        Severity severity,
        String service,
        String environment,
        String fingerprint,
        String title,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        Instant receivedAt) {

    public Signal {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    Signal startingAt(Instant start) {
        return new Signal(
                source,
                kind,
                status,
                severity,
                service,
                environment,
                fingerprint,
                title,
                labels,
                annotations,
                start,
                endsAt,
                receivedAt);
    }

    /** What sort of fact it is. A change never opens an incident: it is evidence. */
    public enum Kind {
        ALERT,
        CHANGE,
        DRIFT;

        @JsonValue
        public String text() {
            return Words.of(this);
        }
    }

    /** Whether the trouble is there, is over, or the fact simply happened. */
    public enum Status {
        FIRING,
        RESOLVED,
        OCCURRED;

        @JsonValue
        public String text() {
            return Words.of(this);
        }
    }

    /** How bad it is, worst first. */
    public enum Severity {
        CRITICAL,
        ERROR,
        WARNING,
        INFO;

        /** The severity that a sender's word means; {@link #WARNING} for a word that nobody knows. */
        public static Severity of(@Nullable String word) {
            return switch (word == null ? "" : word.strip().toLowerCase(Locale.ROOT)) {
                case "critical", "crit", "page", "p1", "sev0", "sev1", "fatal", "emergency", "disaster", "alert" ->
                    CRITICAL;
                case "error", "err", "high", "major", "p2", "sev2" -> ERROR;
                case "info",
                        "informational",
                        "information",
                        "low",
                        "notice",
                        "debug",
                        "ok",
                        "none",
                        "p4",
                        "p5",
                        "sev4" -> INFO;
                default -> WARNING;
            };
        }

        public boolean worseThan(Severity other) {
            return compareTo(other) < 0;
        }

        @JsonValue
        public String text() {
            return Words.of(this);
        }
    }
}
