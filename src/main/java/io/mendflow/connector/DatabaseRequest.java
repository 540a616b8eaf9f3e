package io.mendflow.connector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the route {@code database}.
 *
 * @param database its name in the settings
 * @param sql one statement, with {@code ?} or {@code :name} for each value
 * @param parameters the values in order, or one map of them by name
 * @param within how long the statement may take; null: as long as the settings say
 */
public record DatabaseRequest(
        String database, Kind kind, String sql, List<@Nullable Object> parameters, @Nullable Duration within) {

    public DatabaseRequest {
        parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    }

    /** What becomes of a statement. */
    public enum Kind {
        /** Its rows are read and the transaction, which may only read, is rolled back. */
        QUERY,
        /** It is committed, and answered with the number of rows that it changed. */
        UPDATE,
        /** It is committed, and answered with its rows. */
        CALL,
        /** It runs outside a transaction, and is answered with 0. */
        MAINTAIN
    }
}
