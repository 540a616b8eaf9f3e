package io.mendflow.model.data;

import java.sql.Clob;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
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

/** The columns of a database's answer, and how their values are read. */
final class JdbcColumns {

    private final List<Column> columns = new ArrayList<>();
    private final int[] types;

    JdbcColumns(ResultSetMetaData about) throws SQLException {
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

    List<Column> columns() {
        return columns;
    }

    /** The values of the row that the answer stands at. */
    List<@Nullable Object> values(ResultSet rows) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(types.length);
        for (int i = 0; i < types.length; i++) {
            values.add(value(rows, i + 1, types[i]));
        }
        return values;
    }

    private static @Nullable Object value(ResultSet rows, int place, int type) throws SQLException {
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
