package io.mendflow.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The conditions of one list query, with their values bound and never pasted. */
final class Where {

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    void equal(String column, @Nullable Object value) {
        if (value != null) {
            conditions.add("{alias}" + column + " = ?");
            values.add(value);
        }
    }

    void condition(String sql) {
        conditions.add(sql);
    }

    void before(String idColumn, @Nullable String cursor) {
        if (cursor != null) {
            conditions.add(idColumn + " < ?");
            values.add(id(cursor));
        }
    }

    /** Signals come in one order and are processed in another, several at a time; the first is the one that people know. */
    void receivedBefore(@Nullable String cursor) {
        if (cursor != null) {
            conditions.add(
                    "({alias}received_at, {alias}id) < (select c.received_at, c.id from signal c where c.id = ?)");
            values.add(id(cursor));
        }
    }

    String sql(String alias) {
        return conditions.isEmpty() ? "1 = 1" : String.join(" and ", conditions).replace("{alias}", alias);
    }

    List<Object> values() {
        return values;
    }

    static <R, T> Page<T> page(List<R> rows, int limit, ToLongFunction<R> id, Function<R, T> item) {
        boolean more = rows.size() > limit;
        List<R> shown = more ? rows.subList(0, limit) : rows;
        String cursor = more ? Long.toString(id.applyAsLong(shown.get(limit - 1))) : null;
        return new Page<>(shown.stream().map(item).toList(), cursor);
    }

    private static long id(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Expected 'cursor' to be the nextCursor of the page before, but it is '" + cursor + "'", e);
        }
    }
}
