package io.mendflow.incident;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes incidents that are long over and signals that are long gone, the oldest first and few in a transaction. Two nodes may do it at once: what one
 * has locked the other leaves alone.
 */
@Component
public class Retention {

    private static final int SIGNALS_AT_ONCE = 500;
    private static final int INCIDENTS_AT_ONCE = 50;

    /**
     * A signal that is no longer told of, and that no open incident needs. One that says that it is over goes after the firing ones that it is about,
     * which without it would count as firing.
     */
    private static final String OLD_SIGNAL =
            """
            s.received_at < :cut and s.last_received_at < :cut
            and not exists (select 1 from incident i where i.id = s.incident_id and i.state <> 'resolved')
            and (s.status <> 'resolved' or not exists (select 1 from signal f where f.source = s.source
                and f.fingerprint = s.fingerprint and f.status = 'firing' and f.starts_at <= s.starts_at))""";

    private static final String OLD_INCIDENT =
            """
            i.state = 'resolved' and i.resolved_at < :cut
            and not exists (select 1 from signal s where s.incident_id = i.id and s.last_received_at >= :cut)""";

    private final JdbcClient jdbc;
    private final RetentionSettings settings;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Retention(JdbcClient jdbc, RetentionSettings settings, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Deletes what is past its time, in transactions of its own.
     *
     * @param within when it stops even though there is more
     * @return whether there is more
     */
    public boolean deleteOld(Duration within) {
        Instant end = clock.instant().plus(within);
        return repeat(this::deleteSomeIncidents, end) || repeat(this::deleteSomeSignals, end);
    }

    /** Until nothing is deleted any more, or the time is over. */
    private boolean repeat(LongSupplier some, Instant end) {
        while (clock.instant().isBefore(end)) {
            Long deleted = transaction.execute(status -> some.getAsLong());
            if (deleted == null || deleted == 0) {
                return false;
            }
        }
        return true;
    }

    private long deleteSomeIncidents() {
        long excess = excess("incident", settings.incidentsCount());
        OffsetDateTime cut = cut(excess, settings.incidentsAge());
        List<Long> old = jdbc.sql("select i.id from incident i where %s order by i.id limit %d"
                        .formatted(OLD_INCIDENT, batch(INCIDENTS_AT_ONCE, excess)))
                .param("cut", cut)
                .query(Long.class)
                .list();
        long deleted = 0;
        for (long id : old) {
            if (locked(id, cut)) {
                deleted += deleteSomeOf(id);
            }
            if (deleted > SIGNALS_AT_ONCE) {
                break;
            }
        }
        return deleted;
    }

    /** The row itself goes last, when the incident has no more signals than one transaction takes. */
    private long deleteSomeOf(long incident) {
        long signals = jdbc.sql("delete from signal where id in (select id from signal where incident_id = ? limit %d)"
                        .formatted(SIGNALS_AT_ONCE))
                .param(incident)
                .update();
        if (signals == SIGNALS_AT_ONCE) {
            return signals;
        }
        jdbc.sql("delete from timeline where incident_id = ?").param(incident).update();
        return signals
                + jdbc.sql("delete from incident where id = ?").param(incident).update();
    }

    /** The incident may have been opened again in the meantime, or another node may be at it. */
    private boolean locked(long id, OffsetDateTime cut) {
        return jdbc.sql("select i.id from incident i where i.id = :id and %s for update skip locked"
                        .formatted(OLD_INCIDENT))
                .param("id", id)
                .param("cut", cut)
                .query(Long.class)
                .optional()
                .isPresent();
    }

    private long deleteSomeSignals() {
        long excess = excess("signal", settings.signalsCount());
        OffsetDateTime cut = cut(excess, settings.signalsAge());
        List<Long> old = jdbc.sql("select s.id from signal s where %s order by s.received_at, s.id limit %d"
                        .formatted(OLD_SIGNAL, batch(SIGNALS_AT_ONCE, excess)))
                .param("cut", cut)
                .query(Long.class)
                .list();
        if (old.isEmpty()) {
            return 0;
        }
        List<Long> mine = jdbc.sql(
                        "select id from signal where id in (:ids) and last_received_at < :cut for update skip locked")
                .param("ids", old)
                .param("cut", cut)
                .query(Long.class)
                .list();
        return mine.isEmpty()
                ? 0
                : jdbc.sql("delete from signal where id in (:ids)")
                        .param("ids", mine)
                        .update();
    }

    private long excess(String table, long count) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single() - count;
    }

    private OffsetDateTime cut(long excess, Duration age) {
        return Rows.at(clock.instant().minus(excess > 0 ? RetentionSettings.LEAST : age));
    }

    private static long batch(int most, long excess) {
        return excess > 0 ? Math.min(most, excess) : most;
    }
}
