package io.mendflow.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.Databases;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class AuditTest {

    private JdbcTemplate jdbc;
    private TransactionTemplate transaction;
    private Chain chain;
    private Audit audit;

    @BeforeEach
    void start() {
        DataSource database = Databases.h2();
        jdbc = new JdbcTemplate(database);
        var transactions = new JdbcTransactionManager(database);
        transaction = new TransactionTemplate(transactions);
        chain = new Chain(jdbc, transactions);
        audit = new Audit(JdbcClient.create(jdbc), chain, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        chain.stop();
    }

    @Test
    void chainsWhatIsCommittedAndNothingThatIsRolledBack() {
        transaction.executeWithoutResult(
                status -> audit.append("ada", "incident.resolve", "INC-1", Map.of("why", "ok")));
        transaction.executeWithoutResult(status -> {
            audit.append("eve", "incident.resolve", "INC-2", Map.of());
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> audit.append("mendflow", "run.start", "RUN-1", Map.of()));

        awaitChained(2);
        assertThat(audit.list(null, null, 10)).extracting(Entry::subject).containsExactly("RUN-1", "INC-1");
        assertThat(audit.list("INC-1", null, 10)).singleElement().satisfies(entry -> {
            assertThat(entry.actor()).isEqualTo("ada");
            assertThat(entry.details()).containsEntry("why", "ok");
            assertThat(entry.position()).isEqualTo(1);
        });
        assertThat(audit.verify().intact()).isTrue();
    }

    @Test
    void goesOnLinkingAfterTheDriverFailsAnAssertion() {
        var cut = new AtomicBoolean(true);
        var fragile = new Chain(jdbc, new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())) {
            @Override
            protected void doBegin(Object transaction, TransactionDefinition definition) {
                if (cut.getAndSet(false)) {
                    throw new AssertionError("a line that was cut");
                }
                super.doBegin(transaction, definition);
            }
        });
        var trail = new Audit(JdbcClient.create(jdbc), fragile, Clock.systemUTC());

        trail.append("mendflow", "incident.open", "INC-1", Map.of());
        await().atMost(5, TimeUnit.SECONDS).untilFalse(cut);
        trail.append("mendflow", "incident.open", "INC-2", Map.of());

        awaitChained(2);
        fragile.stop();
    }

    @Test
    void chainsWithoutGapsUnderManyWriters() throws Exception {
        var writers = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 400; i++) {
            String subject = "INC-" + i;
            writers.execute(() -> transaction.executeWithoutResult(
                    status -> audit.append("mendflow", "incident.open", subject, Map.of())));
        }
        writers.shutdown();
        assertThat(writers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        awaitChained(400);
        assertThat(audit.list(null, null, 500))
                .extracting(Entry::position)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 400)
                        .map(position -> 401 - position)
                        .boxed()
                        .toList());
        assertThat(audit.verify()).satisfies(found -> {
            assertThat(found.intact()).isTrue();
            assertThat(found.entries()).isEqualTo(400);
        });
    }

    @Test
    void linksWhatAKilledNodeLeftUnlinkedWhenTheNextOneStarts() {
        jdbc.update(
                "insert into audit (at, actor, action, subject, details) values (current_timestamp, 'a', 'b', 'c', '{}')");
        assertThat(audit.verify().pending()).isEqualTo(1);

        chain.start();

        awaitChained(1);
    }

    @Test
    void findsAChangedEntry() {
        appendThree();
        jdbc.update("update audit set actor = 'nobody' where position = 2");

        assertThat(audit.verify()).satisfies(found -> {
            assertThat(found.intact()).isFalse();
            assertThat(found.brokenAt()).isEqualTo(2);
            assertThat(found.entries()).isEqualTo(1);
            assertThat(found.reason()).contains("content");
        });
    }

    @Test
    void findsAMissingEntry() {
        appendThree();
        jdbc.update("delete from audit where position = 2");

        assertThat(audit.verify().brokenAt()).isEqualTo(2);
    }

    @Test
    void findsThatTheEndWasCutOff() {
        appendThree();
        jdbc.update("delete from audit where position = 3");

        assertThat(audit.verify().brokenAt()).isEqualTo(3);
    }

    @Test
    void findsAnEntryThatWasHashedAnewByItself() {
        appendThree();
        jdbc.update("update audit set hash = ? where position = 2", "f".repeat(64));

        assertThat(audit.verify().intact()).isFalse();
    }

    private void appendThree() {
        for (int i = 1; i <= 3; i++) {
            String subject = "INC-" + i;
            transaction.executeWithoutResult(status -> audit.append("mendflow", "incident.open", subject, Map.of()));
        }
        awaitChained(3);
    }

    private void awaitChained(int entries) {
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> audit.list(null, null, 1000).size() == entries);
    }
}
