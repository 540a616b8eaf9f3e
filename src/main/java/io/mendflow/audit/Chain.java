package io.mendflow.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Links committed audit entries into one chain of hashes.
 *
 * <p>One transaction at a time does so on all nodes, because it holds the row of the chain's head. An entry that a killed node left unlinked is
 * linked by the next node that starts or writes.
 */
@Component
class Chain implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Chain.class);
    private static final int AT_ONCE = 500;

    /** How long an entry waits for others to be linked with it: one commit for all of them. */
    private static final long GATHER_MILLIS = 100;

    private static final String GENESIS = "0".repeat(64);

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "mendflow-audit");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile boolean running;

    Chain(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Has what is committed linked soon, in another thread. */
    void wake() {
        if (!worker.isShutdown() && awake.compareAndSet(false, true)) {
            worker.schedule(this::work, GATHER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Links what is committed now and says how many entries that were. */
    int link() {
        Integer linked = transaction.execute(status -> linkSome());
        return linked == null ? 0 : linked;
    }

    Verification verify() {
        var reading = new Reading();
        Head head = head("");
        jdbc.query(
                "select * from audit where position is not null and position <= " + head.position
                        + " order by position",
                reading::next);
        if (reading.reason == null && reading.position != head.position) {
            reading.broken(reading.position + 1, "the entry is missing: the chain should go on to " + head.position);
        }
        if (reading.reason == null && !reading.hash.equals(head.hash)) {
            reading.broken(reading.position, "the last entry does not match the head of the chain");
        }
        Long pending = jdbc.queryForObject("select count(*) from audit where position is null", Long.class);
        return new Verification(
                reading.reason == null,
                reading.holding,
                pending == null ? 0 : pending,
                reading.hash,
                reading.reason == null ? null : reading.brokenAt,
                reading.reason);
    }

    private void work() {
        awake.set(false);
        try {
            while (link() == AT_ONCE) {
                log.debug("Linked {} audit entries", AT_ONCE);
            }
        } catch (RuntimeException | AssertionError e) {
            // The driver of PostgreSQL asserts on a connection that was cut, when assertions are on.
            log.warn("Audit entries stay unlinked until the next one is written: {}", e.getMessage());
        }
    }

    private int linkSome() {
        Head head = head(" for update");
        record Link(long id, long position, String previous, String hash) {}
        List<Link> links = new ArrayList<>();
        jdbc.query("select * from audit where position is null order by id limit " + AT_ONCE, row -> {
            long position = head.position + links.size() + 1;
            String previous = links.isEmpty() ? head.hash : links.get(links.size() - 1).hash;
            links.add(new Link(row.getLong("id"), position, previous, Entry.hash(previous, position, row)));
        });
        if (links.isEmpty()) {
            return 0;
        }
        jdbc.batchUpdate(
                "update audit set position = ?, previous = ?, hash = ? where id = ?",
                links.stream()
                        .map(link -> new Object[] {link.position, link.previous, link.hash, link.id})
                        .toList());
        Link last = links.get(links.size() - 1);
        jdbc.update("update audit_head set position = ?, hash = ? where id = 1", last.position, last.hash);
        return links.size();
    }

    private Head head(String lock) {
        return jdbc.query(
                        "select position, hash from audit_head where id = 1" + lock,
                        (row, n) -> new Head(row.getLong("position"), row.getString("hash")))
                .get(0);
    }

    @Override
    public void start() {
        running = true;
        wake();
    }

    @Override
    public void stop() {
        running = false;
        worker.shutdown();
        try {
            worker.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private record Head(long position, String hash) {}

    /** Goes along the chain and stops believing at the first entry that does not hold. */
    private static final class Reading {
        long position;
        long holding;
        String hash = GENESIS;
        long brokenAt;

        @Nullable
        String reason;

        void next(ResultSet row) throws SQLException {
            long found = row.getLong("position");
            if (reason != null) {
                return;
            }
            if (found != position + 1) {
                broken(position + 1, "the entry is missing");
            } else if (!hash.equals(row.getString("previous"))) {
                broken(found, "it does not follow on the entry before");
            } else if (!Entry.hash(hash, found, row).equals(row.getString("hash"))) {
                broken(found, "its content does not match its hash");
            } else {
                position = found;
                holding++;
                hash = row.getString("hash");
            }
        }

        void broken(long at, String why) {
            brokenAt = at;
            reason = "Audit entry %d does not hold: %s".formatted(at, why);
        }
    }
}
