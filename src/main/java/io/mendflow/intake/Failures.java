package io.mendflow.intake;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Tells failures that pass by themselves from those of the delivery. */
final class Failures {

    private static final int LONGEST = 2000;

    /** SQLSTATE classes: no connection, no resources, operator stepped in, system error. */
    private static final Set<String> AWAY_CLASSES = Set.of("08", "53", "57", "58");

    /** H2's codes for a database that is closed, broken, full, read-only or out of memory; and PostgreSQL's for read-only. */
    private static final Set<String> AWAY =
            Set.of("90007", "90028", "90031", "90067", "90097", "90098", "90108", "90121", "25006");

    /** SQLSTATE class: transaction rolled back. */
    private static final Set<String> PASSING_CLASSES = Set.of("40");

    /** A lock timeout. */
    private static final Set<String> PASSING = Set.of("HYT00", "55P03");

    private Failures() {}

    /** True when the delivery is not to blame: it lost against another transaction, or the database was not there. */
    static boolean isPassing(Throwable failure) {
        return isDatabaseAway(failure)
                || anyCause(
                        failure,
                        cause -> cause instanceof TransientDataAccessException
                                || cause instanceof RecoverableDataAccessException
                                // The engine's own class: intake does not know the engine that listens to its
                                // incidents.
                                || cause.getClass().getSimpleName().equals("OptimisticLockingException")
                                || cause instanceof SQLException sql && has(sql, PASSING, PASSING_CLASSES));
    }

    /** True when nothing else would fare better at this moment. */
    static boolean isDatabaseAway(Throwable failure) {
        return anyCause(
                failure,
                cause -> cause instanceof CannotCreateTransactionException
                        // The commit, or the rollback after a failure, did not come through.
                        || cause instanceof TransactionSystemException
                        || cause instanceof DataAccessResourceFailureException
                        || cause instanceof NonTransientDataAccessResourceException
                        || cause instanceof SQLException sql && has(sql, AWAY, AWAY_CLASSES));
    }

    static String reason(Throwable failure) {
        String message = failure.getMessage();
        String reason = failure instanceof Malformed && message != null
                ? message
                : failure.getClass().getSimpleName() + ": " + message;
        return Texts.shortened(reason.replace('\0', ' '), LONGEST);
    }

    private static boolean has(SQLException failure, Set<String> states, Set<String> classes) {
        String state = failure.getSQLState();
        return state != null
                && (states.contains(state) || state.length() >= 2 && classes.contains(state.substring(0, 2)));
    }

    private static boolean anyCause(Throwable failure, Predicate<Throwable> predicate) {
        Set<Throwable> seen = new HashSet<>();
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (predicate.test(cause)) {
                return true;
            }
        }
        return false;
    }
}
