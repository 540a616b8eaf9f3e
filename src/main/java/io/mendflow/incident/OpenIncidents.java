package io.mendflow.incident;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is in trouble now: the alerts of each open incident, one row each however often they fire, for the rules of correlation. */
@Component
class OpenIncidents {

    /** Written out, because an index serves these words and no {@code <>}. */
    private static final String OPEN = Arrays.stream(State.values())
            .filter(State::isOpen)
            .map(state -> "'" + state.text() + "'")
            .collect(Collectors.joining(", ", "i.state in (", ")"));

    private static final int ENOUGH = 20;

    private final JdbcClient jdbc;
    private final CorrelationSettings settings;

    OpenIncidents(JdbcClient jdbc, CorrelationSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** Keys of those that a service has a part in, the newest first. */
    List<String> of(Signal signal) {
        return keys(signal, "a.service = ?", signal.service());
    }

    /** Keys of those that have an alert, the newest first. */
    List<String> with(Signal signal, Alert alert) {
        return keys(signal, "a.service = ? and a.alert = ?", alert.service(), alert.name());
    }

    /** The services of each, the oldest incident first. */
    List<Troubled> services(Signal signal) {
        return jdbc.sql(
                        """
                        select distinct i.id, i.incident_key, a.service from incident i join incident_alert a on a.incident_id = i.id
                        where i.environment = ? and %s and i.last_signal_at >= ? order by i.id, a.service"""
                                .formatted(OPEN))
                .params(List.of(signal.environment(), since(signal)))
                .query((row, n) -> new Troubled(row.getString("incident_key"), row.getString("service")))
                .list();
    }

    /** Notes that an alert is one of an incident's. */
    void note(long incidentId, Signal signal) {
        Alert alert = Alert.of(signal);
        int known = jdbc.sql(
                        "update incident_alert set last_signal_at = ? where incident_id = ? and service = ? and alert = ?")
                .params(List.of(Rows.at(signal.receivedAt()), incidentId, alert.service(), alert.name()))
                .update();
        if (known == 0) {
            jdbc.sql("insert into incident_alert (incident_id, service, alert, last_signal_at) values (?, ?, ?, ?)")
                    .params(List.of(incidentId, alert.service(), alert.name(), Rows.at(signal.receivedAt())))
                    .update();
        }
    }

    /** The alerts of an incident, open or not. */
    List<Alert> alerts(String key) {
        return jdbc.sql(
                        """
                        select a.service, a.alert from incident_alert a join incident i on i.id = a.incident_id
                        where i.incident_key = ? order by a.service, a.alert""")
                .param(key)
                .query((row, n) -> new Alert(row.getString("service"), row.getString("alert")))
                .list();
    }

    /** Lists anew which alerts an incident has, by its signals. */
    void recount(long incidentId, List<Signal> signals) {
        jdbc.sql("delete from incident_alert where incident_id = ?")
                .param(incidentId)
                .update();
        signals.forEach(signal -> note(incidentId, signal));
    }

    private List<String> keys(Signal signal, String condition, Object... values) {
        var all = new ArrayList<Object>(List.of(signal.environment(), since(signal)));
        all.addAll(List.of(values));
        return jdbc.sql(
                        """
                        select i.incident_key from incident i where i.environment = ? and %s and i.last_signal_at >= ?
                        and exists (select 1 from incident_alert a where a.incident_id = i.id and %s)
                        order by i.id desc limit %d"""
                                .formatted(OPEN, condition, ENOUGH))
                .params(all)
                .query(String.class)
                .list();
    }

    private OffsetDateTime since(Signal signal) {
        Instant oldest = signal.receivedAt().minus(settings.window());
        return Rows.at(oldest);
    }

    /** A service that is in trouble, and the incident that it is in. */
    record Troubled(String key, String service) {}
}
