package io.mendflow.incident;

import java.time.Duration;
import java.time.Instant;

/**
 * How restless an alert is.
 *
 * @param changes how often it began or ended within the time
 * @param score changes over those that make it flap, {@code mendflow.correlation.flapping.changes}: from 1.0 it flaps
 * @param within the time, until now
 */
public record Flap(
        String source,
        String fingerprint,
        String title,
        int changes,
        double score,
        Duration within,
        Instant lastChangeAt) {

    public boolean isFlapping() {
        return score >= 1;
    }
}
