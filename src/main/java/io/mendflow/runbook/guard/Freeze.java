package io.mendflow.runbook.guard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * What stands still.
 *
 * @param scope a runbook's id, or {@code *} for everything
 */
@Schema(name = "Freeze")
public record Freeze(String scope, String reason, String by, Instant since) {

    /** Everything. */
    public static final String ALL = "*";

    static Freeze of(ResultSet row, int number) throws SQLException {
        return new Freeze(
                row.getString("scope"),
                row.getString("reason"),
                row.getString("frozen_by"),
                Times.instant(row, "since"));
    }

    /** One sentence for people. */
    public String sentence() {
        return "%s frozen by %s since %s: %s"
                .formatted(
                        scope.equals(ALL) ? "automation is" : "runbook '" + scope + "' is",
                        by,
                        Times.spoken(since),
                        reason);
    }
}
