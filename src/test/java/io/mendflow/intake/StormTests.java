package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.intake.Http.Answer;
import io.mendflow.intake.Ledger.Totals;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More alerts at once than are worked on meanwhile, and than the inbox has room for; run on each database by its subclasses. */
abstract class StormTests {

    static final String[] SETTINGS = {
        "mendflow.inbox.workers", "1",
        "mendflow.inbox.max-pending", "600",
        "mendflow.inbox.attempts", "2",
        "mendflow.inbox.backoff", "PT0.05S",
    };

    private static final int ALERTS = 1000;
    private static final int SERVICES = 20;
    private static final int CONNECTIONS = 16;
    private static final List<String> SEVERITIES = List.of("info", "warning", "error", "critical");

    abstract IntakeModule node();

    @AfterEach
    void healAndStart() {
        node().whenIncidentOpens(event -> {});
        node().bean(Workers.class).start();
    }

    @Test
    void losesNothingInAStormAndWorksOnTheMostUrgentFirst() throws Exception {
        Totals before = node().ledger();
        node().bean(Workers.class).stop();

        Collection<String> refused =
                post(IntStream.range(0, ALERTS).mapToObj(n -> alert("storm", n)).toList());
        Totals full = node().ledger();

        assertThat(refused).isNotEmpty();
        assertThat(full.received() - before.received()).isEqualTo(ALERTS - refused.size());
        assertThat(full.pending()).isEqualTo(ALERTS - refused.size());
        node().bean(Workers.class).start();
        awaitNothingPending();
        assertThat(waits("critical")).isNotEmpty();
        assertThat(last("critical")).isBeforeOrEqualTo(first("error"));
        assertThat(last("error")).isBeforeOrEqualTo(first("warning"));
        assertThat(last("warning")).isBeforeOrEqualTo(first("info"));

        while (!refused.isEmpty()) {
            refused = post(refused);
            awaitNothingPending();
        }

        Totals after = node().ledger();
        assertThat(after.received() - before.received()).isEqualTo(ALERTS);
        assertThat(after.processed() - before.processed()).isEqualTo(ALERTS);
        assertThat(count("incident", "service like 'storm-%'")).isEqualTo(SERVICES);
        assertThat(count("signal", "service like 'storm-%' and incident_id is not null"))
                .isEqualTo(ALERTS);
    }

    @Test
    void losesNothingElseWhereOneOfAStormCannotBeProcessed() throws Exception {
        Totals before = node().ledger();
        node().whenIncidentOpens(event -> {
            if (event.service().equals("odd-7")) {
                throw new IllegalStateException("There is no flow for this one");
            }
        });
        node().bean(Workers.class).stop();
        post(IntStream.range(0, 100).mapToObj(n -> alert("odd", n)).toList());

        node().bean(Workers.class).start();
        awaitNothingPending();

        Totals after = node().ledger();
        assertThat(after.received() - before.received()).isEqualTo(100);
        assertThat(after.deadLettered() - before.deadLettered()).isEqualTo(5);
        assertThat(after.processed() - before.processed()).isEqualTo(95);
        assertThat(count("incident", "service like 'odd-%'")).isEqualTo(SERVICES - 1);
        assertThat(count("signal", "service like 'odd-%'")).isEqualTo(95);
    }

    private static String alert(String name, int n) {
        return """
                {"title":"down","service":"%s-%d","severity":"%s","status":"firing","fingerprint":"%s-%d"}"""
                .formatted(name, n % SERVICES, SEVERITIES.get(n / SERVICES % 4), name, n);
    }

    /** Posts over many connections, and gives back what was refused with the wish to send it again. */
    private Collection<String> post(Collection<String> bodies) throws Exception {
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
        List<Callable<Void>> posts = new ArrayList<>();
        for (String body : bodies) {
            posts.add(() -> {
                Answer answer = node().http().post("/hooks/generic", body);
                assertThat(answer.status()).as("%s", answer).isIn(202, 503);
                if (answer.status() == 503) {
                    assertThat(answer.header("retry-after")).isNotEmpty();
                    refused.add(body);
                }
                return null;
            });
        }
        for (Future<Void> done : senders.invokeAll(posts)) {
            done.get();
        }
        senders.shutdown();
        return refused;
    }

    private void awaitNothingPending() {
        await().atMost(Duration.ofMinutes(1)).until(() -> node().ledger().pending() == 0);
    }

    private OffsetDateTime first(String severity) {
        return waits(severity).get(0);
    }

    private OffsetDateTime last(String severity) {
        List<OffsetDateTime> waits = waits(severity);
        return waits.get(waits.size() - 1);
    }

    private List<OffsetDateTime> waits(String severity) {
        return node().jdbc()
                .queryForList(
                        """
                        select d.done_at from inbox d join signal s on s.receipt = d.receipt
                        where s.severity = ? and s.service like 'storm-%' order by d.done_at""",
                        OffsetDateTime.class, severity);
    }

    private long count(String table, String condition) {
        return node().jdbc().queryForObject("select count(*) from %s where %s".formatted(table, condition), Long.class);
    }
}
