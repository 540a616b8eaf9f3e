package io.mendflow.connector.database;

import io.mendflow.connector.DatabaseRequest;
import io.mendflow.connector.DatabaseRequest.Kind;
import io.mendflow.connector.Glob;
import io.mendflow.connector.NotAllowed;
import io.mendflow.connector.database.DatabaseSettings.Named;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which statements may be run. It keeps mistakes out, not enemies: runbooks are trusted, and the database's own rights are the wall behind it.
 */
final class Statements {

    private static final Set<String> QUERIES = Set.of("select", "with", "values", "table", "show", "explain");
    /** Functions of PostgreSQL that act although the transaction may only read. */
    private static final Pattern ACTING = Pattern.compile(
            "\\b(pg_(cancel_backend|terminate_backend|promote|reload_conf|rotate_logfile|switch_wal|logical_emit_message|(try_)?advisory_\\w*lock\\w*)|dblink\\w*|lo_export|set_config)\\s*[(]");

    private Statements() {}

    /**
     * The one statement that a request is for.
     *
     * @throws IllegalArgumentException when it is more than one, or not a query where one is expected
     * @throws NotAllowed when it would change something, and the settings do not allow it
     */
    static String allowed(DatabaseRequest request, Named database) {
        String sql = request.sql().strip();
        if (sql.endsWith(";")) {
            sql = sql.substring(0, sql.length() - 1);
        }
        if (sql.indexOf(';') >= 0) {
            throw new IllegalArgumentException(
                    "Expected one statement without ';', got %s; a text that holds one goes in as a parameter"
                            .formatted(sql));
        }
        String plain = plain(sql);
        if (request.kind() == Kind.QUERY) {
            requireQuery(plain);
        } else if (database.allowedStatements().stream()
                .map(glob -> Glob.ofUrl(plain(glob)))
                .noneMatch(glob -> glob.matches(plain))) {
            throw new NotAllowed(
                    "Expected a statement that mendflow.databases.%s.allowed-statements allows (%s), got: %s"
                            .formatted(
                                    request.database(),
                                    database.allowedStatements().isEmpty()
                                            ? "none is"
                                            : String.join(", ", database.allowedStatements()),
                                    plain));
        }
        return sql;
    }

    private static void requireQuery(String plain) {
        String first = plain.split("[ (]", 2)[0];
        if (!QUERIES.contains(first) || ACTING.matcher(plain).find()) {
            throw new IllegalArgumentException(
                    "Expected a query, which begins with one of %s and calls nothing that acts, got: %s; use update or call for what changes something"
                            .formatted(
                                    String.join(", ", QUERIES.stream().sorted().toList()), plain));
        }
    }

    private static String plain(String sql) {
        return sql.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }
}
