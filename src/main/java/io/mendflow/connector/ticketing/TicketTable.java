package io.mendflow.connector.ticketing;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/** The embedded ticket system: the bean behind the shipped routes {@code ticketing.*}. Works in the caller's transaction. */
@Component("ticketTable")
class TicketTable {

    private static final Logger log = LoggerFactory.getLogger(TicketTable.class);
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

    /** A ticket that was opened elsewhere, by a route of the user's own, gets no comment here: its route {@code ticketing.comment} is missing. */
    public void comment(Map<String, Object> request) {
        if (isForeign(request)) {
            return;
        }
        jdbc.sql("insert into ticket_comment (ticket_id, at, text) values (?, ?, ?)")
                .params(List.of(id(request), now(), cut(request.get("text"), 4000)))
                .update();
    }

    public void close(Map<String, Object> request) {
        if (isForeign(request)) {
            return;
        }
        jdbc.sql("update ticket set state = 'closed', resolution = ?, closed_at = ? where id = ?")
                .params(List.of(cut(request.get("resolution"), 2000), now(), id(request)))
                .update();
    }

    private static boolean isForeign(Map<String, Object> request) {
        String id = String.valueOf(request.get("id"));
        boolean foreign = !id.matches(PREFIX + "\\d{1,18}");
        if (foreign) {
            log.warn(
                    "Ticket {} is none of the embedded table; its system needs a route for comments and one for closing too",
                    id);
        }
        return foreign;
    }

    private static long id(Map<String, Object> request) {
        return Long.parseLong(String.valueOf(request.get("id")).substring(PREFIX.length()));
    }

    private static String cut(@Nullable Object value, int longest) {
        String text = String.valueOf(value);
        return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
