package io.mendflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An alert storm at a node with its default settings: figures of one run on one machine, printed and never asserted. */
@Tag("bench")
class StormBenchIT {

    private static final int ALERTS = 10_000;
    private static final int SERVICES = 50;
    private static final Duration STORM = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 32;
    private static final int WARM_UP = 3_000;
    private static final List<String> SEVERITIES = List.of("info", "warning", "error", "info", "critical");

    @Test
    void ridesOutAStormOnH2(@TempDir Path folder) throws Exception {
        ride("H2", folder, "jdbc:h2:file:%s/db/mendflow".formatted(folder));
    }

    @Test
    void ridesOutAStormOnPostgres(@TempDir Path folder) throws Exception {
        try (EmbeddedPostgres postgres = BenchIT.durablePostgres()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            ride("PostgreSQL", folder, url, "--spring.datasource.url=" + url);
        }
    }

    private static void ride(String name, Path home, String url, String... settings) throws Exception {
        try (Service service = Service.at(home, settings).start()) {
            // Compiled code is what a service has that has run for a while.
            send(service, "calm", WARM_UP, STORM);
            awaitNothingPending(service);
            var heap = new Heap(service);
            long before = service.get("/api/ledger").path("received").asLong();
            double spent = BenchIT.processorSeconds(service);
            var answers = send(service, "storm", ALERTS, STORM);
            long last = System.nanoTime();
            double spentByLast = BenchIT.processorSeconds(service);
            long left = service.get("/api/ledger").path("pending").asLong();
            awaitNothingPending(service);
            double after = seconds(System.nanoTime() - last);
            double spentInAll = BenchIT.processorSeconds(service);
            long peak = heap.stop();
            JsonNode ledger = service.get("/api/ledger");
            System.out.printf(
                    "bench storm %s: answers %s in %.1f s; %d pending then, worked off in %.1f s; %d received, ledger %s; %d incidents; %.1f + %.1f ms of processor time an alert, %d MB of heap at most%n",
                    name,
                    answers.statuses,
                    answers.seconds,
                    left,
                    after,
                    ledger.path("received").asLong() - before,
                    ledger,
                    incidents(service),
                    1000 * (spentByLast - spent) / ALERTS,
                    1000 * (spentInAll - spentByLast) / ALERTS,
                    peak);
        }
        reportWaits(name, url);
    }

    /** Posts alerts, each due at its time: late ones are posted as fast as the connections carry them. */
    static Answers send(Service service, String name, int alerts, Duration within) throws Exception {
        var next = new AtomicInteger();
        var statuses = new ConcurrentSkipListMap<Integer, AtomicInteger>();
        List<Thread> senders = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread sender = new Thread(() -> {
                try (var poster = new Poster(service.port())) {
                    for (int n = next.getAndIncrement(); n < alerts; n = next.getAndIncrement()) {
                        TimeUnit.NANOSECONDS.sleep(begun + n * within.toNanos() / alerts - System.nanoTime());
                        int status = poster.post("/hooks/generic", alert(name, n));
                        statuses.computeIfAbsent(status, unseen -> new AtomicInteger())
                                .incrementAndGet();
                    }
                } catch (Exception e) {
                    System.out.println("bench: a connection ended early: " + e);
                }
            });
            sender.start();
            senders.add(sender);
        }
        for (Thread sender : senders) {
            sender.join();
        }
        return new Answers(statuses, seconds(System.nanoTime() - begun));
    }

    private static String alert(String name, int n) {
        return """
                {"title":"Disk of host %d is full","service":"%s-%d","severity":"%s","status":"firing","fingerprint":"%s-%d",
                "labels":{"host":"host-%d","region":"eu"},"annotations":{"summary":"Of the disk of host %d %d %% are left"}}"""
                .formatted(n, name, n % SERVICES, SEVERITIES.get(n % 7 % 5), name, n, n, n, n % 5);
    }

    private static void awaitNothingPending(Service service) {
        Awaitility.await("backlog is worked off")
                .atMost(Duration.ofMinutes(4))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> service.get("/api/ledger").path("pending").asLong() == 0);
    }

    private static long incidents(Service service) {
        long incidents = 0;
        for (int n = 0; n < SERVICES; n++) {
            incidents += service.get("/api/incidents?limit=100&service=storm-" + n)
                    .path("items")
                    .size();
        }
        return incidents;
    }

    /** From the rows themselves, how long deliveries of each priority waited. */
    private static void reportWaits(String name, String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery(
                                """
                                select priority, count(*), percentile_cont(0.5) within group (order by wait), max(wait) from
                                    (select priority, cast(extract(epoch from done_at) - extract(epoch from received_at) as double precision) as wait
                                    from inbox where body_bytes > 0 and id > %d) waits group by priority order by priority"""
                                        .formatted(WARM_UP))) {
            while (rows.next()) {
                System.out.printf(
                        "bench storm %s: priority %d: %d deliveries, processed %.1f s after they came at the median, %.1f s at most%n",
                        name, rows.getInt(1), rows.getInt(2), rows.getDouble(3), rows.getDouble(4));
            }
        }
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    record Answers(ConcurrentSkipListMap<Integer, AtomicInteger> statuses, double seconds) {}

    /** Looks at the heap twice a second. */
    private static final class Heap {

        private final Thread thread;
        private volatile boolean stopped;
        private volatile long peak;

        Heap(Service service) {
            thread = new Thread(() -> {
                while (!stopped) {
                    peak = Math.max(peak, used(service));
                    java.util.concurrent.locks.LockSupport.parkNanos(500_000_000);
                }
            });
            thread.start();
        }

        private static long used(Service service) {
            return Stream.of(service.text("/actuator/prometheus").split("\n"))
                            .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                            .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                            .sum()
                    / (1 << 20);
        }

        long stop() throws InterruptedException {
            stopped = true;
            thread.join();
            return peak;
        }
    }
}
