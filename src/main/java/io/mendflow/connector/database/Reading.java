package io.mendflow.connector.database;

import io.mendflow.connector.DatabaseRequest;
import io.mendflow.connector.RowSink;
import io.mendflow.connector.RowsRequest;
import io.mendflow.connector.database.DatabaseSettings.Named;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Does what the route {@code database-rows} is asked for. */
@Component("databaseReading")
class Reading {

    /** Class of SQL states, as the SQL standard has it. */
    private static final String WRONG_VALUE = "22";

    private static final int FETCHED_AT_ONCE = 1_000;

    private final DatabaseSettings settings;
    private final Connections connections;
    private final Clock clock;

    Reading(DatabaseSettings settings, Connections connections, Clock clock) {
        this.settings = settings;
        this.connections = connections;
        this.clock = clock;
    }

    /**
     * Hands all rows to the sink.
     *
     * @return how many there were
     * @throws IllegalArgumentException when it is not one query
     * @throws IllegalStateException when the database is not there, refuses or takes too long
     */
    public long perform(RowsRequest request) {
        Named database = settings.require(request.database());
        Instant deadline = clock.instant().plus(request.within());
        String sql = Statements.allowed(
                new DatabaseRequest(
                        request.database(), DatabaseRequest.Kind.QUERY, request.sql(), List.of(), request.within()),
                database);
        try (Connection connection = connections.open(request.database(), database, request.within())) {
            connection.setReadOnly(true);
            // Outside a transaction PostgreSQL sends all rows at once.
            connection.setAutoCommit(false);
            try {
                return read(request, sql, connection, deadline);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            SQLException answer = withoutValues(e);
            throw new IllegalStateException(
                    "Expected database '%s' to answer: %s; but %s"
                            .formatted(request.database(), sql, answer.getMessage()),
                    answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a value is wrong, the database's message quotes it. */
    private static SQLException withoutValues(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith(WRONG_VALUE)
                ? new SQLException("a value is not what the query takes it for (SQL state %s)".formatted(state), state)
                : e;
    }

    private long read(RowsRequest request, String sql, Connection connection, Instant deadline)
            throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED_AT_ONCE);
            statement.setQueryTimeout(
                    Math.toIntExact(Math.max(1, request.within().toSeconds())));
            try (ResultSet rows = statement.executeQuery(sql)) {
                RowSink sink = request.sink();
                sink.begin(rows.getMetaData());
                long count = 0;
                while (rows.next()) {
                    sink.row(rows);
                    count++;
                    if (count % FETCHED_AT_ONCE == 0 && clock.instant().isAfter(deadline)) {
                        throw new SQLTimeoutException(
                                "after %s and %d rows it is not done".formatted(request.within(), count));
                    }
                }
                return count;
            }
        }
    }
}
