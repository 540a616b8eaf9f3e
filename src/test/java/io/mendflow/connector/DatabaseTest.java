package io.mendflow.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import io.mendflow.Databases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real PostgreSQL and on H2. */
class DatabaseTest {

    private static final String POSTGRES = Databases.postgresUrl();
    private static final String H2_OPEN = "jdbc:h2:mem:" + UUID.randomUUID();
    private static final String H2 = H2_OPEN + ";DB_CLOSE_DELAY=-1";

    private static ConnectorModule module;
    private static Database database;

    @BeforeAll
    static void start() throws SQLException {
        for (String url : List.of(POSTGRES, H2)) {
            execute(
                    url,
                    "create table orders (id int primary key, state varchar(20), placed timestamp with time zone)");
            execute(
                    url,
                    "insert into orders values (1, 'open', timestamp '2026-01-01 10:00:00'), (2, 'open', null), (3, 'done', null)");
        }
        var settings = new HashMap<String, Object>(Map.of(
                "MENDFLOW_SECRET_DB_PASSWORD",
                "sesame",
                "mendflow.databases.elephant.url",
                POSTGRES,
                "mendflow.databases.h2.url",
                H2,
                "mendflow.databases.reader.url",
                POSTGRES,
                "mendflow.databases.gone.url",
                "jdbc:postgresql://127.0.0.1:1/orders",
                "mendflow.databases.locked.url",
                H2_OPEN,
                "mendflow.databases.locked.username",
                "guest",
                "mendflow.databases.locked.password-secret",
                "db-password"));
        settings.put("mendflow.databases.elephant.statement-timeout", "PT2S");
        settings.put("mendflow.databases.strange.url", "jdbc:strange://db/orders?password=sesame");
        for (String name : List.of("elephant", "h2")) {
            settings.put("mendflow.databases." + name + ".allowed-statements[0]", "update orders set *");
            settings.put("mendflow.databases." + name + ".allowed-statements[1]", "select pg_*_backend(*");
            settings.put("mendflow.databases." + name + ".allowed-statements[2]", "VACUUM *");
            settings.put("mendflow.databases." + name + ".allowed-statements[3]", "insert into seen *");
        }
        module = ConnectorModule.start(settings);
        database = module.get(Database.class);
    }

