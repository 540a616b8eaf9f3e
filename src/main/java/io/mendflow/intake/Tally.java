package io.mendflow.intake;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Totals that are written in the transaction which they count, so that they can never drift from the rows. Each thread writes to a row of its
 * own, as far as there are enough, so that transactions do not wait for each other.
 */
@Component
class Tally {

    private static final int SHARDS = 32;

    private final JdbcTemplate jdbc;
    private final AtomicInteger next;
    private final ThreadLocal<Integer> shard;

    Tally(JdbcTemplate jdbc, Receipts receipts) {
        this.jdbc = jdbc;
        this.next = new AtomicInteger(receipts.next().hashCode() & 0xffff);
        this.shard = ThreadLocal.withInitial(() -> next.getAndIncrement() % SHARDS);
    }

    /** Call it last in a transaction: the row stays locked until the commit. */
    void received(int deliveries) {
        jdbc.update("update inbox_tally set received = received + ? where shard = ?", deliveries, shard.get());
    }

    /** Call it last in a transaction: the row stays locked until the commit. */
    void done(int processed, int suppressed) {
        jdbc.update(
                "update inbox_tally set processed = processed + ?, suppressed = suppressed + ? where shard = ?",
                processed,
                suppressed,
                shard.get());
    }
}
