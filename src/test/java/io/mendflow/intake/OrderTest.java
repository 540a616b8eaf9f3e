package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.Databases;
import io.mendflow.incident.Incidents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.MediaType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Whatever the order in which a sender's deliveries arrive, and however often each does, what is left in the end is the same: one incident of the
 * service that is in trouble, with the alert that fires still and none that is over; and every fact once. Holds for senders that say when an alert has
 * begun
 * and, when it is over, which beginning that ends; PagerDuty and Sentry do not, since what they open again keeps its old date, so for them it holds in
 * any mixture of alerts and with any number of copies, as long as each alert is told of from its beginning to its end. Only whether something that was over before it was heard of has an incident to show depends on the order.
 */
class OrderTest {

    private static final int ORDERS = 20;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static IntakeModule node;
    private static int runs;

    private final long seed = Long.getLong("mendflow.order.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @BeforeAll
    static void start() {
        node = IntakeModule.on(Databases.h2());
        node.stopWorkers();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    static Stream<Telling> senders() {
        return Stream.of(
                new Telling(
                        "alertmanager",
                        true,
                        (alert, phase) ->
                                """
                        {"version":"4","status":"%s","alerts":[{"status":"%1$s","labels":{"alertname":"a","service":"%s"},"fingerprint":"%s",
                         "startsAt":"2026-03-01T11:00:0%sZ","endsAt":"%s","annotations":{"summary":"%s"}}]}"""
                                        .formatted(
                                                phase.over() ? "resolved" : "firing",
                                                alert.service(),
                                                alert.id(),
                                                alert.number(),
                                                phase.over() ? "2026-03-01T11:30:00Z" : "0001-01-01T00:00:00Z",
                                                phase)),
                new Telling(
                        "grafana",
                        true,
                        (alert, phase) ->
                                """
                        {"status":"%s","alerts":[{"status":"%1$s","labels":{"alertname":"a","service":"%s"},"fingerprint":"%s",
                         "startsAt":"2026-03-01T11:00:0%s+00:00","endsAt":"%s"}],"version":"1","orgId":1,"message":"%s"}"""
                                        .formatted(
                                                phase.over() ? "resolved" : "firing",
                                                alert.service(),
                                                alert.id(),
                                                alert.number(),
                                                phase.over() ? "2026-03-01T11:30:00Z" : "0001-01-01T00:00:00Z",
                                                phase)),
                new Telling(
                        "pagerduty",
                        false,
                        (alert, phase) ->
                                """
                        {"event":{"id":"%s-%s","event_type":"incident.%s","resource_type":"incident","occurred_at":"2026-03-01T11:0%s:00Z",
                         "data":{"id":"%1$s","type":"incident","status":"%3$s","created_at":"2026-03-01T11:00:0%s.000Z","title":"t","urgency":"high",
                         "service":{"id":"S","summary":"%s"}}}}"""
                                        .formatted(
                                                alert.id(),
                                                phase,
                                                phase.word("triggered", "acknowledged", "resolved"),
                                                phase.ordinal(),
                                                alert.number(),
                                                alert.service())),
                new Telling(
                        "opsgenie",
                        true,
                        (alert, phase) ->
                                """
                        {"action":"%s","alert":{"alertId":"i-%s","alias":"%2$s","message":"m","createdAt":177236628%s104,
                         "updatedAt":17723662%s00000000000,"entity":"%s","priority":"P2"},"integrationName":"Webhook"}"""
                                        .formatted(
                                                phase.word("Create", "Acknowledge", "Close"),
                                                alert.id(),
                                                alert.number(),
                                                81 + phase.ordinal(),
                                                alert.service())),
                new Telling(
                        "newrelic",
                        true,
                        (alert, phase) ->
                                """
                        {"id":"%s","title":"t","priority":"CRITICAL","impactedEntities":["%s"],"state":"%s","createdAt":177236628%s104,
                         "updatedAt":17723662%s104}"""
                                        .formatted(
                                                alert.id(),
                                                alert.service(),
                                                phase.word("CREATED", "ACTIVATED", "CLOSED"),
                                                alert.number(),
                                                90 + phase.ordinal())),
                new Telling(
                        "sentry",
                        false,
                        (alert, phase) ->
                                """
                        {"action":"%s","data":{"issue":{"id":"%s","title":"t %s","level":"error","firstSeen":"2026-03-01T11:00:0%sZ",
                         "project":{"slug":"%s"}}}}"""
                                        .formatted(
                                                phase.word("created", "unresolved", "resolved"),
                                                alert.id(),
                                                phase,
                                                alert.number(),
                                                alert.service())),
                new Telling(
                        "generic",
                        true,
                        (alert, phase) ->
                                """
                        {"title":"t","service":"%s","fingerprint":"%s","status":"%s","startsAt":"2026-03-01T11:00:0%sZ","labels":{"n":"%s"}}"""
                                        .formatted(
                                                alert.service(),
                                                alert.id(),
                                                phase.over() ? "resolved" : "firing",
                                                alert.number(),
                                                phase)));
    }

    @ParameterizedTest
    @MethodSource("senders")
    void doesNotMatter(Telling sender) {
        for (int i = 0; i < ORDERS; i++) {
            String run = sender.source + "-" + runs++;
            Alert over = new Alert(run + "-a", run + "-ill", 1);
            Alert fires = new Alert(run + "-b", run + "-ill", 2);
            Alert gone = new Alert(run + "-c", run + "-well", 3);
            List<String> told = new ArrayList<>();
            for (Phase phase : Phase.values()) {
                List<Alert> alerts = new ArrayList<>(phase.over() ? List.of(over, gone) : List.of(over, gone, fires));
                Collections.shuffle(alerts, random);
                alerts.forEach(alert -> told.add(sender.words.of(alert, phase)));
            }
            for (int n = random.nextInt(8); n > 0; n--) {
                int copied = random.nextInt(told.size());
                told.add(copied, told.get(copied));
            }
            if (sender.endsByStart) {
                Collections.shuffle(told, random);
            }

            told.forEach(body -> take(sender.source, body));

            String how = "With -Dmendflow.order.seed=%d, the deliveries %s".formatted(seed, String.join("\n", told));
            assertThat(incidents(run + "-ill")).as(how).isEqualTo(1);
            assertThat(incidents(run + "-well")).as(how).isLessThanOrEqualTo(1);
            assertThat(firing(run + "-ill")).as(how).containsExactly(fires.id);
            assertThat(firing(run + "-well")).as(how).isEmpty();
            assertThat(facts(run))
                    .as(how)
                    .doesNotHaveDuplicates()
                    .hasSizeBetween(5, sender.endsByStart ? 5 : told.size());
        }
    }

    private static void take(String source, String body) {
        var delivery = new Delivery(
                source,
                MediaType.APPLICATION_JSON,
                Map.of("sentry-hook-resource", "issue"),
                body.getBytes(StandardCharsets.UTF_8),
                NOW);
        new TransactionTemplate(node.bean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> node.bean(Incidents.class)
                        .acceptAll(node.bean(Sources.class).read(delivery), "D-1"));
    }

    private static int incidents(String service) {
        return node.jdbc().queryForObject("select count(*) from incident where service = ?", Integer.class, service);
    }

    /** Alerts of an incident that fire and are not known to be over. */
    private static List<String> firing(String service) {
        return node.jdbc()
                .queryForList(
                        """
                        select distinct fingerprint from signal f where service = ? and status = 'firing' and incident_id is not null
                        and not exists (select 1 from signal r where r.source = f.source and r.fingerprint = f.fingerprint
                            and r.starts_at = f.starts_at and r.status = 'resolved')""",
                        String.class,
                        service);
    }

    private static List<String> facts(String run) {
        return node.jdbc()
                .queryForList(
                        "select fingerprint || ' ' || status || ' ' || starts_at from signal where service like ?",
                        String.class,
                        run + "-%");
    }

    enum Phase {
        FIRST,
        AGAIN,
        OVER;

        boolean over() {
            return this == OVER;
        }

        String word(String... words) {
            return words[ordinal()];
        }
    }

    record Alert(String id, String service, int number) {}

    interface Words {
        String of(Alert alert, Phase phase);
    }

    /** @param endsByStart whether the end of an alert says which beginning it ends */
    record Telling(String source, boolean endsByStart, Words words) {
        @Override
        public String toString() {
            return source;
        }
    }
}
