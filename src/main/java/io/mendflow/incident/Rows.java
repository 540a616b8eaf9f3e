package io.mendflow.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How rows of this package's tables become objects, and objects columns. */
final class Rows {

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private Rows() {}

    static Incident incident(ResultSet row, int number) throws SQLException {
        return new Incident(
                row.getString("incident_key"),
                State.parse(row.getString("state")),
                Words.parse(Severity.class, row.getString("severity")),
                row.getString("category"),
                row.getString("priority"),
                row.getString("route"),
                row.getString("service"),
                row.getString("environment"),
                row.getString("title"),
                map(row.getString("labels")),
                causes(row.getString("causes")),
                row.getString("process_instance_id"),
                instant(row, "opened_at"),
                instant(row, "last_signal_at"),
                instantOrNull(row, "acknowledged_at"),
                row.getString("acknowledged_by"),
                instantOrNull(row, "resolved_at"),
                row.getString("resolved_by"),
                row.getString("resolution"),
                row.getInt("reopened"),
                new Links(row.getString("follows"), row.getString("merged_into"), row.getString("split_from")));
    }

    static Signal signal(ResultSet row, int number) throws SQLException {
        return new Signal(
                row.getString("source"),
                Words.parse(Kind.class, row.getString("kind")),
                Words.parse(Status.class, row.getString("status")),
                Words.parse(Severity.class, row.getString("severity")),
                row.getString("service"),
                row.getString("environment"),
                row.getString("fingerprint"),
                row.getString("title"),
                map(row.getString("labels")),
                map(row.getString("annotations")),
                instant(row, "starts_at"),
                instantOrNull(row, "ends_at"),
                instant(row, "received_at"));
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

    static @Nullable OffsetDateTime atOrNull(@Nullable Instant instant) {
        return instant == null ? null : at(instant);
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Expected a value that can be written as JSON, got " + value, e);
        }
    }

    private static Map<String, String> map(String text) {
        return read(text, new TypeReference<>() {});
    }

    static List<Matcher> matchers(String text) {
        return read(text, new TypeReference<>() {});
    }

    private static List<Cause> causes(String text) {
        return read(text, new TypeReference<>() {});
    }

    private static <T> T read(String text, TypeReference<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Expected stored JSON to be readable, got " + text, e);
        }
    }
}
