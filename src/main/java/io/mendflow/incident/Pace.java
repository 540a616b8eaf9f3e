package io.mendflow.incident;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast something comes: how many came lately, where each counts less the longer ago it was (by the factor e after {@code within}).
 *
 * @param level 1 for the first; near the number that comes within the time, when it comes steadily
 */
record Pace(double level, Instant at) {

    static Pace first(Instant at) {
        return new Pace(1, at);
    }

    /** The pace with one more. What comes out of order counts as if it came now. */
    Pace next(Instant now, Duration within) {
        return new Pace(levelAt(now, within) + 1, now.isAfter(at) ? now : at);
    }

    double levelAt(Instant now, Duration within) {
        Duration quiet = now.isAfter(at) ? Duration.between(at, now) : Duration.ZERO;
        return level * Math.exp(-quiet.toNanos() / (double) within.toNanos());
    }
}
