package io.mendflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mendflow.audit.Audit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

class CommandsTest {

    @TempDir
    Path folder;

    @Test
    void leavesOptionsToTheService() {
        assertThat(Commands.isFor(new String[0])).isFalse();
        assertThat(Commands.isFor(new String[] {"--server.port=0"})).isFalse();
        assertThat(Commands.isFor(new String[] {"lint"})).isTrue();
        assertThat(Commands.isFor(new String[] {"--help"})).isTrue();
    }

    @Test
    void refusesUnknownWordsWithItsUsage() {
        CommandRun run = CommandRun.of("lnit");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("lnit", "Usage: mendflow");
    }

    @Test
    void explainsEachCommand() {
        for (String command : List.of("lint", "plan", "test", "data", "drift", "verify")) {
            CommandRun run = CommandRun.of(command, "--help");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).startsWith("Usage: mendflow " + command);
        }
    }

    @Test
    void printsThePlanOfAService() throws IOException {
        var asked = new CopyOnWriteArrayList<String>();
        HttpServer service = service(
                200,
                """
                {"runbook":"restart-process","version":3,"hash":"abc123","inputs":{"command":"run a"},"target":"process/a","confidence":0.9,
                 "effects":[{"step":"start","connector":"host.local","operation":"start","target":"host/local","arguments":["run a"],"undo":"kill"},
                            {"step":"tell","connector":"http","operation":"post","target":"http/a:80","arguments":["http://a"],"undo":""}],
                 "reads":["http.get http://a"],"steps":["start","tell"]}""",
                asked);
        try {
            CommandRun run = CommandRun.of(
                    "plan",
                    "restart-process",
                    "command=run a",
                    "url=http://a",
                    "--url",
                    address(service),
                    "--user",
                    "demo:demo");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .isEqualToNormalizingNewlines(
                            """
                            restart-process version 3
                              target  process/a
                              input   command = run a
                              steps   start, tell
                              reads   http.get http://a
                            It would
                              1. host.local.start(run a)
                                 on host/local, in step 'start', undone by kill
                              2. http.post(http://a)
                                 on http/a:80, in step 'tell', cannot be undone
                              confidence 0.9
                              hash    abc123
                            """);
            assertThat(asked)
                    .containsExactly(
                            "/api/runbooks/restart-process/plan Basic ZGVtbzpkZW1v {\"inputs\":{\"command\":\"run a\",\"url\":\"http://a\"}}");
        } finally {
            service.stop(0);
        }
    }

    @Test
    void saysWhyThereIsNoPlan() throws IOException {
        HttpServer service = service(
                404, "{\"detail\":\"Expected a runbook 'x', but there is none\"}", new CopyOnWriteArrayList<>());
        try {
            CommandRun unknown = CommandRun.of("plan", "x", "--url", address(service));

            assertThat(unknown.exitCode()).isEqualTo(2);
            assertThat(unknown.err()).contains("Expected a runbook 'x', but there is none");
        } finally {
            service.stop(0);
        }
        CommandRun away = CommandRun.of("plan", "x", "--url", address(service));
        assertThat(away.exitCode()).isOne();
        assertThat(away.err()).contains("Expected a service at http://127.0.0.1:", "--url");
    }

    @Test
    void provesAnAuditTrailAndFindsAForgedEntry() {
        String url = "jdbc:h2:file:" + folder.resolve("trail") + ";WRITE_DELAY=0";
        JdbcConnectionPool database = JdbcConnectionPool.create(url, "", "");
        Flyway.configure().dataSource(database).load().migrate();
        write(database);
        database.dispose();

        CommandRun intact = CommandRun.of("verify", "--spring.datasource.url=" + url);
        assertThat(intact.exitCode()).as(intact.err()).isZero();
        assertThat(intact.out()).contains("is intact: 2 entries hold");

        JdbcConnectionPool forger = JdbcConnectionPool.create(url, "", "");
        new JdbcTemplate(forger).update("update audit set actor = 'mallory' where position = 2");
        CommandRun inUse = CommandRun.of("verify", "--spring.datasource.url=" + url);
        forger.dispose();
        assertThat(inUse.exitCode()).isOne();

        CommandRun forged = CommandRun.of("verify", "--spring.datasource.url=" + url);
        assertThat(forged.exitCode()).isOne();
        assertThat(forged.out())
                .contains(
                        "Audit entry 2 does not hold: its content does not match its hash", "1 entries before it hold");
    }

    @Test
    void makesNoDatabaseWhereThereIsNone() {
        CommandRun run = CommandRun.of("verify", "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("none"));

        assertThat(run.exitCode()).isOne();
        assertThat(run.err()).contains("Expected to read the audit trail in jdbc:h2:file:");
        assertThat(Files.exists(folder.resolve("none.mv.db"))).isFalse();
    }

    private static void write(JdbcConnectionPool database) {
        var context = new AnnotationConfigApplicationContext();
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(database));
        context.registerBean(JdbcClient.class, () -> JdbcClient.create(database));
        context.registerBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(database));
        context.registerBean(Clock.class, Clock::systemUTC);
        context.scan("io.mendflow.audit");
        context.refresh();
        try (context) {
            Audit audit = context.getBean(Audit.class);
            audit.append("alice", "run.request", "RUN-1", Map.of("runbook", "a"));
            audit.append("mendflow", "run.succeeded", "RUN-1", Map.of());
            Awaitility.await().until(() -> audit.verify().pending() == 0);
        }
    }

    private static HttpServer service(int status, String answer, List<String> asked) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add("%s %s %s"
                    .formatted(
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
