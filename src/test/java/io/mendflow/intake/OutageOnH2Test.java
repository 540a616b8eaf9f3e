package io.mendflow.intake;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The database is a file; it is away as after a crash. */
class OutageOnH2Test extends OutageTests {

    @TempDir
    private Path directory;

    private final File file = new File();
    private HikariDataSource pool;

    @Override
    IntakeModule start(String... settings) {
        if (pool == null) {
            file.setUrl("jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_DELAY=-1"
                    .formatted(directory.resolve(UUID.randomUUID().toString())));
            file.setUsername("sa");
            Flyway.configure().dataSource(file).load().migrate();
            var config = new HikariConfig();
            config.setDataSource(file);
            config.setConnectionTimeout(1000);
            pool = new HikariDataSource(config);
        }
        return IntakeModule.on(pool, settings);
    }

    @Override
    void cut() {
        file.away = true;
        try (var connection = DriverManager.getConnection(file.getUrl(), "sa", "");
                var statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void mend() {
        file.away = false;
    }

    /** A file that can be out of reach. */
    private static final class File extends DriverManagerDataSource {

        private volatile boolean away;

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("The file is out of reach", "08001");
            }
            return super.getConnection();
        }
    }
}
