package io.mendflow.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * A lock that all nodes on one database share: while one works under it, the others wait.
 *
 * <p>On PostgreSQL it is an advisory lock of a connection of its own, so it is free again when its holder dies. An embedded H2 has one node only
 * and needs none.
 */
class ClusterLock {

    /** "mendflow" in ASCII, so that nobody else's lock has this number by chance. */
    private static final long NUMBER = 0x6d656e64666c6f77L;

    private final DataSource database;

    ClusterLock(DataSource database) {
        this.database = database;
    }

    <T> T hold(Supplier<T> work) {
        try (Connection connection = database.getConnection()) {
            if (!connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
                return work.get();
            }
            connection.setAutoCommit(true);
            call(connection, "select pg_advisory_lock(?)");
            try {
                return work.get();
            } finally {
                call(connection, "select pg_advisory_unlock(?)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "Expected to hold the lock of the cluster on the database, but it answers: " + e.getMessage(), e);
        }
    }

    private static void call(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, NUMBER);
            statement.execute();
        }
    }
}
