package io.mendflow.incident;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For a while, signals that fit all matchers open no incident and join none: known trouble, or a maintenance window.
 *
 * @param endedBy who ended it before its time; null when nobody has
 * @param suppressed how many facts it has kept back, repeats included
 */
public record Silence(
        String id,
        List<Matcher> matchers,
        Instant startsAt,
        Instant endsAt,
        String author,
        String comment,
        Instant createdAt,
        @Nullable String endedBy,
        long suppressed) {

    public Silence {
        matchers = List.copyOf(matchers);
    }

    boolean covers(Signal signal) {
        Instant at = signal.receivedAt();
        return !at.isBefore(startsAt)
                && at.isBefore(endsAt)
                && matchers.stream().allMatch(matcher -> matcher.fits(signal));
    }

    /** The matchers as people write them. */
    @JsonProperty("spoken")
    public String spoken() {
        return String.join(", ", matchers.stream().map(Matcher::toString).toList());
    }
}
