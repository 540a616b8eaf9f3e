package io.mendflow.connector;

import groovy.lang.GString;
import io.mendflow.connector.DatabaseRequest.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Databases for runbooks: {@code database.named('orders').query('select count(*) as open from orders where state = ?', 'open')}. Who does the work is
 * the route {@code database}.
 *
 * <p>A database is reached when {@code mendflow.databases} names it. What changes something must be allowed there, statement by statement.
 */
@Component
public class Database implements Port {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Calls calls;

    Database(Calls calls) {
        this.calls = calls;
    }

    /** A database that the settings name, of any kind that has a JDBC driver. */
    @LeadsOn
    public NamedDatabase named(String name) {
        return new NamedDatabase(place(name));
    }

    /** The same, and what is only to be had on PostgreSQL. */
    @LeadsOn
    public PostgresDatabase postgres(String name) {
        return new PostgresDatabase(place(name));
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "database";
    }

    private Place place(@Nullable String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Expected the name of a database in letters, digits, '.', '_' and '-', got '" + name + "'");
        }
        return new Place(calls, name);
    }

    /** A database, and how to ask something of it. */
    record Place(Calls calls, String name) {

        /** Class of SQL states, as the SQL standard has it. */
        private static final String NO_CONNECTION = "08";

        String target() {
            return "database/" + name;
        }

        List<Map<String, Object>> rows(Kind kind, Object sql, Object... parameters) {
            return rows(kind, null, sql, parameters);
        }

        @SuppressWarnings("unchecked")
        List<Map<String, Object>> rows(Kind kind, @Nullable Duration within, Object sql, Object... parameters) {
            return (List<Map<String, Object>>) ask(List.class, request(kind, within, sql, parameters));
        }

        int update(Object sql, Object... parameters) {
            return ask(Integer.class, request(Kind.UPDATE, null, sql, parameters));
        }

        void maintain(String sql, Duration within) {
            ask(Integer.class, request(Kind.MAINTAIN, within, sql));
        }

        /** False only when no connection comes about; a server that refuses a name or a statement is there. */
        boolean isReachable() {
            try {
                rows(Kind.QUERY, "select 1");
                return true;
            } catch (IllegalStateException e) {
                if (e.getCause() instanceof SQLException refusal) {
                    String state = String.valueOf(refusal.getSQLState());
                    return !state.startsWith(NO_CONNECTION);
                }
                throw e;
            }
        }

        private DatabaseRequest request(Kind kind, @Nullable Duration within, Object sql, Object... parameters) {
            return new DatabaseRequest(name, kind, text(sql), Arrays.asList(parameters), within);
        }

        private <T> T ask(Class<T> type, DatabaseRequest request) {
            Object answer = calls.call("database", request).getMessage().getBody();
            if (!type.isInstance(answer)) {
                throw new IllegalStateException("Expected route 'database' to answer with a %s, but it answered with %s"
                        .formatted(type.getSimpleName(), answer));
            }
            return type.cast(answer);
        }

        /** A value that is put into the text of a statement is read as a part of the statement; one that is a parameter never is. */
        private static String text(Object sql) {
            if (sql instanceof GString mixed) {
                throw new IllegalArgumentException(
                        "Expected SQL without values in its text, got %s; write it in '…', with ? or :name for each value, and give the values after it"
                                .formatted(String.join("${…}", mixed.getStrings())));
            }
            if (!(sql instanceof String text) || text.isBlank()) {
                throw new IllegalArgumentException("Expected SQL as a text, got " + sql);
            }
            return text;
        }
    }
}
