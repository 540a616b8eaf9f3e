package io.mendflow.audit;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The trail of who did what, append-only and hash-chained.
 *
 * <p>An entry is written in the caller's transaction, so that it stands exactly when the change stands. Its place in the chain is given just
 * after the commit, by {@link Chain}: writers never wait for each other.
 */
@Component
public class Audit {

    private static final int LONGEST_SUBJECT = 300;

    private final JdbcClient jdbc;
    private final Chain chain;
    private final Clock clock;

    Audit(JdbcClient jdbc, Chain chain, Clock clock) {
        this.jdbc = jdbc;
        this.chain = chain;
        this.clock = clock;
    }

    /**
     * Adds an entry.
     *
     * @param actor a user's name, or {@code mendflow}
     * @param action what was done, such as {@code incident.resolve}
     * @param subject the key of what it was done to
     * @param details anything else worth proving; never a secret
     */
    public void append(String actor, String action, String subject, Map<String, ?> details) {
        OffsetDateTime at = clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        jdbc.sql("insert into audit (at, actor, action, subject, details) values (?, ?, ?, ?, ?)")
                .params(List.of(at, actor, action, shortened(subject), Entry.json(details)))
                .update();
        chainAfterCommit();
    }

    /**
     * Entries that are in the chain, newest first.
     *
     * @param subject only those about it; null means all
     * @param before only positions below this one; null means from the newest
     */
    public List<Entry> list(@Nullable String subject, @Nullable Long before, int limit) {
        return jdbc.sql(
                        """
                        select * from audit where position is not null and position < :before
                        and (:any or subject = :subject) order by position desc limit :limit""")
                .param("before", before == null ? Long.MAX_VALUE : before)
                .param("any", subject == null)
                .param("subject", subject == null ? "" : subject)
                .param("limit", limit)
                .query(Entry::of)
                .list();
    }

    /** Recomputes the whole chain and says whether it is intact. */
    public Verification verify() {
        return chain.verify();
    }

    /** The same for a database at hand, without a service; it is only read. */
    public static Verification verify(JdbcTemplate database) {
        return new Chain(database, new JdbcTransactionManager(database.getDataSource())).verify();
    }

    private void chainAfterCommit() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            chain.wake();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                chain.wake();
            }
        });
    }

    private static String shortened(String subject) {
        return subject.length() <= LONGEST_SUBJECT ? subject : subject.substring(0, LONGEST_SUBJECT);
    }
}
