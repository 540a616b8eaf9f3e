package io.mendflow.connector.database;

import io.mendflow.connector.DatabaseRequest;
import io.mendflow.connector.DatabaseRequest.Kind;
import io.mendflow.connector.database.DatabaseSettings.Named;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/** Does what the route {@code database} is asked for. */
@Component("databaseOperations")
class Operations {

    private static final int MOST_ROWS = 1000;
    /** A vacuum that waits for a lock keeps those who come after it waiting too. */
    private static final String LOCK_TIMEOUT = "set lock_timeout = '10s'";

    private final DatabaseSettings settings;
    private final Connections connections;

    Operations(DatabaseSettings settings, Connections connections) {
        this.settings = settings;
        this.connections = connections;
    }

    /**
     * Does it.
     *
     * @return rows for a query and a call, else a count
     * @throws io.mendflow.connector.NotAllowed when the settings do not allow the statement
     * @throws IllegalStateException when the database is not there, or refuses
     */
    public Object perform(DatabaseRequest request) {
        Named database = settings.require(request.database());
        String sql = Statements.allowed(request, database);
        Duration within = request.within() == null ? database.statementTimeout() : request.within();
        try (Connection connection = connections.open(request.database(), database, within)) {
            return perform(request, sql, connection, within, database);
        } catch (SQLException e) {
            throw refused(request, sql, e);
        } catch (DataAccessException e) {
            throw refused(request, sql, e.getMostSpecificCause());
        }
    }

    private static Object perform(
            DatabaseRequest request, String sql, Connection connection, Duration within, Named database)
            throws SQLException {
        var jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        jdbc.setQueryTimeout(Math.toIntExact(Math.max(1, within.toSeconds())));
        jdbc.setMaxRows(MOST_ROWS);
        if (request.kind() == Kind.MAINTAIN) {
            if (database.isPostgres()) {
                jdbc.execute(LOCK_TIMEOUT);
            }
            jdbc.execute(sql);
            return 0;
        }
        connection.setReadOnly(request.kind() == Kind.QUERY);
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            Object answer = answer(request, sql, jdbc);
            done = true;
            return answer;
        } finally {
            if (done && request.kind() != Kind.QUERY) {
                connection.commit();
            } else {
                connection.rollback();
            }
        }
    }

    private static Object answer(DatabaseRequest request, String sql, JdbcTemplate jdbc) {
        List<Object> given = request.parameters();
        if (given.size() == 1 && given.get(0) instanceof Map<?, ?> map) {
            var named = new NamedParameterJdbcTemplate(jdbc);
            Map<String, Object> parameters = Rows.parameters(map);
            return request.kind() == Kind.UPDATE
                    ? named.update(sql, parameters)
                    : named.query(sql, parameters, new Rows());
        }
        if (given.stream().anyMatch(value -> value instanceof Collection || value instanceof Map)) {
            throw new IllegalArgumentException(
                    "Expected one plain value for each ?, got a list or a map; several values go into a map, as query('… in (:ids)', [ids: [1, 2]])");
        }
        Object[] parameters = given.stream().map(Rows::parameter).toArray();
        return request.kind() == Kind.UPDATE ? jdbc.update(sql, parameters) : jdbc.query(sql, new Rows(), parameters);
    }

    private static IllegalStateException refused(DatabaseRequest request, String sql, Throwable cause) {
        return new IllegalStateException(
                "Expected database '%s' to do: %s; but %s".formatted(request.database(), sql, cause.getMessage()),
                cause);
    }
}
