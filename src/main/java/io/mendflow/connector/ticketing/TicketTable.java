package io.mendflow.connector.ticketing;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/** The embedded ticket system: the bean behind the shipped routes {@code ticketing.*}. Works in the caller's transaction. */
@Component("ticketTable")
class TicketTable {

    private static final String PREFIX = "TCK-";

    private final JdbcClient jdbc;
    private final Clock clock;

    TicketTable(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public Map<String, Object> open(Map<String, @Nullable Object> request) {
        var generated = new GeneratedKeyHolder();
        jdbc.sql(
                        """
                        insert into ticket (incident_key, title, description, priority, state, opened_at)
                        values (?, ?, ?, ?, 'open', ?)""")
                .param(request.get("incidentKey"))
                .param(cut(request.get("title"), 1000))
                .param(request.get("description"))
                .param(request.get("priority"))
                .param(now())
                .update(generated, "id");
        return Map.of("id", PREFIX + Objects.requireNonNull(generated.getKey()).longValue());
    }

    public void comment(Map<String, Object> request) {
        jdbc.sql("insert into ticket_comment (ticket_id, at, text) values (?, ?, ?)")
                .params(List.of(id(request), now(), cut(request.get("text"), 4000)))
                .update();
    }

    public void close(Map<String, Object> request) {
        jdbc.sql("update ticket set state = 'closed', resolution = ?, closed_at = ? where id = ?")
                .params(List.of(cut(request.get("resolution"), 2000), now(), id(request)))
                .update();
    }

    private static long id(Map<String, Object> request) {
        String id = String.valueOf(request.get("id"));
        try {
            return Long.parseLong(id.substring(PREFIX.length()));
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "Expected the id of a ticket of the embedded table, such as TCK-7, got '" + id + "'", e);
        }
    }

    private static String cut(@Nullable Object value, int longest) {
        String text = String.valueOf(value);
        return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