    @AfterAll
    static void stop() {
        module.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"elephant", "h2"})
    void readsRowsAsMaps(String name) {
        NamedDatabase orders = database.named(name);

        List<Map<String, Object>> rows =
                orders.query("select id, state, placed from orders where id = ? and state = ?", 1, "open");

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).get("ID")).isEqualTo(1);
        assertThat(rows.get(0).get("state")).isEqualTo("open");
        assertThat(rows.get(0).get("placed")).isInstanceOf(Instant.class);
        assertThat(orders.query(
                        "select id from orders where id in (:ids) order by id", Map.of("ids", List.of(1, 3, 9))))
                .extracting(row -> row.get("id"))
                .containsExactly(1, 3);
        assertThat(orders.target("query", List.of())).isEqualTo("database/" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"elephant", "h2"})
    void changesWhatTheSettingsAllow(String name) {
        NamedDatabase orders = database.named(name);

        assertThat(orders.update(
                        "update  orders\n set state = :state where id = :id", Map.of("state", "held", "id", 2)))
                .isEqualTo(1);
        assertThat(orders.query("select state from orders where id = 2").get(0)).containsEntry("state", "held");
        assertThatThrownBy(() -> orders.update("delete from orders where id = ?", 3))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.databases.%s.allowed-statements".formatted(name))
                .hasMessageContaining("got: delete from orders where id = ?");
        assertThatThrownBy(() -> orders.update("update orders set state = 'x'; delete from orders"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one statement without ';'");
        assertThatThrownBy(() -> database.named("reader").update("update orders set state = 'x'"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("none is");
        assertThat(orders.query("select id from orders where id in (:ids)", Map.of("ids", List.of(1, 2, 3))))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"elephant", "h2"})
    void changesNothingByAQuery(String name) {
        NamedDatabase orders = database.named(name);

        for (String acting :
                List.of("delete from orders", "drop table orders", "commit", "select pg_terminate_backend(1)")) {
            assertThatThrownBy(() -> orders.query(acting))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Expected a query");
        }
        assertThatThrownBy(() -> orders.query("with gone as (delete from orders returning id) select * from gone"))
                .isInstanceOf(IllegalStateException.class);
        assertThat(orders.query("select id from orders where id in (1, 2, 3)")).hasSize(3);
    }

    @Test
    void readsNoMoreThanAThousandRows() {
        assertThat(database.named("elephant").query("select generate_series(1, 5000) as n"))
                .hasSize(1000);
    }

    @Test
    void refusesValuesInTheTextOfAStatement() {
        var shell = new GroovyShell(new Binding(Map.of("database", database)));

        assertThatThrownBy(() -> shell.evaluate(
                        "def id = '1 or 1=1'; database.named('h2').query(\"select * from orders where id = ${id}\")"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got select * from orders where id = ${…}; write it in '…'")
                .hasMessageNotContaining("1 or 1=1");
        assertThat(
                        shell.evaluate(
                                """
                        def db = database.named('h2')
                        def state = 'op'
                        [db.query('select id from orders where state = ?', "${state}en")[0].id,
                         db.query('select state from orders where id = :id', [id: 3])[0].state]"""))
                .isEqualTo(List.of(1, "done"));
    }

    @Test
    void endsAStatementThatTakesTooLong() {
        assertThatThrownBy(() -> database.named("elephant").query("select pg_sleep(20)"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Expected database 'elephant' to do: select pg_sleep(20); but ")
                .hasMessageContaining("cancel");
    }

    @Test
    void tellsPostgresWhichRunItIs() throws Exception {
        String sql =
                "select current_setting('application_name') as app, current_setting('mendflow.fence', true) as fence, current_setting('mendflow.run', true) as run";
        NamedDatabase elephant = database.named("elephant");

        Map<String, Object> marked =
                new Fence("RUN-7", 12).during(() -> elephant.query(sql).get(0));

        assertThat(marked)
                .containsEntry("app", "mendflow RUN-7")
                .containsEntry("fence", "12")
                .containsEntry("run", "RUN-7");
        assertThat(elephant.query(sql).get(0)).containsEntry("app", "mendflow").containsEntry("fence", null);
    }

    @Test
    void findsAndEndsSessionsThatTakeTooLong() throws Exception {
        PostgresDatabase elephant = database.postgres("elephant");
        try (Connection idle = DriverManager.getConnection(POSTGRES);
                Connection busy = DriverManager.getConnection(POSTGRES)) {
            idle.setAutoCommit(false);
            idle.createStatement().execute("select 'left open'");
            var sleep = CompletableFuture.supplyAsync(() -> message(busy, "select pg_sleep(60)"));

            await().until(() -> !elephant.longQueries("PT0.2S").isEmpty());
            DatabaseSession query = elephant.longQueries(Duration.ofMillis(200)).get(0);
            assertThat(query.query()).isEqualTo("select pg_sleep(60)");
            assertThat(query.state()).isEqualTo("active");
            assertThat(query.since()).isGreaterThan(Duration.ofMillis(200));
            assertThat(elephant.cancelBackend(query.pid())).isTrue();
            assertThat(sleep.join()).contains("canceling statement due to user request");
            assertThat(elephant.longQueries("PT0.2S")).isEmpty();

            await().until(() -> !elephant.idleInTransaction("PT0.2S").isEmpty());
            DatabaseSession open = elephant.idleInTransaction("PT0.2S").get(0);
            assertThat(open.query()).isEqualTo("select 'left open'");
            assertThat(elephant.idleInTransaction("PT1H")).isEmpty();
            assertThat(elephant.terminateBackend(open.pid())).isTrue();
            await().until(() -> elephant.idleInTransaction("PT0.2S").isEmpty());
            assertThat(message(idle, "select 1")).contains("terminating connection due to administrator command");
            assertThat(elephant.terminateBackend(open.pid())).as("gone already").isFalse();
        }
    }

    @Test
    void vacuumsATableWithManyDeadRows() throws SQLException {
        execute(POSTGRES, "create table \"Stock\" (id int) with (autovacuum_enabled = false)");
        execute(POSTGRES, "insert into \"Stock\" select generate_series(1, 1000)");
        execute(POSTGRES, "delete from \"Stock\" where id <= 400");
        PostgresDatabase elephant = database.postgres("elephant");
        await().until(() -> elephant.deadTuples("Stock") == 400);
        assertThat(elephant.bloat("public.Stock").deadRatio()).isEqualTo(0.4);
        assertThat(elephant.bloat("Stock").vacuumed()).isNull();

        elephant.vacuum("public.Stock");

        await().until(() -> elephant.deadTuples("Stock") == 0);
        assertThat(elephant.bloat("Stock").vacuumed()).isNotNull();
        assertThat(elephant.target("vacuum", List.of("Stock"))).isEqualTo("database/elephant/table/Stock");
        assertThatThrownBy(() -> elephant.vacuum("stock; drop table orders"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> elephant.bloat("nothing"))
                .hasMessageContaining("Expected a table 'nothing' in database 'elephant'");
        assertThatThrownBy(() -> database.postgres("reader").vacuum("Stock"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("got: vacuum (analyze) \"stock\"");
    }

    @Test
    void seesThatAServerWithoutStandbysTakesWrites() {
        Replication alone = database.postgres("elephant").replication();

        assertThat(alone).isEqualTo(new Replication(false, false, null, null, List.of()));
    }

    @Test
    void saysWhatIsMissingAndWhoIsAway() throws SQLException {
        assertThatThrownBy(() -> database.named("nobody").query("select 1"))
                .hasMessage("Expected mendflow.databases.nobody to say where that database is, but it does not");
        assertThatThrownBy(() -> database.named("gone").query("select 1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Expected database 'gone' to do: select 1; but ");
        assertThatThrownBy(() -> database.named("strange").query("select 1"))
                .hasMessageContaining("knows mendflow.databases.strange.url")
                .hasMessageNotContaining("sesame");
        assertThat(database.named("gone").isReachable()).isFalse();
        assertThat(database.named("elephant").isReachable()).isTrue();
        assertThatThrownBy(() -> database.named("nobody").isReachable())
                .hasMessageContaining("mendflow.databases.nobody");
        assertThatThrownBy(() -> database.named("h2").query("select nothing from orders"))
                .hasMessageContaining("NOTHING");
        assertThatThrownBy(() -> database.named("locked").query("select 1"))
                .hasMessageContaining("Wrong user name or password");
        execute(H2, "create user guest password 'sesame'");
        assertThat(database.named("locked").query("select 1 as one")).hasSize(1);
    }

    private static void execute(String url, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String message(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            return "it went through";
        } catch (SQLException e) {
            return e.getMessage();
        }
    }
}
