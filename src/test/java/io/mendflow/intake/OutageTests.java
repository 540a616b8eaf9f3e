package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.intake.Http.Answer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that goes away and comes back, and an inbox that is full; run on each database by its subclasses. */
abstract class OutageTests {

    private IntakeModule node;

    /** A node on the database, with these settings. */
    abstract IntakeModule start(String... settings);

    /** Takes the database away, with all connections to it. */
    abstract void cut();

    abstract void mend();

    @BeforeEach
    void begin() {
        node = start(
                "mendflow.inbox.max-pending",
                "5",
                "mendflow.inbox.answer-within",
                "PT3S",
                "mendflow.inbox.poll",
                "PT0.6S");
    }

    @AfterEach
    void end() {
        mend();
        IntakeModule.closeAll();
    }

    @Test
    void answers503WhileTheDatabaseIsAwayAndLosesNothingThatItAcknowledged() throws Exception {
        Answer before = post(0);
        await().until(() -> node.ledger().processed() == 1);

        cut();
        List<Answer> during = HooksTests.atOnce(4, i -> post(10 + i));
        Answer reading = node.http().get("/api/ledger");
        mend();

        assertThat(during).allSatisfy(answer -> {
            HooksTests.assertProblem(answer, 503);
            assertThat(answer.header("retry-after")).isNotBlank();
            assertThat(answer.detail()).contains("not acknowledged");
        });
        HooksTests.assertProblem(reading, 503);
        // The pool looks whether a connection still lives when nobody used it for half a second.
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(700, TimeUnit.MILLISECONDS)
                .until(() -> post(20).status() == 202);
        await().atMost(15, TimeUnit.SECONDS).until(() -> node.ledger().pending() == 0);
        HooksTests.assertExact(node.ledger());
        assertThat(node.jdbc()
                        .queryForObject(
                                "select count(*) from inbox where receipt = ? and state = 'processed'",
                                Long.class,
                                before.receipt()))
                .isEqualTo(1);
    }

    @Test
    void answers503WhenTheInboxIsFullAndTakesMoreWhenItHasDrained() {
        node.bean(Workers.class).stop();
        for (int i = 0; i < 5; i++) {
            assertThat(post(i).status()).isEqualTo(202);
        }

        Answer full = post(6);

        HooksTests.assertProblem(full, 503);
        assertThat(full.header("retry-after")).isEqualTo("5");
        assertThat(full.detail()).contains("mendflow.inbox.max-pending is 5");
        assertThat(node.ledger().pending()).isEqualTo(5);
        node.bean(Workers.class).start();
        await().until(() -> node.ledger().pending() == 0);
        assertThat(post(6).status()).isEqualTo(202);
    }

    @Test
    void processesTheWorstFirst() {
        node.bean(Workers.class).stop();
        for (String severity : List.of("info", "warning", "critical", "error")) {
            node.http()
                    .post(
                            "/hooks/generic",
                            "{\"title\":\"down\",\"service\":\"%s-%s\",\"severity\":\"%s\"}"
                                    .formatted(severity, UUID.randomUUID(), severity));
        }

        while (node.ledger().pending() > 0) {
            node.bean(Processing.class).next();
        }

        assertThat(node.jdbc().queryForList("select severity from signal order by id", String.class))
                .containsExactly("critical", "error", "warning", "info");
    }

    @Test
    void goesOnAfterARestartWithWhatWasAcknowledged() {
        node.bean(Workers.class).stop();
        Answer waiting = post(1);
        IntakeModule.closeAll();

        node = start();

        await().until(() -> node.ledger().pending() == 0);
        assertThat(node.jdbc().queryForList("select receipt from signal", String.class))
                .contains(waiting.receipt());
        HooksTests.assertExact(node.ledger());
    }

    private Answer post(int n) {
        return node.http()
                .post(
                        "/hooks/generic",
                        "{\"title\":\"down\",\"service\":\"web-%d\",\"labels\":{\"n\":\"%s\"}}"
                                .formatted(n, UUID.randomUUID()));
    }
}
