package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.incident.Incidents;
import io.mendflow.incident.Retention;
import io.mendflow.intake.Ledger.Totals;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is deleted when its time is over, and what never is; run on each database by its subclasses. */
abstract class RetentionTests {

    static final String[] AGES = {
        "mendflow.retention.incidents-age", "P20D",
        "mendflow.retention.signals-age", "P20D",
        "mendflow.retention.receipts-age", "P10D",
    };

    static final String[] COUNTS = {
        "mendflow.retention.incidents-count", "2",
        "mendflow.retention.signals-count", "4",
        "mendflow.retention.receipts-count", "3",
    };

    private static final Duration WITHIN = Duration.ofMinutes(1);
    private static final Duration MONTH = Duration.ofDays(30);

    private final String service = "web-" + UUID.randomUUID();
    private Totals before;

    abstract IntakeModule node();

    /** Another node on the same database, which keeps few of all, for long. */
    abstract IntakeModule counting();

    @BeforeEach
    void empty() {
        List.of("timeline", "signal", "incident", "inbox")
                .forEach(table -> node().jdbc().update("delete from " + table));
        node().jdbc().update("update inbox_tally set received = 0, processed = 0, suppressed = 0");
    }

    /** Whatever is deleted, the ledger goes on with what it said. */
    @AfterEach
    void ledgerIsExact() {
        Totals ledger = node().ledger();
        assertThat(ledger.received())
                .isEqualTo(ledger.processed() + ledger.suppressed() + ledger.deadLettered() + ledger.pending());
        assertThat(ledger).isEqualTo(before);
    }

    @Test
    void deletesReceiptsThatAreOldAndKeepsTheYoung() {
        post("change", "old", "a");
        makeOld(Duration.ofDays(15));
        post("change", "young", "b");

        deleteOld(node());

        assertThat(values("select title from signal order by title")).containsExactly("old", "young");
        assertThat(values("select s.title from inbox d join signal s on s.receipt = d.receipt"))
                .containsExactly("young");
        assertThat(count("inbox")).isEqualTo(1);
    }

    @Test
    void keepsWhatWaitsAndDeadLettersAndWhatAnOpenIncidentGoesBackTo() {
        String open = post("alert", "down", "open");
        String closed = post("alert", "down", "closed", service + "-2");
        resolve(service + "-2");
        String dead = post("change", "dead", "dead");
        String waits = post("change", "waits", "waits");
        makeOld(MONTH);
        state(dead, "dead");
        state(waits, "pending");

        deleteOld(node());

        assertThat(values("select receipt from inbox"))
                .containsExactlyInAnyOrder(open, dead, waits)
                .doesNotContain(closed);
    }

    @Test
    void deletesIncidentsThatAreLongOverWithTheirSignalsAndTimelineAndNoneThatIsOpen() {
        post("alert", "down", "a");
        post("alert", "down", "b", service + "-2");
        post("alert", "again", "c", service + "-2");
        resolve(service + "-2");
        makeOld(MONTH);
        long audited = count("audit");

        deleteOld(node());

        assertThat(values("select service from incident")).containsExactly(service);
        assertThat(values("select distinct service from signal")).containsExactly(service);
        assertThat(count("timeline where incident_id not in (select id from incident)"))
                .isZero();
        assertThat(count("timeline")).isPositive();
        assertThat(count("audit")).isEqualTo(audited);
    }

    @Test
    void keepsAnIncidentThatIsStillTalkedOf() {
        post("alert", "down", "a");
        resolve(service);
        makeOld(MONTH);
        node().jdbc().update("update signal set last_received_at = ?", at(Duration.ofDays(1)));

        deleteOld(node());

        assertThat(count("incident")).isEqualTo(1);
        assertThat(count("signal")).isEqualTo(1);
    }

    @Test
    void doesNotLetAnEpisodeSeemOpenAgainByDeletingItsEndFirst() {
        post("alert", "down", "a");
        resolve(service);
        post("resolved", "down", "a");
        makeOld(MONTH);
        node().jdbc().update("update signal set last_received_at = ? where status = 'firing'", at(Duration.ofDays(1)));

        deleteOld(node());

        assertThat(values("select status from signal")).contains("resolved");
    }

    @Test
    void deletesTheOldestWhenThereAreTooMany() {
        for (int n = 0; n < 6; n++) {
            post("alert", "down", "f" + n, service + "-" + n);
            resolve(service + "-" + n);
        }
        makeOld(Duration.ofHours(2));
        post("alert", "down", "open");

        deleteOld(counting());

        assertThat(values("select service from incident order by id")).containsExactly(service + "-5", service);
        assertThat(count("inbox")).isEqualTo(3);
        assertThat(count("signal")).isEqualTo(2);
    }

