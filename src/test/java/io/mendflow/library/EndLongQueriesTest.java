package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EndLongQueriesTest {

    private final Library library = Library.shared();

    @Test
    void endsTheIdleTransactionAndTheQueryAndSparesTheBackup() throws SQLException {
        Map<String, Object> inputs = Map.of("database", "orders", "longer_than", "PT2S", "idle_longer_than", "PT2S");
        try (Connection idle = connect("shop");
                Connection busy = connect("report");
                Connection backup = connect("pg_dump")) {
            idle.setAutoCommit(false);
            answer(idle, "select 'left open'");
            var query = CompletableFuture.supplyAsync(() -> answer(busy, "select pg_sleep(600)"));
            var dump = CompletableFuture.supplyAsync(() -> answer(backup, "select pg_sleep(6)"));
            awaitAges();

            RunDetails run = library.run("end-long-queries", inputs);

            assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
            assertThat(query.join()).contains("canceling statement due to user request");
            assertThat(answer(busy, "select 'still in session'")).isEqualTo("done");
            assertThat(answer(idle, "select 1")).contains("terminating connection");
            assertThat(dump.join()).isEqualTo("done");
            assertThat(run.steps())
                    .anyMatch(part ->
                            part.log().contains("idle for PT") && part.log().contains("left open"));
        }
    }

    @Test
    void doesNothingWhereNothingTakesTooLong() {
        RunDetails run = library.run(
                "end-long-queries", Map.of("database", "orders", "longer_than", "PT1H", "idle_longer_than", "PT1H"));

        assertThat(run.run().state()).isEqualTo(RunState.NOT_APPLICABLE);
    }

    private void awaitAges() throws SQLException {
        try (Connection looking = connect("test")) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                try (var statement = looking.createStatement();
                        var found = statement.executeQuery(
                                "select count(*) from pg_stat_activity where application_name in ('shop', 'report') and now() - state_change > interval '2.2 s'")) {
                    found.next();
                    return found.getInt(1) == 2;
                }
            });
        }
    }

    private Connection connect(String application) throws SQLException {
        return DriverManager.getConnection(library.postgres() + "&ApplicationName=" + application);
    }

    private static String answer(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            return "done";
        } catch (SQLException e) {
            return e.getMessage();
        }
    }
}
