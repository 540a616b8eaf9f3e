package io.mendflow.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One change of what serves as a model's champion, from what asked for it to its end.
 *
 * @param cause what sort of fact asked for it, such as {@code drift} or {@code person}
 * @param reason what asked for it, in a sentence
 * @param tier of risk, 1 is the highest
 * @param champion version that served when it began; null when there was none
 * @param run that made the challenger, in the model store; null before there is one
 * @param version the challenger; null before there is one
 * @param digest of the challenger's artifacts: what is approved, and what is rolled out
 * @param outcome how it ended, in a sentence; null before
 */
public record Promotion(
        String id,
        String model,
        Kind kind,
        PromotionState state,
        String cause,
        String reason,
        String requestedBy,
        int tier,
        @Nullable String processInstanceId,
        @Nullable String champion,
        @Nullable String championDigest,
        @Nullable String run,
        @Nullable String version,
        @Nullable String digest,
        @Nullable String outcome,
        Instant openedAt,
        Instant changedAt,
        @Nullable Instant endedAt) {

    /** What it is to do. */
    public enum Kind {
        /** Make a challenger, and let it take over when it is better. */
        RETRAIN,
        /** Let the last good version take over at once. */
        ROLLBACK,
        /** Somebody has moved the champion elsewhere: let it stand, or take it back. */
        OUT_OF_BAND;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Kind parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** @throws PromotionRefused when it cannot go there from where it is */
    void requireNext(PromotionState next) {
        if (!state.leadsTo(next)) {
            throw new PromotionRefused(
                    "Expected promotion %s to be where '%s' can follow, but it is '%s'; nothing was changed"
                            .formatted(id, next.text(), state.text()));
        }
    }

    /**
     * Something that happened on a promotion's way.
     *
     * @param kind such as {@code data}, {@code canary} or {@code approval}
     */
    public record Event(Instant at, String kind, String text) {}

    /**
     * Something that a promotion rests on.
     *
     * @param name a file's name, such as {@code comparison.json}
     * @param sha256 of the content in UTF-8, in hex
     */
    public record Document(String name, String mediaType, String content, String sha256, Instant at) {}
}
