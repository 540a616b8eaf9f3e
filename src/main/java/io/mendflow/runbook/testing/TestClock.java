package io.mendflow.runbook.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes on only when it is told to. */
final class TestClock extends Clock {

    /** A Monday morning; the same for every test, so that a test gives the same today and next year. */
    static final Instant START = Instant.parse("2035-01-01T09:00:00Z");

    private volatile Instant now = START;

    @Override
    public Instant instant() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Goes on to that time, never back. */
    void goTo(Instant time) {
        if (time.isAfter(now)) {
            now = time;
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(now, zone);
    }
}
