package io.mendflow.intake.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mendflow.intake.IntakeModule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Probes that look at real servers which die, hang and come back; run on each database by its subclasses. */
abstract class ProbeTests {

    private final AtomicInteger looks = new AtomicInteger();
    private volatile CountDownLatch hanging = new CountDownLatch(0);
    private volatile int status = 200;
    private ExecutorService answers;
    private DataSource database;
    private HttpServer patient;
    private IntakeModule node;

    abstract DataSource database();

    @BeforeEach
    void startPatient() throws IOException {
        database = database();
        patient = serve(0);
    }

    @AfterEach
    void stop() {
        IntakeModule.closeAll();
        hanging.countDown();
        patient.stop(0);
        answers.shutdownNow();
    }

    @Test
    void saysNothingWhileItIsGreen() {
        node = start();

        await().until(() -> looks.get() >= 8);

        assertThat(node.ledger().received()).isZero();
    }

    @Test
    void tellsThatItsTargetDiedAndThatItIsBack() throws IOException {
        node = start();
        await().until(() -> looks.get() >= 2);
        int port = patient.getAddress().getPort();

        patient.stop(0);

        awaitSignals("firing");
        patient = serve(port);
        awaitSignals("firing", "resolved");
        Map<String, Object> told = node.jdbc().queryForMap("select * from signal where status = 'firing'");
        assertThat(told)
                .containsEntry("source", "probe")
                .containsEntry("fingerprint", "probe:patient")
                .containsEntry("service", "web")
                .containsEntry("environment", "demo")
                .containsEntry("severity", "error");
        assertThat(told.get("labels").toString())
                .contains("\"probe\":\"patient\"")
                .contains("\"url\":\"" + url(port))
                .contains("\"command\":\"run it\"");
        assertThat(node.jdbc().queryForList("select starts_at from signal", String.class).stream()
                        .distinct())
                .hasSize(1);
        assertThat(node.ledger().processed()).isEqualTo(2);
    }

    @Test
    void takesATargetThatHangsOrFailsForRed() {
        node = start();
        await().until(() -> looks.get() >= 2);

        hanging = new CountDownLatch(1);
        awaitSignals("firing");
        assertThat(node.jdbc().queryForObject("select last_result from probe", String.class))
                .contains("did not answer within");
        hanging.countDown();
        awaitSignals("firing", "resolved");

        status = 500;
        awaitSignals("firing", "resolved", "firing");
        assertThat(node.jdbc().queryForObject("select last_result from probe", String.class))
                .contains("500");
    }

    @Test
    void opensOneIncidentForOneEpisodeWhateverIsRestartedMeanwhile() {
        status = 503;
        node = start();
        awaitSignals("firing");
        IntakeModule.closeAll();
        int before = looks.get();

        node = start();

        await().until(() -> looks.get() >= before + 8);
        assertThat(statuses()).containsExactly("firing");
        status = 204;
        awaitSignals("firing", "resolved");
        assertThat(node.jdbc().queryForObject("select count(*) from incident", Integer.class))
                .isEqualTo(1);
    }

    @Test
    void looksOnceHoweverManyNodesThereAre() {
        node = start();
        start();
        start();
        await().until(() -> looks.get() >= 2);
        int before = looks.get();
        long begun = System.nanoTime();

        await().until(() -> looks.get() >= before + 10);

        long millis = (System.nanoTime() - begun) / 1_000_000;
        assertThat(millis).isGreaterThan(9 * 50);
        status = 500;
        awaitSignals("firing");
        assertThat(node.ledger().received()).isEqualTo(1);
    }

    @Test
    void connectsToATcpPort() throws IOException {
        int port;
        try (var listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = listening.getLocalPort();
            node = IntakeModule.on(
                    database,
                    "mendflow.probes.db.type",
                    "tcp",
                    "mendflow.probes.db.address",
                    "127.0.0.1:" + port,
                    "mendflow.probes.db.every",
                    "PT0.05S",
                    "mendflow.probes.db.timeout",
                    "PT0.2S",
                    "mendflow.probes.db.failures",
                    "2",
                    "mendflow.probes.db.service",
                    "db");
            await().until(() -> node.jdbc()
                    .queryForList("select last_result from probe", String.class)
                    .contains("it accepted a connection"));
        }

        awaitSignals("firing");

        assertThat(node.jdbc().queryForObject("select labels from signal", String.class))
                .contains("\"address\":\"127.0.0.1:" + port + "\"");
        try (var listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            assertThat(listening.isBound()).isTrue();
            awaitSignals("firing", "resolved");
        }
    }

    private void awaitSignals(String... expected) {
        await().untilAsserted(() -> assertThat(statuses()).containsExactly(expected));
    }

    private List<String> statuses() {
        return node.jdbc().queryForList("select status from signal order by id", String.class);
    }

    private IntakeModule start() {
        return IntakeModule.on(
                database,
                "mendflow.probes.patient.url",
                url(patient.getAddress().getPort()),
                "mendflow.probes.patient.every",
                "PT0.05S",
                "mendflow.probes.patient.timeout",
                "PT0.05S",
                "mendflow.probes.patient.failures",
                "3",
                "mendflow.probes.patient.successes",
                "2",
                "mendflow.probes.patient.service",
                "web",
                "mendflow.probes.patient.environment",
                "demo",
                "mendflow.probes.patient.severity",
                "error",
                "mendflow.probes.patient.labels.command",
                "run it");
    }

    private static String url(int port) {
        return "http://127.0.0.1:%d/health".formatted(port);
    }

    private HttpServer serve(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        answers = Executors.newCachedThreadPool();
        server.setExecutor(answers);
        server.createContext("/health", exchange -> {
            looks.incrementAndGet();
            try {
                hanging.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
