package io.mendflow.connector;

import io.mendflow.connector.Database.Place;
import io.mendflow.connector.DatabaseRequest.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database that the settings name. What changes something is a statement like any other and must be allowed there, as
 * {@code select pg_cancel_backend(*} or {@code vacuum *}; the refusal shows it.
 */
public class PostgresDatabase implements Port {

    private static final Pattern TABLE =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_$]{0,62}([.][A-Za-z_][A-Za-z0-9_$]{0,62})?");
    private static final Duration VACUUM = Duration.ofMinutes(30);
    private static final int PROMOTE_SECONDS = 60;

    private static final String SESSIONS =
            """
            select pid, usename as "user", application_name as application, coalesce(host(client_addr), 'local') as client, state,
                   extract(epoch from now() - %1$s)::float8 as seconds, left(query, 500) as query
              from pg_stat_activity
             where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
               and application_name not like 'mendflow%%' and state in (%2$s) and now() - %1$s > make_interval(secs => ?)
             order by %1$s""";
    /** Only clients of this database: no other one's, no autovacuum, no replication. */
    private static final String END =
            "select %s(pid) as ended from pg_stat_activity where pid = ? and datname = current_database() and backend_type = 'client backend'";

    private final Place place;

    PostgresDatabase(Place place) {
        this.place = place;
    }

    /** True when a connection comes about, be it refused for who asks; false when nobody is there. */
    @Read
    public boolean isReachable() {
        return place.isReachable();
    }

    /** {@link NamedDatabase#query}. */
    @Read
    public List<Map<String, Object>> query(Object sql, Object... parameters) {
        return place.rows(Kind.QUERY, sql, parameters);
    }

    /** {@link NamedDatabase#update}. */
    @Effect
    public int update(Object sql, Object... parameters) {
        return place.update(sql, parameters);
    }

    /**
     * Sessions of clients whose query runs for longer, the longest first; Mendflow's own are not among them.
     *
     * @param longerThan a {@link Duration}, or text such as {@code PT5M}
     */
    @Read
    public List<DatabaseSession> longQueries(Object longerThan) {
        return sessions("query_start", "'active'", longerThan);
    }

    /** Sessions of clients that hold a transaction open and have done nothing in it for longer, the longest first. */
    @Read
    public List<DatabaseSession> idleInTransaction(Object longerThan) {
        return sessions("state_change", "'idle in transaction', 'idle in transaction (aborted)'", longerThan);
    }

    /**
     * Asks a session of a client to give up its query; the session stays.
     *
     * @return false when there is no such session
     */
    @Effect
    public boolean cancelBackend(long pid) {
        return end("pg_cancel_backend", pid);
    }

    /**
     * Ends a session of a client; its transaction is rolled back.
     *
     * @return false when there is no such session
     */
    @Effect
    public boolean terminateBackend(long pid) {
        return end("pg_terminate_backend", pid);
    }

    /**
     * How much of a table is dead.
     *
     * @param table its name, with its schema where it is not on the search path
     */
    @Read
    public TableBloat bloat(String table) {
        Map<String, Object> row = place
                .rows(
                        Kind.QUERY,
                        """
                        select n_live_tup as live, n_dead_tup as dead, pg_total_relation_size(relid) as bytes,
                               greatest(last_vacuum, last_autovacuum) as vacuumed
                          from pg_stat_all_tables where relid = to_regclass(?)""",
                        quoted(table))
                .stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Expected a table '%s' in database '%s', but there is none".formatted(table, place.name())));
        long live = number(row, "live").longValue();
        long dead = number(row, "dead").longValue();
        return new TableBloat(
                table,
                live,
                dead,
                live + dead == 0 ? 0 : (double) dead / (live + dead),
                number(row, "bytes").longValue(),
                (Instant) row.get("vacuumed"));
    }

    @Read
    public long deadTuples(String table) {
        return bloat(table).deadTuples();
    }

    /** {@link #vacuum(String, Object)} for at most half an hour. */
    @Effect
    public void vacuum(String table) {
        vacuum(table, VACUUM);
    }

    /**
     * Frees the dead rows of a table for new ones and refreshes its statistics. Reads and writes go on meanwhile; a cut-off vacuum does no harm.
     *
     * @param within a {@link Duration}, or text such as {@code PT2H}
     */
    @Effect
    public void vacuum(String table, Object within) {
        place.maintain("vacuum (analyze) " + quoted(table), duration(within));
    }

    @Read
    public Replication replication() {
        Map<String, Object> own = place.rows(
                        Kind.QUERY,
                        """
                        select pg_is_in_recovery() as standby,
                               exists (select from pg_stat_wal_receiver where status = 'streaming') as streaming,
                               pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::bigint as bytes,
                               extract(epoch from now() - pg_last_xact_replay_timestamp())::float8 as seconds""")
                .get(0);
        boolean standby = Boolean.TRUE.equals(own.get("standby"));
        List<Replication.Standby> standbys = place
                .rows(
                        Kind.QUERY,
                        """
                        select application_name as application, coalesce(host(client_addr), 'local') as client, state, sync_state as sync,
                               coalesce(pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
                                                        replay_lsn), 0)::bigint as bytes,
                               extract(epoch from replay_lag)::float8 as seconds
                          from pg_stat_replication""")
                .stream()
                .map(row -> new Replication.Standby(
                        text(row, "application"),
                        text(row, "client"),
                        text(row, "state"),
                        text(row, "sync"),
                        number(row, "bytes").longValue(),
                        (Double) row.get("seconds")))
                .toList();
        return new Replication(
                standby,
                Boolean.TRUE.equals(own.get("streaming")),
                standby ? (Long) own.get("bytes") : null,
                standby ? (Double) own.get("seconds") : null,
                standbys);
    }

    /**
     * Makes a standby take writes, and waits for it up to a minute. Nothing takes it back; who writes to the old primary from then on is lost to it.
     *
     * @return false when it has not become one within the minute
     */
    @Effect
    public boolean promote() {
        Duration within = Duration.ofSeconds(PROMOTE_SECONDS + 10L);
        return Boolean.TRUE.equals(place.rows(Kind.CALL, within, "select pg_promote(true, ?) as done", PROMOTE_SECONDS)
                .get(0)
                .get("done"));
    }

    @Override
    public String target(String operation, List<?> arguments) {
        boolean ofTable = List.of("bloat", "deadTuples", "vacuum").contains(operation) && !arguments.isEmpty();
        return ofTable ? place.target() + "/table/" + arguments.get(0) : place.target();
    }

    private List<DatabaseSession> sessions(String since, String states, Object longerThan) {
        double seconds = duration(longerThan).toMillis() / 1000.0;
        return place.rows(Kind.QUERY, SESSIONS.formatted(since, states), seconds).stream()
                .map(row -> new DatabaseSession(
                        number(row, "pid").longValue(),
                        text(row, "user"),
                        text(row, "application"),
                        text(row, "client"),
                        text(row, "state"),
                        Duration.ofMillis(Math.round(number(row, "seconds").doubleValue() * 1000)),
                        text(row, "query")))
                .toList();
    }

    private boolean end(String function, long pid) {
        return place.rows(Kind.CALL, END.formatted(function), pid).stream()
                .anyMatch(row -> Boolean.TRUE.equals(row.get("ended")));
    }

    /** A name goes into the text of a statement, so it may hold nothing but a name. */
    private static String quoted(String table) {
        if (!TABLE.matcher(table).matches()) {
            throw new IllegalArgumentException(
                    "Expected the name of a table as letters, digits, '_' and '$', with or without its schema, got '%s'"
                            .formatted(table));
        }
        return Arrays.stream(table.split("[.]")).map(part -> '"' + part + '"').collect(Collectors.joining("."));
    }

    private static Duration duration(Object given) {
        Duration duration = given instanceof Duration ready ? ready : Duration.parse(given.toString());
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("Expected more than no time, got " + duration);
        }
        return duration;
    }

    private static Number number(Map<String, Object> row, String column) {
        Object value = row.get(column);
        return value == null ? 0 : (Number) value;
    }

    private static String text(Map<String, Object> row, String column) {
        @Nullable Object value = row.get(column);
        return value == null ? "" : value.toString();
    }
}
