package io.mendflow.connector;

import org.springframework.stereotype.Component;

/**
 * Answers of databases that are read to their end, however many rows they have. Who does the work is the route {@code database-rows}. Unlike
 * {@link Database} it is not for runbooks, which need few rows.
 */
@Component
public class DatabaseRows {

    private final Calls calls;

    DatabaseRows(Calls calls) {
        this.calls = calls;
    }

    /**
     * Asks a query in a transaction that may only read and is rolled back.
     *
     * @return how many rows the sink has taken
     * @throws IllegalArgumentException when it is not one query
     * @throws IllegalStateException when the settings do not name the database, or it is not there, refuses or takes too long; the database's own
     *     answer is the cause
     * @throws java.io.UncheckedIOException when the sink fails
     */
    public long read(RowsRequest request) {
        Object rows = calls.call("database-rows", request).getMessage().getBody();
        if (!(rows instanceof Long count)) {
            throw new IllegalStateException(
                    "Expected route 'database-rows' to answer with a number of rows, but it answered with " + rows);
        }
        return count;
    }
}