    @Test
    void deletesNothingOfTheLastHourHoweverManyThereAre() {
        for (int n = 0; n < 6; n++) {
            post("alert", "down", "f" + n, service + "-" + n);
            resolve(service + "-" + n);
        }

        deleteOld(counting());

        assertThat(count("incident")).isEqualTo(6);
        assertThat(count("signal")).isEqualTo(6);
        assertThat(count("inbox")).isEqualTo(6);
    }

    @Test
    void deletesOnTwoNodesAtOnce() throws Exception {
        post("alert", "down", "a");
        resolve(service);
        fill(1200);
        makeOld(MONTH);
        before = node().ledger();
        ExecutorService two = Executors.newFixedThreadPool(4);
        List<Callable<Void>> all = new ArrayList<>();
        for (IntakeModule each : List.of(node(), node(), node(), node())) {
            all.add(() -> {
                each.bean(OldReceipts.class).delete(WITHIN);
                each.bean(Retention.class).deleteOld(WITHIN);
                return null;
            });
        }

        for (Future<Void> done : two.invokeAll(all)) {
            done.get();
        }
        two.shutdown();
        // What one left to the other in the same moment is deleted by the next turn at the latest.
        deleteOld(node());

        assertThat(count("inbox")).isZero();
        assertThat(count("signal")).isZero();
        assertThat(count("incident")).isZero();
    }

    private void deleteOld(IntakeModule node) {
        before = node().ledger();
        assertThat(node.bean(OldReceipts.class).delete(WITHIN)).isFalse();
        assertThat(node.bean(Retention.class).deleteOld(WITHIN)).isFalse();
    }

    private String post(String what, String title, String fingerprint) {
        return post(what, title, fingerprint, service);
    }

    private String post(String what, String title, String fingerprint, String service) {
        String kind = what.equals("change") ? "change" : "alert";
        String status = what.equals("resolved") ? "resolved" : what.equals("change") ? "occurred" : "firing";
        Http.Answer answer = node().http()
                .post(
                        "/hooks/generic",
                        """
                        {"title":"%s","kind":"%s","service":"%s","severity":"error","status":"%s","fingerprint":"%s"}"""
                                .formatted(title, kind, service, status, fingerprint));
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        await().until(() -> node().ledger().pending() == 0);
        return answer.receipt();
    }

    private void resolve(String service) {
        String key = values("select incident_key from incident where service = '%s'".formatted(service))
                .get(0);
        node().bean(Incidents.class).resolve(key, "anna", "done");
    }

    private void state(String receipt, String state) {
        node().jdbc()
                .update(
                        "update inbox set state = ?, next_at = ? where receipt = ?",
                        state,
                        at(MONTH.negated()),
                        receipt);
        node().jdbc()
                .update(
                        "update inbox_tally set processed = processed - 1 where shard = (select min(shard) from inbox_tally where processed > 0)");
    }

    /** Many deliveries, processed, each with a signal. */
    private void fill(int many) {
        for (int n = 0; n < many; n++) {
            String receipt = "D-" + n;
            OffsetDateTime now = at(Duration.ZERO);
            node().jdbc()
                    .update(
                            """
                            insert into inbox (receipt, source, headers, body, body_bytes, received_at, state, priority, next_at, done_at)
                            values (?, 'generic', '{}', ?, 2, ?, 'processed', 3, ?, ?)""",
                            receipt,
                            new byte[] {'{', '}'},
                            now,
                            now,
                            now);
            node().jdbc()
                    .update(
                            """
                            insert into signal (receipt, source, kind, status, severity, service, environment, fingerprint, title, labels,
                                annotations, starts_at, received_at, last_received_at)
                            values (?, 'generic', 'change', 'occurred', 'info', ?, 'production', ?, 'filled', '{}', '{}', ?, ?, ?)""",
                            receipt,
                            service,
                            receipt,
                            now,
                            now,
                            now);
        }
    }

    /** Puts everything there is so far into the past. */
    private void makeOld(Duration age) {
        node().jdbc().update("update inbox set received_at = ?, done_at = ?", at(age), at(age));
        node().jdbc().update("update signal set received_at = ?, last_received_at = ?", at(age), at(age));
        node().jdbc()
                .update(
                        "update incident set opened_at = ?, last_signal_at = ?, resolved_at = case when resolved_at is null then null else ? end",
                        at(age),
                        at(age),
                        at(age));
    }

    private static OffsetDateTime at(Duration ago) {
        return OffsetDateTime.now(ZoneOffset.UTC).minus(ago);
    }

    private List<String> values(String sql) {
        return node().jdbc().queryForList(sql, String.class);
    }

    private long count(String table) {
        return node().jdbc().queryForObject("select count(*) from " + table, Long.class);
    }
}
