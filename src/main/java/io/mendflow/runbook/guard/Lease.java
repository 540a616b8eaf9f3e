package io.mendflow.runbook.guard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The right of a run to act on a target and on everything in it.
 *
 * @param fence grows with every lease that is given
 * @param until when another run may take it over, unless it is renewed before
 * @param actedAt when the run began to act; null when it has not
 * @param lostTo the run that took it over; null while it was not
 */
@Schema(name = "Lease")
public record Lease(
        long fence,
        String runId,
        String runbookId,
        String target,
        Instant since,
        Instant until,
        @Nullable Instant actedAt,
        @Nullable Instant endedAt,
        @Nullable String lostTo) {

    static Lease of(ResultSet row, int number) throws SQLException {
        return new Lease(
                row.getLong("id"),
                row.getString("run_id"),
                row.getString("runbook_id"),
                row.getString("target"),
                Times.instant(row, "taken_at"),
                Times.instant(row, "expires_at"),
                Times.instantOrNull(row, "acted_at"),
                Times.instantOrNull(row, "ended_at"),
                row.getString("ended_by"));
    }

    Target on() {
        return new Target(target);
    }

    boolean isHeld() {
        return endedAt == null;
    }

    boolean isOver(Instant now) {
        return !until.isAfter(now);
    }
}
