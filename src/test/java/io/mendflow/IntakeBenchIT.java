package io.mendflow;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast deliveries are acknowledged: figures of one run on one machine, printed and never asserted. What is compared takes turns, so that whatever
 * else the machine does falls on both sides.
 */
@Tag("bench")
class IntakeBenchIT {

    private static final int[] CONNECTIONS = {1, 16, 64};
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration TURN = Duration.ofSeconds(3);
    private static final int TURNS = 4;
    private static final int OLD = 1_000_000;
    private static final int RATE = 300;
    private static final String BODY =
            """
            {"title":"bench","service":"bench","severity":"info","status":"firing","fingerprint":"f%d","labels":{"mendflow_route":"ignore"}}""";

    private final AtomicInteger number = new AtomicInteger();

    @Test
    void comparesAcknowledgementsWithBareCommitsOnH2(@TempDir Path folder) throws Exception {
        compare("H2", folder, "jdbc:h2:file:%s/bare/bare;WRITE_DELAY=0".formatted(folder));
    }

    @Test
    void comparesAcknowledgementsWithBareCommitsOnPostgres(@TempDir Path folder) throws Exception {
        try (EmbeddedPostgres postgres = BenchIT.durablePostgres()) {
            postgres.getPostgresDatabase().getConnection().createStatement().execute("create database bare");
            compare(
                    "PostgreSQL",
                    folder,
                    postgres.getJdbcUrl("postgres", "bare"),
                    "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"));
        }
    }

    @Test
    void comparesAFullStoreWithAnEmptyOneOnH2(@TempDir Path folder) throws Exception {
        fill("jdbc:h2:file:%s/full/db/mendflow;CACHE_SIZE=262144".formatted(folder), "system_range(%d, %d)");
        compareStores("H2", Service.at(folder.resolve("empty")), Service.at(folder.resolve("full")));
    }

    @Test
    void comparesAFullStoreWithAnEmptyOneOnPostgres(@TempDir Path folder) throws Exception {
        try (EmbeddedPostgres postgres = BenchIT.durablePostgres()) {
            try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
                connection.createStatement().execute("create database filled");
            }
            String full = postgres.getJdbcUrl("postgres", "filled");
            fill(full, "generate_series(%d, %d) as s(x)");
            compareStores(
                    "PostgreSQL",
                    Service.at(
                            folder.resolve("empty"),
                            "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres")),
                    Service.at(folder.resolve("full"), "--spring.datasource.url=" + full));
        }
    }

    private void compare(String name, Path home, String bareUrl, String... settings) throws Exception {
        // Room for all: a full inbox answers 503, which is right and no measure of acknowledging.
        List<String> roomy = new ArrayList<>(List.of(settings));
        roomy.addAll(List.of("--mendflow.inbox.max-pending=1000000", "--mendflow.inbox.max-pending-bytes=2GB"));
        createBare(bareUrl);
        try (Service service = Service.at(home.resolve("service"), roomy.toArray(String[]::new))
                .start()) {
            rate(16, WARM_UP, () -> acknowledging(service));
            rate(16, WARM_UP, () -> inserting(bareUrl));
            for (int connections : CONNECTIONS) {
                double acknowledged = 0;
                double inserted = 0;
                double spent = 0;
                for (int turn = 0; turn < TURNS; turn++) {
                    awaitNothingPending(service);
                    inserted += rate(connections, TURN, () -> inserting(bareUrl)) / TURNS;
                    double before = BenchIT.processorSeconds(service);
                    acknowledged += rate(connections, TURN, () -> acknowledging(service)) / TURNS;
                    spent += BenchIT.processorSeconds(service) - before;
                }
                System.out.printf(
                        "bench intake %s at %d connections: %.0f acknowledged/s, bare insert-and-commit %.0f/s: %.0f %%; %.2f ms of processor time each, with what is processed meanwhile%n",
                        name,
                        connections,
                        acknowledged,
                        inserted,
                        100 * acknowledged / inserted,
                        1000 * spent / (acknowledged * TURNS * TURN.toSeconds()));
            }
            System.out.printf("bench intake %s: ledger %s%n", name, service.get("/api/ledger"));
        }
    }

    private static void awaitNothingPending(Service service) {
        Awaitility.await("backlog is worked off")
                .atMost(Duration.ofMinutes(5))
                .until(() -> service.get("/api/ledger").path("pending").asLong() == 0);
    }

    private Work acknowledging(Service service) throws Exception {
        Poster poster = new Poster(service.port());
        return () -> poster.post("/hooks/generic", BODY.formatted(number.incrementAndGet())) == 202;
    }

    /** The same body in a row of the same size and types, with the unique keys and the index that the inbox has. */
    private static void createBare(String url) throws SQLException {
        try (Connection schema = DriverManager.getConnection(url);
                Statement statement = schema.createStatement()) {
            statement.execute(
                    """
                    create table bare (id bigint generated by default as identity primary key, receipt varchar(64) not null unique,
                        source varchar(64) not null, duplicate_key varchar(100) unique, body bytea not null,
                        received_at timestamp with time zone not null, state varchar(16) not null)""");
            statement.execute("create index bare_state on bare (state, id)");
        }
    }

    private Work inserting(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
        PreparedStatement insert = connection.prepareStatement(
                """
                insert into bare (receipt, source, duplicate_key, body, received_at, state)
                values (?, 'generic', ?, ?, current_timestamp, 'pending')""");
        return new Work() {
            @Override
            public boolean once() throws SQLException {
                int n = number.incrementAndGet();
                insert.setString(1, "D-%012x%016x".formatted(n, n));
                insert.setString(2, "b:%064x".formatted(n));
                insert.setBytes(3, BODY.formatted(n).getBytes(StandardCharsets.UTF_8));
                insert.executeUpdate();
                connection.commit();
                return true;
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    private static double rate(int connections, Duration time, Opening opening) throws Exception {
        var count = new AtomicLong();
        List<Work> works = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            works.add(opening.open());
        }
        List<Thread> workers = new ArrayList<>();
        long begun = System.nanoTime();
        long end = begun + time.toNanos();
        for (Work work : works) {
            Thread worker = new Thread(() -> {
                try (work) {
                    while (System.nanoTime() < end) {
                        if (work.once()) {
                            count.incrementAndGet();
                        }
                    }
                } catch (Exception e) {
                    System.out.println("bench: a connection ended early: " + e);
                }
            });
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return count.get() / BenchIT.seconds(System.nanoTime() - begun);
    }

    /** Old deliveries that were processed, each with a signal: a hundred thousand fingerprints with ten episodes each, of a hundred services. */
    private static void fill(String url, String series) throws SQLException {
        Flyway.configure().dataSource(url, null, null).load().migrate();
        long begun = System.nanoTime();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (int from = 1; from <= OLD; from += 50_000) {
                String rows = series.formatted(from, from + 49_999);
                statement.executeUpdate(
                        """
                        insert into inbox (receipt, source, duplicate_key, content_type, headers, body, body_bytes, received_at, state,
                            priority, next_at, done_at)
                        select 'D-old' || x, 'generic', 'b:%s' || x, 'application/json', '{"content-type":"application/json"}',
                            cast('%s' as bytea), 200, timestamp with time zone '2026-01-01 00:00:00+00', 'processed', 3,
                            timestamp with time zone '2026-01-01 00:00:00+00', timestamp with time zone '2026-01-01 00:00:00+00' from %s"""
                                .formatted("0".repeat(58), "7b7d".repeat(100), rows));
                statement.executeUpdate(
                        """
                        insert into signal (receipt, source, kind, status, severity, service, environment, fingerprint, title, labels,
                            annotations, starts_at, received_at, last_received_at)
                        select 'D-old' || x, 'generic', 'alert', 'resolved', 'info', 'old-' || mod(x, 100), 'production', 'f' || mod(x, 100000),
                            'bench', '{"mendflow_route":"ignore"}', '{}', timestamp with time zone '2026-01-01 00:00:00+00' + (x / 100000) * interval '1' hour,
                            timestamp with time zone '2026-01-01 00:00:00+00', timestamp with time zone '2026-01-01 00:00:00+00' from %s"""
                                .formatted(rows));
            }
            if (url.startsWith("jdbc:postgresql")) {
                // Else autovacuum does so while the service is measured.
                statement.execute("vacuum analyze");
                statement.execute("checkpoint");
            }
        }
        System.out.printf(
                "bench intake: %d old signals stored in %.0f s%n", OLD, BenchIT.seconds(System.nanoTime() - begun));
    }

    private void compareStores(String name, Service empty, Service full) throws Exception {
        try (empty;
                full) {
            empty.start();
            full.start();
            latencies(empty, WARM_UP);
            latencies(full, WARM_UP);
            long[] ofEmpty = {};
            long[] ofFull = {};
            for (int turn = 0; turn < 2 * TURNS; turn++) {
                ofEmpty = joined(ofEmpty, latencies(empty, TURN));
                ofFull = joined(ofFull, latencies(full, TURN));
            }
            System.out.printf(
                    "bench intake %s, %d/s at 16 connections: on an empty store p50 %.1f ms, p99 %.1f ms; on %d old signals p50 %.1f ms, p99 %.1f ms: p99 %.2f times%n",
                    name,
                    RATE,
                    BenchIT.percentile(ofEmpty, 50),
                    BenchIT.percentile(ofEmpty, 99),
                    OLD,
                    BenchIT.percentile(ofFull, 50),
                    BenchIT.percentile(ofFull, 99),
                    BenchIT.percentile(ofFull, 99) / BenchIT.percentile(ofEmpty, 99));
        }
    }

    private static long[] joined(long[] some, long[] more) {
        return LongStream.concat(Arrays.stream(some), Arrays.stream(more))
                .sorted()
                .toArray();
    }

    /** Nanoseconds from when each delivery was due to its 202. */
    private long[] latencies(Service service, Duration time) throws Exception {
        int deliveries = (int) (RATE * time.toSeconds());
        long[] nanos = new long[deliveries];
        var next = new AtomicInteger();
        long begun = System.nanoTime();
        rate(16, time, () -> {
            Poster poster = new Poster(service.port());
            return () -> {
                int n = next.getAndIncrement();
                if (n >= deliveries) {
                    TimeUnit.NANOSECONDS.sleep(begun + time.toNanos() - System.nanoTime());
                    return false;
                }
                long due = begun + time.toNanos() * n / deliveries;
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                int status = poster.post("/hooks/generic", BODY.formatted(number.incrementAndGet()));
                nanos[n] = System.nanoTime() - due;
                return status == 202;
            };
        });
        return Arrays.stream(nanos).filter(nano -> nano > 0).sorted().toArray();
    }

    /** Opens a connection that works by itself. */
    private interface Opening {
        Work open() throws Exception;
    }

    /** One thing to do again and again. */
    private interface Work extends AutoCloseable {
        boolean once() throws Exception;

        @Override
        default void close() throws Exception {}
    }
}
