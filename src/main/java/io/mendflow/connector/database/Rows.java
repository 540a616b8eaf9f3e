package io.mendflow.connector.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ColumnMapRowMapper;
import org.springframework.jdbc.core.RowMapper;

/** How rows become maps that runbooks read, and how values of runbooks become parameters. */
final class Rows implements RowMapper<Map<String, Object>> {

    private final ColumnMapRowMapper columns = new ColumnMapRowMapper();

    @Override
    public Map<String, Object> mapRow(ResultSet rows, int number) throws SQLException {
        Map<String, Object> row = columns.mapRow(rows, number);
        row.replaceAll((column, value) -> plain(value));
        return row;
    }

    /** Texts, numbers, booleans and times stay; a time stamp is an instant; what only the driver knows is its text. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Timestamp time) {
            return time.toInstant();
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        boolean known = value == null
                || value instanceof byte[]
                || value.getClass().getName().startsWith("java.");
        return known ? value : value.toString();
    }

    static @Nullable Object parameter(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        if (value instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
        if (value instanceof Collection<?> values) {
            return values.stream().map(Rows::parameter).toList();
        }
        return value;
    }

    static Map<String, @Nullable Object> parameters(Map<?, ?> named) {
        var parameters = new LinkedHashMap<String, @Nullable Object>();
        named.forEach((name, value) -> parameters.put(String.valueOf(name), parameter(value)));
        return parameters;
    }
}
