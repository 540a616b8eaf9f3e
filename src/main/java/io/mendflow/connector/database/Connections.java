package io.mendflow.connector.database;

import io.mendflow.connector.Fence;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.database.DatabaseSettings.Named;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.springframework.stereotype.Component;

/**
 * Opens connections. Each is used once: a runbook needs few, an effect never meets one that the other side has closed, and no session keeps
 * anything of a run that is over.
 */
@Component("databaseConnections")
class Connections {

    /** Beyond the time of a statement, which the driver and the server keep to first. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Executor AT_ONCE = Runnable::run;

    private final Secrets secrets;

    Connections(Secrets secrets) {
        this.secrets = secrets;
    }

    /** A new connection; on PostgreSQL its session says which run it is for. */
    Connection open(String name, Named database, Duration statement) throws SQLException {
        Connection connection = connect(name, database);
        try {
            connection.setNetworkTimeout(
                    AT_ONCE, Math.toIntExact(statement.plus(GRACE).toMillis()));
            if (database.isPostgres()) {
                mark(connection);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Connection connect(String name, Named database) throws SQLException {
        var properties = new Properties();
        if (database.username() != null) {
            properties.setProperty("user", database.username());
        }
        if (database.passwordSecret() != null) {
            properties.setProperty(
                    "password",
                    secrets.require(database.passwordSecret(), "mendflow.databases." + name + ".password-secret"));
        }
        if (database.isPostgres()) {
            String seconds = Long.toString(Math.max(1, database.connectTimeout().toSeconds()));
            properties.setProperty("connectTimeout", seconds);
            properties.setProperty("loginTimeout", seconds);
            properties.setProperty("ApplicationName", "mendflow");
        }
        Driver driver = database.driver() == null ? known(name, database.url()) : driver(name, database.driver());
        Connection connection = driver.connect(database.url(), properties);
        if (connection == null) {
            throw unknownUrl(name);
        }
        return connection;
    }

    private static Driver known(String name, String url) {
        try {
            return DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw unknownUrl(name);
        }
    }

    /** Without the url, which may hold a password. */
    private static IllegalStateException unknownUrl(String name) {
        return new IllegalStateException(
                "Expected a JDBC driver on the class path that knows mendflow.databases.%s.url, but there is none; PostgreSQL's and H2's are there"
                        .formatted(name));
    }

    private static Driver driver(String name, String type) {
        try {
            return (Driver) Class.forName(type).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException(
                    "Expected mendflow.databases.%s.driver to be a JDBC driver on the class path, got '%s'"
                            .formatted(name, type),
                    e);
        }
    }

    /** {@code pg_stat_activity} shows the run; triggers and policies can read {@code current_setting('mendflow.fence', true)}. */
    private static void mark(Connection connection) throws SQLException {
        Fence fence = Fence.current().orElse(null);
        if (fence == null) {
            return;
        }
        try (var statement = connection.prepareStatement(
                "select set_config('application_name', ?, false), set_config('mendflow.run', ?, false), set_config('mendflow.fence', ?, false)")) {
            statement.setString(1, "mendflow " + fence.run());
            statement.setString(2, fence.run());
            statement.setString(3, Long.toString(fence.number()));
            statement.execute();
        }
    }
}
