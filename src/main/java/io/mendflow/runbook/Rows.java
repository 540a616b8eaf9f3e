package io.mendflow.runbook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How rows of this package's tables become objects, and objects columns. */
final class Rows {

    private static final String PREFIX = "RUN-";

    private Rows() {}

    static Run run(ResultSet row, int number) throws SQLException {
        return new Run(
                PREFIX + row.getLong("id"),
                row.getString("runbook_id"),
                row.getInt("version"),
                row.getString("process_definition_id"),
                row.getString("incident_key"),
                row.getString("process_instance_id"),
                RunState.parse(row.getString("state")),
                Json.map(row.getString("inputs")),
                row.getString("target"),
                row.getString("requested_by"),
                instant(row, "requested_at"),
                instantOrNull(row, "started_at"),
                instantOrNull(row, "ended_at"),
                row.getString("reason"),
                verdict(row),
                replayOf(row));
    }

    static RunStep step(ResultSet row, int number) throws SQLException {
        return new RunStep(
                row.getString("step"),
                row.getString("item").isEmpty() ? null : row.getString("item"),
                Words.parse(StepKind.class, row.getString("kind")),
                row.getInt("attempt"),
                Words.parse(StepState.class, row.getString("state")),
                instant(row, "started_at"),
                instantOrNull(row, "ended_at"),
                Json.map(row.getString("outputs")),
                row.getString("error"),
                row.getString("log"),
                Json.calls(row.getString("calls")),
                row.getInt("calls_left_out"),
                verdict(row),
                Json.value(row.getString("measured")),
                Json.value(row.getString("baseline")));
    }

    private static @Nullable Verdict verdict(ResultSet row) throws SQLException {
        String text = row.getString("verdict");
        return text == null ? null : Words.parse(Verdict.class, text);
    }

    private static @Nullable String replayOf(ResultSet row) throws SQLException {
        long number = row.getLong("replay_of");
        return row.wasNull() ? null : runId(number);
    }

    /** The number in a run's id; -1 when the text is none, which no row has. */
    static long number(String runId) {
        try {
            return runId.startsWith(PREFIX) ? Long.parseLong(runId.substring(PREFIX.length())) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static String runId(long number) {
        return PREFIX + number;
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** As stored: microseconds, which is what both databases keep, so that a value read back equals the value written. */
    static OffsetDateTime at(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
