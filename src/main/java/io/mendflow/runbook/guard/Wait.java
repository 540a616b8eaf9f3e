package io.mendflow.runbook.guard;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a run that waits. Who waits for a lease stands in a queue: by priority, and then who came first.
 *
 * @param jobId the engine's job that goes on with it
 * @param why {@code lease} or {@code freeze}
 * @param target what it wants to act on; null when nothing is named
 */
@Schema(name = "Waiting")
public record Wait(
        @JsonIgnore long place,
        @JsonIgnore String jobId,
        String runId,
        String runbookId,
        @JsonProperty String why,
        @Nullable String target,
        @JsonIgnore List<String> callers,
        long priority,
        Instant since,
        @JsonIgnore Instant dueAt) {

    static final String LEASE = "lease";
    static final String FREEZE = "freeze";

    static Wait of(ResultSet row, int number) throws SQLException {
        String callers = row.getString("callers");
        return new Wait(
                row.getLong("place"),
                row.getString("job_id"),
                row.getString("run_id"),
                row.getString("runbook_id"),
                row.getString("why"),
                row.getString("target"),
                callers.isEmpty() ? List.of() : List.of(callers.split(",")),
                row.getLong("priority"),
                Times.instant(row, "since"),
                Times.instant(row, "due_at"));
    }

    Claim claim() {
        return new Claim(runId, runbookId, target == null ? "" : target, callers, priority);
    }
}
