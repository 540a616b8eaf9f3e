package io.mendflow.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which alerts flap: begin and end again and again. Each beginning and each end is a row of its own, repeats are not, so rows are changes. */
@Component
class Restlessness {

    private final JdbcClient jdbc;
    private final CorrelationSettings settings;

    Restlessness(JdbcClient jdbc, CorrelationSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** The most restless alert of an incident, however calm. */
    Optional<Flap> worst(String key, Instant now) {
        Duration within = settings.flapping().within();
        return jdbc.sql(
                        """
                        select s.source, s.fingerprint, max(s.title) as title, count(*) as changes, max(s.received_at) as last_change
                        from signal s join incident i on i.id = s.incident_id
                        where i.incident_key = ? and s.received_at > ? and s.status in ('firing', 'resolved')
                        group by s.source, s.fingerprint order by changes desc, s.source, s.fingerprint limit 1""")
                .params(List.of(key, Rows.at(now.minus(within))))
                .query((row, n) -> new Flap(
                        row.getString("source"),
                        row.getString("fingerprint"),
                        row.getString("title"),
                        row.getInt("changes"),
                        score(row.getInt("changes")),
                        within,
                        Rows.instant(row, "last_change")))
                .optional();
    }

    /**
     * How often one alert has changed within the time until this signal, itself included. Only its newest rows are looked at, so that an alert that
     * has flapped for months costs no more than another: the number is exact as far as it matters.
     */
    int changes(Signal signal) {
        return jdbc.sql(
                        """
                        select count(*) from (select received_at, environment from signal
                            where source = ? and fingerprint = ? and status in ('firing', 'resolved')
                            order by starts_at desc limit %d) newest
                        where received_at > ? and environment = ?"""
                                .formatted(2 * settings.flapping().changes()))
                .params(List.of(
                        signal.source(),
                        signal.fingerprint(),
                        Rows.at(signal.receivedAt().minus(settings.flapping().within())),
                        signal.environment()))
                .query(Integer.class)
                .single();
    }

    /** Whether the timeline says already that something flaps there. */
    boolean isTold(String key, Signal signal) {
        return jdbc.sql(
                                """
                        select count(*) from timeline t join incident i on i.id = t.incident_id
                        where i.incident_key = ? and t.kind = 'flapping' and t.at > ? and t.text like ?""")
                        .params(List.of(
                                key,
                                Rows.at(signal.receivedAt()
                                        .minus(settings.flapping().within())),
                                signal.title().replace("%", "_") + " flaps%"))
                        .query(Integer.class)
                        .single()
                > 0;
    }

    boolean flaps(int changes) {
        return changes >= settings.flapping().changes();
    }

    /** What the timeline says when an alert begins to flap. */
    String sentence(Signal signal, int changes) {
        return "%s flaps: it began or ended %d times within %s (flap score %.2f). The incident is held open until it has been calm for %s"
                .formatted(
                        signal.title(),
                        changes,
                        settings.flapping().within(),
                        score(changes),
                        settings.flapping().calm());
    }

    private double score(int changes) {
        return Math.round(100.0 * changes / settings.flapping().changes()) / 100.0;
    }
}
