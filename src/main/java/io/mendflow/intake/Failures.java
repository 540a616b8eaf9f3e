package io.mendflow.intake;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells failures that pass by themselves from those of the delivery. */
final class Failures {

    private static final int LONGEST = 2000;

    /** SQLSTATE classes: no connection, transaction rolled back, no resources, operator stepped in, system error. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

    /** A lock timeout, and H2's codes for a database that is closed, broken, full or out of memory. */
    private static final Set<String> PASSING =
            Set.of("HYT00", "90007", "90028", "90031", "90067", "90098", "90108", "90121");

    private Failures() {}

    /** True when the delivery is not to blame: it lost against another transaction, or the database was not there. */
    static boolean isPassing(Throwable failure) {
        Set<Throwable> seen = new HashSet<>();
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || isDatabaseAway(cause)
                    // The engine's own class: intake does not know the engine that listens to its incidents.
                    || cause.getClass().getSimpleName().equals("OptimisticLockingException")
                    || cause instanceof SQLException sql && isPassing(sql)) {
                return true;
            }
        }
        return false;
    }

    /** True when nothing else would fare better at this moment. */
    static boolean isDatabaseAway(@Nullable Throwable failure) {
        return failure instanceof CannotCreateTransactionException
                || failure instanceof DataAccessResourceFailureException
                || failure instanceof NonTransientDataAccessResourceException;
    }

    static String reason(Throwable failure) {
        String message = failure.getMessage();
        String reason = failure instanceof Malformed && message != null
                ? message
                : failure.getClass().getSimpleName() + ": " + message;
        return Texts.shortened(reason.replace('\0', ' '), LONGEST);
    }

    private static boolean isPassing(SQLException failure) {
        String state = failure.getSQLState();
        return state != null
                && (PASSING.contains(state) || state.length() >= 2 && PASSING_CLASSES.contains(state.substring(0, 2)));
    }
}
