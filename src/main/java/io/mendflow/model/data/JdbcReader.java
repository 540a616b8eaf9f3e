package io.mendflow.model.data;

import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a query answers, some rows at a time; it never writes, and rolls back at its end. */
final class JdbcReader implements RowReader {

    private static final int FETCHED_AT_ONCE = 1_000;

    private final Connection connection;
    private final ResultSet rows;
    private final List<Column> columns = new ArrayList<>();
    private final int[] types;
    private long number;

    JdbcReader(Connection connection, String query) throws SQLException {
        this.connection = connection;
        Statement statement = connection.createStatement();
        statement.setFetchSize(FETCHED_AT_ONCE);
        this.rows = statement.executeQuery(query);
        ResultSetMetaData about = rows.getMetaData();
        this.types = new int[about.getColumnCount()];
        for (int i = 0; i < types.length; i++) {
            // PostgreSQL calls both of its timestamps a plain one.
            types[i] = about.getColumnTypeName(i + 1).equalsIgnoreCase("timestamptz")
                    ? Types.TIMESTAMP_WITH_TIMEZONE
                    : about.getColumnType(i + 1);
            boolean whole = about.getPrecision(i + 1) > 0 && about.getScale(i + 1) == 0;
            columns.add(new Column(about.getColumnLabel(i + 1), type(types[i], whole)));
        }
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public @Nullable Row next() {
        number++;
        try {
            return rows.next() ? new Row(number, values(), null) : null;
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

    private List<@Nullable Object> values() throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(types.length);
        for (int i = 0; i < types.length; i++) {
            values.add(value(i + 1, types[i]));
        }
        return values;
    }

    private @Nullable Object value(int place, int type) throws SQLException {
        return switch (type) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> {
                long whole = rows.getLong(place);
                yield rows.wasNull() ? null : whole;
            }
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> {
                double decimal = rows.getDouble(place);
                yield rows.wasNull() ? null : decimal;
            }
            case Types.NUMERIC, Types.DECIMAL -> rows.getBigDecimal(place);
            case Types.BOOLEAN, Types.BIT -> {
                boolean yes = rows.getBoolean(place);
                yield rows.wasNull() ? null : yes;
            }
            case Types.DATE -> rows.getObject(place, LocalDate.class);
            case Types.TIMESTAMP -> rows.getObject(place, LocalDateTime.class);
            case Types.TIMESTAMP_WITH_TIMEZONE -> {
                OffsetDateTime time = rows.getObject(place, OffsetDateTime.class);
                yield time == null ? null : time.toInstant();
            }
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.CLOB -> rows.getString(place);
            default -> plain(rows.getObject(place));
        };
    }

    private static @Nullable Object plain(@Nullable Object value) throws SQLException {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Timestamp time) {
            return time.toInstant();
        }
        if (value instanceof Date date) {
            return date.toLocalDate();
        }
        if (value instanceof Clob text) {
            return text.getSubString(1, (int) Math.min(text.length(), TextSource.LONGEST_RECORD));
        }
        return value == null || value instanceof Instant || value instanceof Boolean || value instanceof Long
                ? value
                : String.valueOf(value);
    }

    private static @Nullable ColumnType type(int type, boolean whole) {
        return switch (type) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> ColumnType.INTEGER;
            case Types.NUMERIC, Types.DECIMAL -> whole ? ColumnType.INTEGER : ColumnType.DECIMAL;
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> ColumnType.DECIMAL;
            case Types.BOOLEAN, Types.BIT -> ColumnType.BOOLEAN;
            case Types.DATE -> ColumnType.DATE;
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> ColumnType.TIMESTAMP;
            default -> ColumnType.TEXT;
        };
    }
}
