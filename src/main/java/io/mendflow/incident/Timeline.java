package io.mendflow.incident;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What happened to each incident, a sentence a line, in order. */
@Component
public class Timeline {

    private static final int LONGEST = 4000;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Timeline(JdbcClient jdbc, Clock clock, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Adds a line in the caller's transaction.
     *
     * @param kind one word for filters: opened, signal, triage, cause, approval, run, step, verification, ticket, …
     */
    public void append(String incidentKey, String kind, String text) {
        Instant at = clock.instant();
        String line = text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
        int rows = jdbc.sql(
                        """
                        insert into timeline (incident_id, at, kind, text)
                        select id, :at, :kind, :text from incident where incident_key = :key""")
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("kind", kind)
                .param("text", line)
                .param("key", incidentKey)
                .update();
        if (rows == 0) {
            throw new UnknownIncident(incidentKey);
        }
        events.publishEvent(new TimelineAppended(incidentKey, at, kind, line));
    }

    public List<Entry> of(String incidentKey) {
        return jdbc.sql(
                        """
                        select t.at, t.kind, t.text from timeline t join incident i on i.id = t.incident_id
                        where i.incident_key = :key order by t.id""")
                .param("key", incidentKey)
                .query((row, n) -> new Entry(Rows.instant(row, "at"), row.getString("kind"), row.getString("text")))
                .list();
    }

    /** A line of the timeline. */
    @Schema(name = "TimelineEntry")
    public record Entry(Instant at, String kind, String text) {}
}
