package io.mendflow;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of one run on one machine: printed, never asserted. */
@Tag("bench")
class BenchIT {

    private static final int CONNECTIONS = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration MEASURED = Duration.ofSeconds(15);
    private static final int ALERTS_A_SECOND = 20;
    private static final int ALERTS = 600;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void printsTheFigures(@TempDir Path folder) throws Exception {
        intake(folder.resolve("h2"), "H2", "jdbc:h2:file:%s/bare/bare;WRITE_DELAY=0".formatted(folder), new String[0]);
        String forService = Databases.postgresUrl();
        intake(folder.resolve("postgres"), "PostgreSQL", Databases.postgresUrl(), new String[] {
            "--spring.datasource.url=" + forService
        });
        latency(folder.resolve("latency"));
    }

    private void intake(Path home, String name, String bareUrl, String[] settings) throws Exception {
        double bare = bareInserts(bareUrl);
        try (Service service = Service.at(home, settings).start()) {
            double acknowledged = acknowledged(service);
            System.out.printf(
                    "bench intake %s: %.0f acknowledged/s at %d connections beside %.0f bare insert-and-commit/s (%.0f %%)%n",
                    name, acknowledged, CONNECTIONS, bare, 100 * acknowledged / bare);
        }
    }

    private void latency(Path home) throws Exception {
        Map<String, Long> arrivals = new ConcurrentHashMap<>();
        HttpServer stepTarget = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stepTarget.setExecutor(Executors.newFixedThreadPool(4));
        stepTarget.createContext("/", exchange -> {
            arrivals.putIfAbsent(exchange.getRequestURI().getPath(), System.nanoTime());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        stepTarget.start();
        Path runbooks = Files.createDirectories(home.resolve("bench-runbooks"));
        Files.writeString(
                runbooks.resolve("bench-touch.groovy"),
                """
                runbook('bench-touch') {
                    title 'Touch an address'
                    risk  'low'
                    input 'url', type: 'uri', about: 'Address to touch'
                    step('touch') { http.get(inputs.url) }
                    verify('it answers', within: 'PT10S', every: 'PT1S') { http.get(inputs.url).ok }
                }
                """);
        long began = System.nanoTime();
        try (Service service =
                Service.at(home, "--mendflow.runbooks.directories=" + runbooks).start()) {
            double ready = seconds(System.nanoTime() - began);
            System.out.printf(
                    "bench start-up: %.1f s to ready, %d MB resident%n", ready, residentMegabytes(service.pid()));
            // Ready compiled code is what a service has that has run for a while.
            fire(service, stepTarget, 200, "warm", new ConcurrentHashMap<>());
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> arrivals.size() >= 200);
            Map<String, Long> sent = new ConcurrentHashMap<>();
            fire(service, stepTarget, ALERTS, "run", sent);
            Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> arrivals.keySet()
                    .containsAll(sent.keySet()));
            long[] latencies = sent.entrySet().stream()
                    .mapToLong(entry -> arrivals.get(entry.getKey()) - entry.getValue())
                    .sorted()
                    .toArray();
            System.out.printf(
                    "bench alert to first step acting at %d/s: p50 %.0f ms, p99 %.0f ms, max %.0f ms over %d alerts%n",
                    ALERTS_A_SECOND,
                    percentile(latencies, 50),
                    percentile(latencies, 99),
                    percentile(latencies, 100),
                    latencies.length);
            System.out.printf(
                    "bench memory: %d MB resident after %d incidents%n",
                    residentMegabytes(service.pid()), ALERTS + 200);
        } finally {
            stepTarget.stop(0);
        }
    }

    private void fire(Service service, HttpServer target, int alerts, String name, Map<String, Long> sent)
            throws InterruptedException {
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(4);
        var number = new AtomicInteger();
        var done = new CountDownLatch(alerts);
        clock.scheduleAtFixedRate(
                () -> {
                    int n = number.incrementAndGet();
                    if (n > alerts) {
                        return;
                    }
                    String path = "/" + name + "-" + n;
                    sent.put(path, System.nanoTime());
                    String url = "http://127.0.0.1:" + target.getAddress().getPort() + path;
                    service.hook(
                            "generic",
                            Map.of(
                                    "title",
                                    "bench",
                                    "service",
                                    name + "-" + n,
                                    "severity",
                                    "error",
                                    "fingerprint",
                                    path,
                                    "status",
                                    "firing",
                                    "labels",
                                    Map.of("mendflow_runbook", "bench-touch", "url", url)),
                            Map.of());
                    done.countDown();
                },
                0,
                1_000_000 / ALERTS_A_SECOND,
                TimeUnit.MICROSECONDS);
        done.await(alerts, TimeUnit.SECONDS);
        clock.shutdown();
    }

    private double acknowledged(Service service) throws Exception {
        var count = new AtomicLong();
        String body =
                """
                {"title":"bench","service":"bench","severity":"info","status":"firing","fingerprint":"f%d","labels":{"mendflow_route":"ignore"}}""";
        var number = new AtomicInteger();
        return rate(count, () -> {
            HttpRequest request = HttpRequest.newBuilder(URI.create(service.url("/hooks/generic")))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body.formatted(number.incrementAndGet())))
                    .build();
            if (http.send(request, BodyHandlers.discarding()).statusCode() == 202) {
                count.incrementAndGet();
            }
        });
    }

    private double bareInserts(String url) throws Exception {
        try (Connection schema = DriverManager.getConnection(url);
                var statement = schema.createStatement()) {
            statement.execute(
                    """
                    create table bare (id bigint generated by default as identity primary key, receipt varchar(64) not null,
                        source varchar(64) not null, body varchar(100000) not null, received_at timestamp with time zone not null)""");
        }
        var count = new AtomicLong();
        ThreadLocal<PreparedStatement> insert = ThreadLocal.withInitial(() -> {
            try {
                Connection connection = DriverManager.getConnection(url);
                connection.setAutoCommit(false);
                return connection.prepareStatement(
                        "insert into bare (receipt, source, body, received_at) values (?, 'generic', ?, current_timestamp)");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        String body = "x".repeat(130);
        return rate(count, () -> {
            PreparedStatement statement = insert.get();
            statement.setString(1, "r" + count.get());
            statement.setString(2, body);
            statement.executeUpdate();
            statement.getConnection().commit();
            count.incrementAndGet();
        });
    }

    private static double rate(AtomicLong count, Work work) throws Exception {
        long end = System.nanoTime() + WARM_UP.plus(MEASURED).toNanos();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread worker = new Thread(() -> {
                try {
                    while (System.nanoTime() < end) {
                        work.once();
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
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

    private static double percentile(long[] sorted, int percent) {
        int index = (int) Math.ceil(percent / 100.0 * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e6;
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private static long residentMegabytes(long pid) throws IOException {
        return Arrays.stream(Files.readString(Path.of("/proc/%d/status".formatted(pid)))
                        .split("\n"))
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    /** One thing to do again and again. */
    private interface Work {
        void once() throws Exception;
    }
}
