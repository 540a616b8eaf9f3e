package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** What is on the disk, seen in a copy of the database's file, which is what a kill would leave. */
class CommitsTest {

    /** As the service's own URL has it. */
    private static final String LATER = ";WRITE_DELAY=100;DB_CLOSE_ON_EXIT=FALSE";

    @TempDir
    Path folder;

    private final AtomicInteger copies = new AtomicInteger();
    private final ExecutorService background =
            Executors.newFixedThreadPool(3, work -> new Thread(work, "mendflow-job-9"));
    private JdbcConnectionPool database;
    private Commits commits;

    @AfterEach
    void close() {
        background.shutdownNow();
        database.dispose();
    }

    @Test
    void hasTheCommitOfAnOrdinaryThreadOnTheDiskWhenItReturns() {
        open(LATER);

        for (int id = 0; id < 30; id++) {
            note("", id);
            assertThat(onDisk()).contains(id);
        }
    }

    @Test
    void hasTheCommitOfABackgroundThreadOnTheDiskWithinASecond() throws Exception {
        open(LATER);

        inBackground(() -> note("", 1));

        Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> onDisk().contains(1));
    }

    @Test
    void hasTheDurableCommitOfABackgroundThreadOnTheDiskWhenItReturnsAndAllThatCameBefore() throws Exception {
        open(LATER);

        inBackground(() -> {
            for (int id = 0; id < 40; id += 2) {
                note("", id);
                note(Commits.DURABLE, id + 1);
                assertThat(onDisk()).contains(id, id + 1);
            }
        });
    }

    @Test
    void neverHasALaterCommitOnTheDiskWithoutTheEarlierOne() throws Exception {
        open(LATER);
        note("", 0);
        Future<?> notes = background.submit(() -> {
            for (int id = 1; id < 4000; id++) {
                note("", id);
            }
        });

        while (!notes.isDone()) {
            List<Integer> seen = onDisk();
            assertThat(seen).hasSize(seen.stream().mapToInt(id -> id + 1).max().orElse(0));
        }
        notes.get();
    }

    @Test
    void waitsForAWriteThatSomebodyElseHasBegun() throws Exception {
        open(LATER);
        note("", 0);
        var hold = HeldDisk.hold();
        // Between the commit in memory and the look whether there is something to write, H2's own writer takes it
        // along.
        commits = new Commits(thenWaiting(database, hold));

        CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> note("", 1));
        hold.awaitWrite();

        try {
            assertThat(commit).failsWithin(Duration.ofMillis(300));
        } finally {
            hold.letGo();
        }
        commit.get(5, TimeUnit.SECONDS);
        assertThat(onDisk()).contains(1);
    }

    @Test
    void takesNoHarmFromNewConnections() throws Exception {
        open(LATER);
        Queue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
        var next = new AtomicInteger();
        Future<?> connections = background.submit(() -> {
            for (int n = 0; n < 300; n++) {
                connect(url("held:trail", LATER)).close();
            }
            return null;
        });
        Future<?> jobs = background.submit(() -> {
            while (!connections.isDone()) {
                note("", next.incrementAndGet());
            }
        });

        while (!connections.isDone()) {
            int id = next.incrementAndGet();
            note("", id);
            acknowledged.add(id);
            assertThat(onDisk()).containsAll(acknowledged);
        }
        jobs.get();
        connections.get();

        note("", 0);
        assertThat(onDisk()).hasSize(next.get() + 1);
    }

    @Test
    void leavesAUrlThatWantsEveryCommitOnTheDiskAsItIs() throws Exception {
        open(";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");

        inBackground(() -> {
            note("", 1);
            assertThat(onDisk()).contains(1);
        });
        note("", 2);
        assertThat(onDisk()).contains(2);
    }

    private void open(String settings) {
        FilePath.register(new HeldDisk());
        database = JdbcConnectionPool.create(url("held:trail", settings), "sa", "");
        database.setMaxConnections(20);
        commits = new Commits(database);
        new JdbcTemplate(database).execute("create table note (id int primary key, filler varchar(2000))");
    }

    private String url(String name, String settings) {
        int colon = name.indexOf(':');
        return "jdbc:h2:" + name.substring(0, colon + 1) + folder.resolve(name.substring(colon + 1)) + settings;
    }

    /** Connections whose commits come back, as it may happen to a thread, only when another one's write has begun. */
    private static DataSource thenWaiting(DataSource database, HeldDisk.Hold hold) {
        return new DelegatingDataSource(database) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                return (Connection) Proxy.newProxyInstance(
                        CommitsTest.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            Object answer = method.invoke(connection, arguments);
                            if (method.getName().equals("commit")) {
                                hold.awaitWrite();
                            }
                            return answer;
                        });
            }
        };
    }

    /** Commits a row, in a transaction of the name. */
    private void note(String transaction, int id) {
        var template = new TransactionTemplate(commits);
        template.setName(transaction.isEmpty() ? null : transaction);
        template.executeWithoutResult(
                status -> new JdbcTemplate(database).update("insert into note values (?, repeat('x', 2000))", id));
    }

    private void inBackground(Runnable work) throws Exception {
        background.submit(work).get();
    }

    private List<Integer> onDisk() {
        String copy = "copy-" + copies.incrementAndGet();
        HeldDisk.still(() -> copied(folder.resolve("trail.mv.db"), folder.resolve(copy + ".mv.db")));
        try (Connection connection = connect(url("file:" + copy, ";ACCESS_MODE_DATA=r"));
                var rows = connection.createStatement().executeQuery("select id from note")) {
            var ids = new ArrayList<Integer>();
            while (rows.next()) {
                ids.add(rows.getInt(1));
            }
            return ids;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path copied(Path from, Path to) {
        try {
            return Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, "sa", "");
    }
}
