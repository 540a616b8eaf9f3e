package io.mendflow.model.data;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a database answers to a query.
 *
 * @param query null for a whole table, whose query is made when its primary key is known
 */
record JdbcTable(DataSource database, String name, @Nullable String query) implements Table {

    private static final Pattern PLAIN_NAME = Pattern.compile("\\w+(\\.\\w+)?");

    static JdbcTable whole(DataSource database, String table) {
        if (!PLAIN_NAME.matcher(table).matches()) {
            throw new IllegalArgumentException(
                    "Expected a table's name of letters, digits and underscores, with or without a schema before a point, but it is '%s'; for anything else use a query"
                            .formatted(table));
        }
        return new JdbcTable(database, table, null);
    }

    static JdbcTable query(DataSource database, String name, String query) {
        return new JdbcTable(database, name, query);
    }

    @Override
    public RowReader open() {
        Connection connection = null;
        try {
            connection = database.getConnection();
            // Outside a transaction PostgreSQL sends all rows at once.
            connection.setAutoCommit(false);
            return new JdbcReader(connection, query == null ? ordered(connection) : query);
        } catch (SQLException e) {
            JdbcReader.release(connection);
            throw new TableUnreadable(
                    "Expected to read '%s' from the database, but it answered: %s; check that it is there and may be read"
                            .formatted(name, firstLine(e)));
        }
    }

    private String ordered(Connection connection) throws SQLException {
        List<String> key = primaryKey(connection.getMetaData());
        return "select * from " + name
                + (key.isEmpty() ? "" : " order by " + key.stream().collect(Collectors.joining(", ")));
    }

    private List<String> primaryKey(DatabaseMetaData database) throws SQLException {
        String stored =
                database.storesUpperCaseIdentifiers() ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT);
        int point = stored.indexOf('.');
        String quote = database.getIdentifierQuoteString();
        var columns = new TreeMap<Integer, String>();
        try (ResultSet keys = database.getPrimaryKeys(
                null, point < 0 ? schema(database) : stored.substring(0, point), stored.substring(point + 1))) {
            while (keys.next()) {
                columns.put(keys.getInt("KEY_SEQ"), quote + keys.getString("COLUMN_NAME") + quote);
            }
        }
        return List.copyOf(columns.values());
    }

    private static @Nullable String schema(DatabaseMetaData database) throws SQLException {
        return database.getConnection().getSchema();
    }

    /** H2 adds the statement, and drivers may add a hint, on further lines. */
    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("nothing");
    }
}
