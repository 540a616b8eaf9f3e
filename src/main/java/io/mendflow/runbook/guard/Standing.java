package io.mendflow.runbook.guard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a runbook may go by itself, and why.
 *
 * @param level the lowest of its records' levels; where it starts when it has none
 * @param cap how far a person lets it climb; null when nobody has said so
 * @param records by category and environment
 */
@Schema(name = "Autonomy")
public record Standing(Level level, @Nullable Cap cap, Breaker breaker, List<TrackRecord> records) {

    public Standing {
        records = List.copyOf(records);
    }

    /** How far a person lets a runbook climb. */
    @Schema(name = "Cap")
    public record Cap(Level cap, String reason, String by, Instant since) {}

    /**
     * The breaker: while it is open the runbook only suggests.
     *
     * @param unverified runs in a row that were not verified, since it was last reset
     * @param opensAt how many of them open it
     * @param since when it opened or was reset; null when it never was
     */
    @Schema(name = "Breaker")
    public record Breaker(
            boolean open, int unverified, int opensAt, @Nullable String reason, @Nullable Instant since) {}

    /**
     * The record of a runbook in a category of incidents and an environment; either is empty when nobody said so.
     *
     * @param level by this record, the cap and the breaker
     * @param tries runs that acted; of a runbook without a verification none, since it proves nothing
     * @param overridden runs that a person stopped or did not let begin
     * @param meanTime of verified runs; null when there are none
     * @param low lower end of the 95 % interval of the share of tries that were verified
     */
    @Schema(name = "TrackRecord")
    public record TrackRecord(
            String category,
            String environment,
            Level level,
            int tries,
            int verified,
            int overridden,
            @Nullable Duration meanTime,
            double low,
            double high) {}
}
