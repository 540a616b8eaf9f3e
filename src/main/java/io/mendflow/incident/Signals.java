package io.mendflow.incident;

import io.mendflow.incident.Signal.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Every signal that came in: one row a fact, repeats counted on it. */
@Component
public class Signals {

    private static final String OPEN_EPISODE =
            """
            f.status = 'firing' and not exists (select 1 from signal r where r.source = f.source
                and r.fingerprint = f.fingerprint and r.status = 'resolved' and r.starts_at >= f.starts_at)""";

    private final JdbcClient jdbc;

    Signals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Signals that match, newest first. */
    public Page<Listed> list(SignalQuery query) {
        var where = new Where();
        where.equal("source", query.source());
        where.equal("kind", query.kind() == null ? null : query.kind().text());
        where.equal("status", query.status() == null ? null : query.status().text());
        where.equal(
                "severity", query.severity() == null ? null : query.severity().text());
        where.equal("service", query.service());
        where.equal("environment", query.environment());
        where.equal("fingerprint", query.fingerprint());
        where.equal("receipt", query.receipt());
        where.receivedBefore(query.cursor());
        List<Row> rows = jdbc.sql(
                        """
                        select s.*, i.incident_key from signal s left join incident i on i.id = s.incident_id
                        where %s order by s.received_at desc, s.id desc limit %d"""
                                .formatted(where.sql("s."), query.limit() + 1))
                .params(where.values())
                .query((row, n) -> new Row(
                        row.getLong("id"),
                        new Listed(
                                Rows.signal(row, n),
                                row.getString("receipt"),
                                row.getString("incident_key"),
                                row.getString("silence_id"),
                                row.getInt("repeats"))))
                .list();
        return Where.page(rows, query.limit(), Row::id, Row::listed);
    }

    List<Signal> of(String incidentKey) {
        return jdbc.sql(
                        """
                        select s.* from signal s join incident i on i.id = s.incident_id
                        where i.incident_key = ? order by s.id""")
                .param(incidentKey)
                .query(Rows::signal)
                .list();
    }

    List<Signal> firingOf(String incidentKey) {
        return jdbc.sql(
                        """
                        select f.* from signal f join incident i on i.id = f.incident_id
                        where i.incident_key = ? and %s order by f.id"""
                                .formatted(OPEN_EPISODE))
                .param(incidentKey)
                .query(Rows::signal)
                .list();
    }

    List<Signal> changes(Instant since, String environment) {
        return jdbc.sql(
                        """
                        select * from signal where kind = ? and environment = ? and received_at >= ?
                        order by starts_at desc limit 500""")
                .params(List.of(Kind.CHANGE.text(), environment, Rows.at(since)))
                .query(Rows::signal)
                .list();
    }

