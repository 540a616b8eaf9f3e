package io.mendflow.incident;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people said by splitting incidents: which alerts do not belong together. No rule joins them again; merging takes it back. */
@Component
class Partings {

    private final JdbcClient jdbc;

    Partings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The open incidents that this alert was kept out of: those with an alert that it was parted from. */
    Set<String> barred(Signal signal) {
        Alert alert = Alert.of(signal);
        return new HashSet<>(jdbc.sql(
                        """
                        select distinct i.incident_key from alert_parting p
                        join incident_alert a on a.service = p.other_service and a.alert = p.other_alert
                        join incident i on i.id = a.incident_id and i.environment = p.environment
                        where p.environment = ? and p.service = ? and p.alert = ? and i.state <> 'resolved'""")
                .params(List.of(signal.environment(), alert.service(), alert.name()))
                .query(String.class)
                .list());
    }

    void part(String environment, Alert one, Alert other) {
        rejoin(environment, one, other);
        if (!one.equals(other)) {
            add(environment, one, other);
            add(environment, other, one);
        }
    }

    void rejoin(String environment, Alert one, Alert other) {
        remove(environment, one, other);
        remove(environment, other, one);
    }

    private void add(String environment, Alert one, Alert other) {
        jdbc.sql(
                        "insert into alert_parting (environment, service, alert, other_service, other_alert) values (?, ?, ?, ?, ?)")
                .params(List.of(environment, one.service(), one.name(), other.service(), other.name()))
                .update();
    }

    private void remove(String environment, Alert one, Alert other) {
        jdbc.sql(
                        """
                        delete from alert_parting where environment = ? and service = ? and alert = ?
                        and other_service = ? and other_alert = ?""")
                .params(List.of(environment, one.service(), one.name(), other.service(), other.name()))
                .update();
    }
}
