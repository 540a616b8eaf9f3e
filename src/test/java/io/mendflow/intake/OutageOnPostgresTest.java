package io.mendflow.intake;

import com.zaxxer.hikari.HikariDataSource;
import io.mendflow.Databases;
import java.net.URI;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** The database is behind a line that can be cut. */
@Tag("peers")
class OutageOnPostgresTest extends OutageTests {

    private Line line;
    private HikariDataSource pool;

    @Override
    IntakeModule start(String... settings) {
        if (pool == null) {
            String url = Databases.postgresUrl();
            URI server = URI.create(url.substring("jdbc:".length()));
            line = Line.to(server.getHost(), server.getPort());
            pool = new HikariDataSource();
            pool.setJdbcUrl(url.replace(":" + server.getPort() + "/", ":" + line.port() + "/"));
            pool.setConnectionTimeout(1000);
            Flyway.configure().dataSource(pool).load().migrate();
        }
        return IntakeModule.on(pool, settings);
    }

    @Override
    void cut() {
        line.cut();
    }

    @Override
    void mend() {
        line.mend();
    }

    @AfterEach
    void hangUp() {
        pool.close();
        line.close();
    }
}
