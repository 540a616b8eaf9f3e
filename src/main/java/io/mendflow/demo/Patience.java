package io.mendflow.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How the demo waits for what others do. */
final class Patience {

    private final Clock clock;
    private final Duration within;

    Patience(Clock clock, Duration within) {
        this.clock = clock;
        this.within = within;
    }

    /** Waits until it is so; whether it was in time. */
    boolean until(BooleanSupplier wanted) {
        Instant deadline = clock.instant().plus(within);
        while (!wanted.getAsBoolean()) {
            if (clock.instant().isAfter(deadline)) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return true;
    }
}
