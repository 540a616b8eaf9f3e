package io.mendflow.intake;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The inbox.
 *
 * @param maxBody longest body that is taken, at most 1MB, which is what H2 keeps in one column; a longer one is answered 413
 * @param maxPending deliveries that may wait for processing before new ones are answered 503
 * @param maxPendingBytes bytes of bodies that may wait for processing before new ones are answered 503
 * @param maxInFlight bytes of bodies that this node holds while they are read and committed; beyond it new ones are answered 503
 * @param duplicateWindow a delivery like one at most this old is the same delivery
 * @param answerWithin how long a request waits for its commit before it is answered 503
 * @param workers threads that process deliveries
 * @param poll how often workers look for deliveries that other nodes committed and for retries that are due
 * @param attempts how often a delivery is tried before it is a dead letter
 * @param backoff pause after the first failure; each one after it is twice as long
 * @param maxBackoff longest pause between two attempts
 */
@Validated
@ConfigurationProperties("mendflow.inbox")
record InboxSettings(
        @NotNull @DefaultValue("1MB") DataSize maxBody,
        @Min(1) @DefaultValue("20000") int maxPending,
        @NotNull @DefaultValue("256MB") DataSize maxPendingBytes,
        @NotNull @DefaultValue("32MB") DataSize maxInFlight,
        @NotNull @DefaultValue("PT1M") Duration duplicateWindow,
        @NotNull @DefaultValue("PT10S") Duration answerWithin,
        @Min(1) @Max(64) @DefaultValue("2") int workers,
        @NotNull @DefaultValue("PT1S") Duration poll,
        @Min(1) @DefaultValue("5") int attempts,
        @NotNull @DefaultValue("PT1S") Duration backoff,
        @NotNull @DefaultValue("PT1M") Duration maxBackoff) {

    private static final DataSize MOST = DataSize.ofMegabytes(1);

    @AssertTrue(message = "mendflow.inbox.max-body must be from 1B to 1MB")
    boolean isMaxBodyStorable() {
        return maxBody.toBytes() >= 1 && maxBody.compareTo(MOST) <= 0;
    }

    @AssertTrue(message = "mendflow.inbox.max-in-flight must hold at least one body of mendflow.inbox.max-body")
    boolean isMaxInFlightEnough() {
        return maxInFlight.compareTo(maxBody) >= 0;
    }

    @AssertTrue(message = "mendflow.inbox.poll, backoff and answer-within must be longer than zero")
    boolean isEveryPauseLongerThanZero() {
        return poll.toMillis() > 0 && backoff.toMillis() > 0 && answerWithin.toMillis() > 0;
    }

    /** The pause after so many failed attempts. */
    Duration pauseAfter(int failed) {
        Duration pause = backoff.multipliedBy(1L << Math.min(failed - 1, 20));
        return pause.compareTo(maxBackoff) > 0 ? maxBackoff : pause;
    }
}
