package io.mendflow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Transactions of which those that somebody relies on are on the disk when their commit returns, and those of work in the background shortly after.
 *
 * <p>With {@code WRITE_DELAY=0} an embedded H2 writes every page that a commit has touched before the commit returns: some hundred pages for one
 * step of Camunda. With the {@code WRITE_DELAY} of the service's own URL H2 commits in memory, and one write to the disk then serves all commits before
 * it. A commit waits for that write when it acknowledges something: a webhook, an answer to a person, the attempt of a step that must act once. What
 * the engine's and the intake's own threads commit is written about as many milliseconds later as the delay says; when the process is killed before
 * that, the database is as it was a moment earlier, and that work is done again. The order of commits is kept in any case, so that what was waited
 * for never lacks what came before it.
 *
 * <p>Other databases commit as they do.
 */
@Component("transactionManager")
class Commits extends JdbcTransactionManager {

    /** Name of a transaction that waits for the disk although a background thread makes it. */
    public static final String DURABLE = "durable";

    /** How the names of threads begin whose work is taken up again after a crash by itself. */
    private static final List<String> BACKGROUND =
            List.of("mendflow-job-", "mendflow-intake-", "mendflow-audit", "JobExecutor[");

    private static final long serialVersionUID = 1L;

    Commits(DataSource database) {
        super(database);
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        MVStore store = status.isReadOnly() ? null : store(status);
        super.doCommit(status);
        if (store != null && !isInBackground(status)) {
            write(store);
        }
    }

    private static boolean isInBackground(DefaultTransactionStatus status) {
        String name = Thread.currentThread().getName();
        return !DURABLE.equals(status.getTransactionName())
                && BACKGROUND.stream().anyMatch(name::startsWith);
    }

    /** The store of an embedded H2 on a disk that commits in memory first; null when the database is another one, or writes at every commit by itself. */
    private static @Nullable MVStore store(DefaultTransactionStatus status) {
        try {
            Connection connection = ((JdbcTransactionObjectSupport) status.getTransaction())
                    .getConnectionHolder()
                    .getConnection();
            if (!connection.isWrapperFor(JdbcConnection.class)
                    || !(connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session)) {
                return null;
            }
            MVStore store = session.getDatabase().getStore().getMvStore();
            return store.isPersistent() && store.getAutoCommitDelay() > 0 ? store : null;
        } catch (SQLException e) {
            return null;
        }
    }

    private static void write(MVStore store) {
        try {
            boolean isWritten = store.commit() >= 0;
            if (!isWritten) {
                // There was nothing left to begin; a write that H2 has begun by itself may still be under way.
                store.executeFilestoreOperation(() -> {});
            }
        } catch (MVStoreException e) {
            throw new DataAccessResourceFailureException(
                    "Expected to write a commit to the disk, but: " + e.getMessage(), e);
        }
    }
}
