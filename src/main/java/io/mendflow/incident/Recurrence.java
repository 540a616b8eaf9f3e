package io.mendflow.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether an alert had an incident before that is resolved. */
@Component
class Recurrence {

    private final JdbcClient jdbc;
    private final CorrelationSettings settings;

    Recurrence(JdbcClient jdbc, CorrelationSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** The newest resolved incident that had this alert. One that was merged into another does not count: the other has its signals. */
    Optional<Before> of(Signal signal) {
        return jdbc.sql(
                        """
                        select i.incident_key, i.resolved_at from incident i join
                            (select distinct incident_id from (select incident_id from signal
                                where source = ? and fingerprint = ? and environment = ? order by starts_at desc limit 100) newest) s
                            on s.incident_id = i.id
                        where i.state = 'resolved' and i.merged_into is null
                        order by i.resolved_at desc, i.id desc limit 1""")
                .params(List.of(signal.source(), signal.fingerprint(), signal.environment()))
                .query((row, n) -> new Before(row.getString("incident_key"), Rows.instant(row, "resolved_at")))
                .optional();
    }

    boolean isRecent(Before before, Signal signal) {
        return !before.resolvedAt().plus(settings.reopenWithin()).isBefore(signal.receivedAt())
                && !settings.reopenWithin().isZero();
    }

    /** An incident that was resolved. */
    record Before(String key, Instant resolvedAt) {}
}