    /** Whether anything ever came of this alert: if not, most questions about it need not be asked. */
    boolean isKnown(Signal signal) {
        return jdbc.sql("select 1 from signal where source = ? and fingerprint = ? limit 1")
                .params(List.of(signal.source(), signal.fingerprint()))
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** The row of this very fact, if it came in before. */
    Optional<Stored> same(Signal signal, Instant startsAt) {
        return stored(
                "f.source = ? and f.fingerprint = ? and f.status = ? and (f.starts_at = ? or f.continues = ?)",
                signal.source(),
                signal.fingerprint(),
                signal.status().text(),
                Rows.at(startsAt),
                Rows.at(startsAt));
    }

    /** The newest episode of this signal that nobody has said is over. */
    Optional<Stored> openEpisode(Signal signal) {
        return stored(OPEN_EPISODE + " and f.source = ? and f.fingerprint = ?", signal.source(), signal.fingerprint());
    }

    /** The episode of this signal that began then, over or not. */
    Optional<Stored> episode(Signal signal, Instant startsAt) {
        return stored(
                "f.status = 'firing' and f.source = ? and f.fingerprint = ? and (f.starts_at = ? or f.continues = ?)",
                signal.source(),
                signal.fingerprint(),
                Rows.at(startsAt),
                Rows.at(startsAt));
    }

    /** The newest episode of this signal that belongs to an open incident, over or not. */
    Optional<Stored> episodeInOpenIncident(Signal signal) {
        return stored(
                "f.status = 'firing' and f.source = ? and f.fingerprint = ? and f.environment = ? and i.state <> 'resolved'",
                signal.source(),
                signal.fingerprint(),
                signal.environment());
    }

    boolean isOver(Signal signal, Instant startsAt) {
        return jdbc.sql(
                                """
                        select count(*) from signal where source = ? and fingerprint = ? and status = 'resolved'
                        and starts_at >= ?""")
                        .params(List.of(signal.source(), signal.fingerprint(), Rows.at(startsAt)))
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** 1 when some signal of the incident fires, else 0: in a storm an incident has too many to count them all for each new one. */
    int firing(long incidentId) {
        return jdbc.sql(
                        """
                        select count(*) from
                            (select f.id from signal f where f.incident_id = ? and %s limit 1) one"""
                                .formatted(OPEN_EPISODE))
                .param(incidentId)
                .query(Integer.class)
                .single();
    }

    /** @param joinedBy the rule by which it came to its incident */
    void add(
            Signal signal,
            String receipt,
            Instant startsAt,
            @Nullable Instant continues,
            @Nullable Long incidentId,
            @Nullable String joinedBy) {
        add(signal, receipt, startsAt, continues, incidentId, joinedBy, null);
    }

    void addSilenced(Signal signal, String receipt, Instant startsAt, String silence) {
        add(signal, receipt, startsAt, null, null, null, silence);
    }

    private void add(
            Signal signal,
            String receipt,
            Instant startsAt,
            @Nullable Instant continues,
            @Nullable Long incidentId,
            @Nullable String joinedBy,
            @Nullable String silence) {
        jdbc.sql(
                        """
                        insert into signal (incident_id, receipt, source, kind, status, severity, service, environment,
                            fingerprint, title, labels, annotations, starts_at, continues, ends_at, received_at, last_received_at, joined_by, silence_id)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(incidentId)
                .param(receipt)
                .param(signal.source())
                .param(signal.kind().text())
                .param(signal.status().text())
                .param(signal.severity().text())
                .param(signal.service())
                .param(signal.environment())
                .param(signal.fingerprint())
                .param(signal.title())
                .param(Rows.json(signal.labels()))
                .param(Rows.json(signal.annotations()))
                .param(Rows.at(startsAt))
                .param(Rows.atOrNull(continues))
                .param(Rows.atOrNull(signal.endsAt()))
                .param(Rows.at(signal.receivedAt()))
                .param(Rows.at(signal.receivedAt()))
                .param(joinedBy)
                .param(silence)
                .update();
    }

    void countRepeat(long signalId, Instant receivedAt) {
        jdbc.sql("update signal set repeats = repeats + 1, last_received_at = ? where id = ?")
                .param(Rows.at(receivedAt))
                .param(signalId)
                .update();
    }

    private Optional<Stored> stored(String condition, Object... values) {
        return jdbc.sql(
                        """
                        select f.id, f.incident_id, f.starts_at, f.silence_id, i.incident_key, i.state, i.resolved_at,
                            i.resolved_by = 'mendflow' and coalesce(i.route, '') <> 'ignore' as mended
                        from signal f left join incident i on i.id = f.incident_id
                        where %s order by f.starts_at desc, f.id desc limit 1"""
                                .formatted(condition))
                .params(new ArrayList<>(List.of(values)))
                .query((row, n) -> new Stored(
                        row.getLong("id"),
                        row.getObject("incident_id", Long.class),
                        row.getString("incident_key"),
                        row.getString("state") == null ? null : State.parse(row.getString("state")),
                        Rows.instant(row, "starts_at"),
                        Rows.instantOrNull(row, "resolved_at"),
                        row.getBoolean("mended"),
                        row.getString("silence_id") != null))
                .optional();
    }

    /**
     * A fact in the table, and the incident it belongs to.
     *
     * @param mended whether Mendflow itself closed that incident because it was verified to be over
     * @param silenced whether a silence kept it from becoming an incident
     */
    record Stored(
            long id,
            @Nullable Long incidentId,
            @Nullable String incidentKey,
            @Nullable State incidentState,
            Instant startsAt,
            @Nullable Instant incidentResolvedAt,
            boolean mended,
            boolean silenced) {}

    /** A signal as lists show it. */
    public record Listed(
            Signal signal, String receipt, @Nullable String incidentKey, @Nullable String silence, int repeats) {}

    private record Row(long id, Listed listed) {}
}
