package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.mendflow.Databases;
import io.mendflow.DeadConnections;
import io.mendflow.intake.Http.Answer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database that is shut down, full or read-only under the service: what was acknowledged stands, nothing else is acknowledged. */
class RefusingDatabaseTest {

    @TempDir
    private Path directory;

    private HikariDataSource pool;
    private IntakeModule node;

    @AfterEach
    void end() {
        FullDisk.full = false;
        IntakeModule.closeAll();
        pool.close();
    }

    @Test
    void comesBackAtOnceAfterTheDatabaseWasShutDown() throws Exception {
        start("jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE".formatted(directory.resolve("closed")));
        List<String> receipts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            receipts.add(taken(post()));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> node.ledger().pending() == 0);

        for (int round = 0; round < 3; round++) {
            try (var connection = DriverManager.getConnection(pool.getJdbcUrl(), "sa", "");
                    var statement = connection.createStatement()) {
                statement.execute("shutdown");
            }
            await().atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        Answer answer = post();
                        if (answer.status() == 202) {
                            receipts.add(answer.receipt());
                        }
                        return answer.status() == 202;
                    });
        }

        assertNothingIsLost(receipts);
    }

    @Test
    void answers503WhileTheDiskIsFullAndKeepsWhatItAcknowledged() {
        FilePath.register(new FullDisk());
        String url = "jdbc:h2:full:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE".formatted(directory.resolve("full"));
        start(url);
        List<String> receipts = new ArrayList<>(List.of(taken(post()), taken(post())));

        FullDisk.full = true;
        for (int i = 0; i < 3; i++) {
            assertPutOff(post());
        }

        // H2 may hold its file locked after such a fall until all its connections are closed: the service is started
        // again.
        IntakeModule.closeAll();
        pool.close();
        FullDisk.full = false;
        start(url);
        receipts.add(taken(post()));
        assertNothingIsLost(receipts);
    }

    @Test
    void answers503WhileTheDatabaseIsReadOnly() {
        String url = Databases.postgresUrl();
        start(url);
        String name = node.jdbc().queryForObject("select current_database()", String.class);
        List<String> receipts = new ArrayList<>(List.of(taken(post()), taken(post())));

        readOnly(name, "on");
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> post().status() == 503);
        for (int i = 0; i < 3; i++) {
            assertPutOff(post());
        }
        readOnly(name, "off");

        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    Answer answer = post();
                    if (answer.status() == 202) {
                        receipts.add(answer.receipt());
                    }
                    return answer.status() == 202;
                });
        assertNothingIsLost(receipts);
    }

    private void start(String url) {
        pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        if (url.startsWith("jdbc:h2")) {
            pool.setUsername("sa");
        }
        pool.setMaximumPoolSize(12);
        pool.setConnectionTimeout(2000);
        pool.setExceptionOverrideClassName(DeadConnections.class.getName());
        Flyway.configure().dataSource(pool).load().migrate();
        node = IntakeModule.on(pool, "mendflow.inbox.answer-within", "PT3S");
    }

    /** New sessions get the new default; the old ones end. */
    private void readOnly(String name, String state) {
        try (var connection = DriverManager.getConnection(pool.getJdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("alter database %s set default_transaction_read_only = %s".formatted(name, state));
            statement.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s' and pid <> pg_backend_pid()"
                            .formatted(name));
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertNothingIsLost(List<String> receipts) {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> assertThat(new JdbcTemplate(pool)
                        .queryForList("select state, attempts, next_at, reason from inbox where state <> 'processed'"))
                .isEmpty());
        HooksTests.assertExact(node.ledger());
        assertThat(node.ledger().deadLettered()).isZero();
        assertThat(new JdbcTemplate(pool)
                        .queryForList("select receipt from inbox where state = 'processed'", String.class))
                .containsAll(receipts);
    }

    private static void assertPutOff(Answer answer) {
        HooksTests.assertProblem(answer, 503);
        assertThat(answer.header("retry-after")).isNotBlank();
        assertThat(answer.detail()).contains("not acknowledged");
    }

    private static String taken(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        return answer.receipt();
    }

    private Answer post() {
        return node.http()
                .post("/hooks/generic", "{\"title\":\"down\",\"service\":\"web-%s\"}".formatted(UUID.randomUUID()));
    }
}
