package io.mendflow.intake;

import io.mendflow.incident.RetentionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes deliveries that were processed long ago, the oldest first. The ledger keeps them: its totals are written when a delivery is received and
 * when it is processed, and not counted from rows. What waits, dead letters and what an open incident goes back to stay. The table is walked by its
 * key, which grows with time, so that it needs no index on times and a walk ends at the first delivery that is too young.
 */
@Component
class OldReceipts {

    private static final int AT_ONCE = 500;

    private final JdbcClient jdbc;
    private final RetentionSettings retention;
    private final InboxSettings inbox;
    private final Clock clock;
    private final TransactionTemplate transaction;

    OldReceipts(
            JdbcClient jdbc,
            RetentionSettings retention,
            InboxSettings inbox,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.retention = retention;
        this.inbox = inbox;
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
    boolean delete(Duration within) {
        var walk = new Walk();
        while (clock.instant().isBefore(walk.begun.plus(within))) {
            if (!Boolean.TRUE.equals(transaction.execute(status -> walk.goOn()))) {
                return false;
            }
        }
        return true;
    }

    /** One way through the table, from the oldest delivery on. */
    private final class Walk {

        private final Instant begun = clock.instant();
        private long excess =
                jdbc.sql("select count(*) from inbox").query(Long.class).single() - retention.receiptsCount();
        private long after = Long.MIN_VALUE;

        /** Deletes what is old on the next page; false when it comes to what is too young, or to the end. */
        boolean goOn() {
            List<Kept> page = jdbc.sql(
                            """
                            select d.id, d.received_at, d.done_at, d.state,
                                exists (select 1 from signal s join incident i on i.id = s.incident_id
                                    where s.receipt = d.receipt and i.state <> 'resolved') as needed
                            from inbox d where d.id > ? order by d.id limit %d"""
                                    .formatted(AT_ONCE))
                    .param(after)
                    .query(Kept::of)
                    .list();
            List<Long> old = new ArrayList<>();
            for (Kept kept : page) {
                Instant cut = cut(excess - old.size());
                if (!kept.receivedAt.isBefore(cut)) {
                    delete(old);
                    return false;
                }
                if (kept.isOver(cut)) {
                    old.add(kept.id);
                }
                after = kept.id;
            }
            delete(old);
            return page.size() == AT_ONCE;
        }

        /** What is like a delivery that still comes again is needed to know it. */
        private Instant cut(long excess) {
            Duration least = RetentionSettings.LEAST.compareTo(inbox.duplicateWindow()) > 0
                    ? RetentionSettings.LEAST
                    : inbox.duplicateWindow();
            Duration age = excess > 0 || retention.receiptsAge().compareTo(least) < 0 ? least : retention.receiptsAge();
            return begun.minus(age);
        }

        private void delete(List<Long> ids) {
            List<Long> mine = ids.isEmpty() ? ids : lock(ids);
            if (!mine.isEmpty()) {
                excess -= jdbc.sql("delete from inbox where id in (:ids)")
                        .param("ids", mine)
                        .update();
            }
        }

        /** Without those that another node is at. */
        private List<Long> lock(List<Long> ids) {
            return jdbc.sql(
                            """
                            select id from inbox where id in (:ids) and state in ('processed', 'suppressed')
                            for update skip locked""")
                    .param("ids", ids)
                    .query(Long.class)
                    .list();
        }
    }

    private record Kept(long id, Instant receivedAt, Instant doneAt, boolean done, boolean needed) {

        static Kept of(ResultSet row, int number) throws SQLException {
            String state = row.getString("state");
            boolean done = state.equals("processed") || state.equals("suppressed");
            return new Kept(
                    row.getLong("id"),
                    Inbox.instant(row, "received_at"),
                    done ? Inbox.instant(row, "done_at") : Instant.MAX,
                    done,
                    row.getBoolean("needed"));
        }

        boolean isOver(Instant cut) {
            return done && doneAt.isBefore(cut) && !needed;
        }
    }
}
