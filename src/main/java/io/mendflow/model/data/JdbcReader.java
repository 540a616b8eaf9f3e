package io.mendflow.model.data;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a query answers, some rows at a time; it never writes, and rolls back at its end. */
final class JdbcReader implements RowReader {

    private static final int FETCHED_AT_ONCE = 1_000;

    private final Connection connection;
    private final ResultSet rows;
    private final JdbcColumns columns;
    private long number;

    JdbcReader(Connection connection, String query) throws SQLException {
        this.connection = connection;
        Statement statement = connection.createStatement();
        statement.setFetchSize(FETCHED_AT_ONCE);
        this.rows = statement.executeQuery(query);
        this.columns = new JdbcColumns(rows.getMetaData());
    }

    @Override
    public List<Column> columns() {
        return columns.columns();
    }

    @Override
    public @Nullable Row next() {
        number++;
        try {
            return rows.next() ? new Row(number, columns.values(rows), null) : null;
        } catch (SQLException e) {
            // The message of a failed conversion quotes the value.
            throw new TableUnreadable(
                    "The database stopped in the middle (SQL state %s); read again".formatted(e.getSQLState()), number);
        }
    }

    @Override
    public void close() {
        release(connection);
    }

    /** Gives a connection back as it was. */
    static void release(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // The pool finds out by itself that it is broken.
        }
    }
}
