package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.Risk;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** On a real primary and a real standby that follows it. */
class FailOverReplicaTest {

    private static final Set<String> OF_THE_RUNNING_SERVER = Set.of("postmaster.pid", "postmaster.opts", "epg-lock");

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path folder;

    private final Library library = Library.shared();
    private EmbeddedPostgres primary;
    private EmbeddedPostgres standby;

    private void startServers() throws IOException, SQLException {
        Path data = folder.resolve("primary");
        Path copy = folder.resolve("standby");
        try (var first = server(data, library.primaryPort());
                Connection connection = first.getPostgresDatabase().getConnection()) {
            execute(connection, "create table orders (id int)");
            execute(connection, "insert into orders values (1)");
        }
        copy(data, copy);
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres'\n".formatted(library.primaryPort()));
        primary = server(data, library.primaryPort());
        standby = server(copy, library.standbyPort());
    }

    @AfterEach
    void stop() throws IOException {
        if (standby != null) {
            standby.close();
            primary.close();
        }
    }

    @Test
    void makesTheStandbyTakeWritesWhenThePrimaryIsGoneAndCutOff() throws Exception {
        startServers();
        Map<String, Object> inputs = Map.of(
                "primary",
                "primary",
                "standby",
                "standby",
                "cut_off",
                true,
                "hook",
                library.web().url("/failover/hook"));
        library.web().answers("/failover/hook", asked -> "{}");
        try (Connection connection = primary.getPostgresDatabase().getConnection()) {
            execute(connection, "insert into orders values (2)");
        }
        await().until(() -> count() == 2);

        RunDetails tooEarly = library.run("fail-over-replica", inputs);

        assertThat(tooEarly.run().state()).isEqualTo(RunState.NOT_APPLICABLE);
        assertThat(tooEarly.run().reason()).contains("the primary does not answer");

        primary.close();
        RunDetails run = library.run("fail-over-replica", inputs);

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        try (Connection connection = standby.getPostgresDatabase().getConnection()) {
            execute(connection, "insert into orders values (3)");
        }
        assertThat(count()).isEqualTo(3);
        assertThat(library.web().asked()).contains("/failover/hook null {\"primary\":\"standby\"}");
    }

    /** What makes the approval policy ask people, whatever the runbook has earned. */
    @Test
    void isOfHighRisk() {
        assertThat(library.risk("fail-over-replica")).isEqualTo(Risk.HIGH);
    }

    private int count() throws SQLException {
        try (Connection connection = standby.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from orders")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static EmbeddedPostgres server(Path data, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    /** Of a server that is stopped: the embedded one comes without {@code pg_basebackup}. */
    private static void copy(Path data, Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                if (!OF_THE_RUNNING_SERVER.contains(file.getFileName().toString())) {
                    Files.copy(file, copy.resolve(data.relativize(file).toString()));
                }
            }
        }
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
