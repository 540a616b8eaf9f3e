package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.intake.Http.Answer;
import io.mendflow.intake.Ledger.Totals;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;

/** What comes in over a real socket, what is answered, and what the ledger says of it; run on each database by its subclasses. */
abstract class HooksTests {

    static final String[] SETTINGS = {
        "mendflow.inbox.max-body", "200KB",
        "mendflow.inbox.attempts", "2",
        "mendflow.inbox.backoff", "PT0.05S",
        "mendflow.sources.locked.type", "generic",
        "mendflow.sources.locked.secret", "s3cret-é",
        "mendflow.sources.watched.type", "alertmanager",
        "mendflow.sources.watched.secret", "token",
    };

    private final String service = "web-" + UUID.randomUUID();

    /** Two nodes on one database. */
    abstract List<IntakeModule> nodes();

    IntakeModule node() {
        return nodes().get(0);
    }

    @AfterEach
    void settle() {
        nodes().forEach(node -> node.whenIncidentOpens(event -> {}));
        await().until(() -> node().ledger().pending() == 0);
        assertExact(node().ledger());
        assertThat(node().ledger().received()).isEqualTo(rows());
    }

    @Test
    void acknowledgesADeliveryAndMakesItASignal() {
        Answer answer = node().http().post("/hooks/generic", body("down"));

        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.json().path("duplicate").asBoolean(true)).isFalse();
        assertThat(answer.json().path("signals").asInt()).isEqualTo(1);
        await().until(() -> state(answer.receipt()).equals("processed"));
        assertThat(node().jdbc()
                        .queryForObject("select title from signal where receipt = ?", String.class, answer.receipt()))
                .isEqualTo("down");
    }

    @Test
    void takesABatchAndAnEmptyOne() {
        Answer three = node().http().post("/hooks/generic", "[%s,%s,%s]".formatted(body("a"), body("b"), body("c")));
        Answer none = node().http().post("/hooks/generic", "[" + " ".repeat((int) (System.nanoTime() % 5000)) + "]");

        assertThat(three.json().path("signals").asInt()).isEqualTo(3);
        assertThat(none.json().path("signals").asInt()).isZero();
        await().until(() -> state(three.receipt()).equals("processed"));
        await().until(() -> state(none.receipt()).equals("suppressed"));
    }

    @Test
    void namesTheFieldThatIsMalformed() {
        assertMalformed("{\"title\":", "body");
        assertMalformed("", "body");
        assertMalformed("{} {}", "body");
        assertMalformed("{\"title\":\"a\",\"title\":\"b\"}", "body");
        assertMalformed("\"text\"", "body");
        assertMalformed("{\"service\":\"web\"}", "/title");
        assertMalformed("{\"title\":\"down\"}", "/service");
        assertMalformed("[{\"title\":\"down\",\"service\":\"web\"},{\"title\":\"\",\"service\":\"web\"}]", "/1/title");
        assertMalformed("{\"title\":\"down\",\"service\":{}}", "/service");
        assertMalformed("{\"title\":\"down\\u0000\",\"service\":\"web\"}", "/title");
        assertMalformed("{\"title\":\"down\",\"service\":\"web\",\"labels\":{\"a\":\"\\ud800\"}}", "/labels/a");
        assertMalformed("{\"title\":\"down\",\"service\":\"web\",\"kind\":\"chang\"}", "/kind");
        assertMalformed("{\"title\":\"down\",\"service\":\"web\",\"startsAt\":\"yesterday\"}", "/startsAt");
        assertMalformed("{\"title\":\"down\",\"service\":\"%s\"}".formatted("w".repeat(201)), "/service");
        assertMalformed("[".repeat(5000), "body");
    }

    private void assertMalformed(String body, String field) {
        Answer answer = node().http().post("/hooks/generic", body);
        assertProblem(answer, 400);
        assertThat(answer.json().path("field").asText()).as("%s", answer).isEqualTo(field);
        assertThat(answer.detail()).contains(field).contains("Expected").contains("correct it");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] body = body("down").getBytes(StandardCharsets.ISO_8859_1);
        body[12] = (byte) 0xe9;

        assertProblem(
                node().http()
                        .send(
                                "POST",
                                "/hooks/generic",
                                BodyPublishers.ofByteArray(body),
                                "Content-Type",
                                "application/json"),
                400);
    }

    @Test
    void asksForTheSecretWhereOneIsSet() {
        assertUnauthenticated("locked");
        assertUnauthenticated("locked", "Authorization", "Bearer wrong");
        assertUnauthenticated("locked", "Authorization", "Basic !!!");
        assertUnauthenticated("locked", "X-Mendflow-Token", "");
        assertUnauthenticated("locked", "X-Mendflow-Signature", "sha256=" + "0".repeat(64));
        assertUnauthenticated("watched", "X-Mendflow-Token", "tokem");

        assertThat(node().http()
                        .post("/hooks/watched", "{\"alerts\":[]}", "Authorization", "Bearer token")
                        .status())
                .isEqualTo(202);
        assertThat(node().http()
                        .post("/hooks/watched", "{\"alerts\":[]}", "X-Mendflow-Token", "token")
                        .status())
                .isEqualTo(202);
        assertThat(node().http()
                        .post("/hooks/locked", body("basic"), "Authorization", basic("anybody:s3cret-é"))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void verifiesTheSignatureOverTheRawBytes() {
        String body = body("signed") + " \n";
        String signature = "sha256=" + Credentials.hmacSha256("s3cret-é", body.getBytes(StandardCharsets.UTF_8));

        assertUnauthenticated("locked", "X-Mendflow-Signature", signature);
        assertUnauthenticated("locked", "Authorization", basic("x:s3cret-é"), "X-Mendflow-Signature", signature);
        assertThat(node().http()
                        .post("/hooks/locked", body, "X-Mendflow-Signature", signature)
                        .status())
                .isEqualTo(202);
    }

    private void assertUnauthenticated(String source, String... headers) {
        Answer answer = node().http().post("/hooks/" + source, body("secret"), headers);
        assertProblem(answer, 401);
        assertThat(answer.header("www-authenticate")).contains("Bearer");
        assertThat(answer.detail())
                .contains("mendflow.sources." + source + ".secret")
                .doesNotContain("s3cret");
    }

    @Test
    void saysWhichSourcesThereAre() {
        for (String path : List.of("/hooks/nagios", "/hooks/probe", "/hooks/", "/hooks", "/hooks/generic/x")) {
            Answer answer = node().http().post(path, body("lost"));
            assertProblem(answer, 404);
            assertThat(answer.detail())
                    .contains(
                            "alertmanager, azure-monitor, cloudevents, cloudwatch, datadog, evidently, gcp-monitoring, generic, github, gitlab, grafana, locked, mlflow, newrelic, opsgenie, pagerduty, pingdom, sentry, watched, zabbix");
        }
    }

    @Test
    void refusesOtherMethodsAndContentTypes() {
        for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
            Answer answer = node().http().send(method, "/hooks/generic", BodyPublishers.ofString(body("lost")));
            assertProblem(answer, 405);
            assertThat(answer.header("allow")).contains("POST");
        }
        for (String type : List.of(
                "text/plain", "application/x-www-form-urlencoded", "application/json;charset=ISO-8859-1", "json")) {
            Answer answer = node().http()
                    .send("POST", "/hooks/generic", BodyPublishers.ofString(body("x")), "Content-Type", type);
            assertProblem(answer, 415);
            assertThat(answer.detail()).contains("application/json").contains("it is '");
        }
        assertProblem(node().http().send("POST", "/hooks/generic", BodyPublishers.ofString(body("x"))), 415);
        assertProblem(node().http().post("/hooks/generic", body("x"), "Content-Encoding", "gzip"), 415);
        assertProblem(node().http().post("/hooks/generic", "{", "Accept", "text/html"), 400);
    }

    @Test
    void refusesABodyThatIsTooLargeAndStaysAbleToTakeOthers() {
        byte[] large = new byte[20 * 1024 * 1024];

        Answer declared = node().http()
                .send("POST", "/hooks/generic", BodyPublishers.ofByteArray(large), "Content-Type", "application/json");
        Answer chunked = node().http()
                .send(
                        "POST",
                        "/hooks/generic",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)),
                        "Content-Type",
                        "application/json");

        assertProblem(declared, 413);
        assertThat(declared.detail())
                .contains("204800 bytes")
                .contains("20971520")
                .contains("mendflow.inbox.max-body");
        assertProblem(chunked, 413);
        String fits = body("fits");
        assertThat(node().http()
                        .post("/hooks/generic", fits + " ".repeat(204_800 - fits.length()))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void takesIdenticalDeliveriesOnAllNodesForOne() throws Exception {
        String body = body("once");
        double before = node().ledger().received();

        List<Answer> answers = atOnce(24, i -> nodes().get(i % 2).http().post("/hooks/generic", body));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(202));
        assertThat(answers)
                .extracting(Answer::receipt)
                .containsOnly(answers.get(0).receipt());
        assertThat(answers)
                .filteredOn(answer -> !answer.json().path("duplicate").asBoolean())
                .hasSize(1);
        assertThat(node().ledger().received()).isEqualTo((long) before + 1);
        assertThat(node().jdbc()
                        .queryForObject(
                                "select count(*) from inbox where receipt = ?",
                                Long.class,
                                answers.get(0).receipt()))
                .isEqualTo(1);
    }

    @Test
    void takesALikeDeliveryAfterTheWindowForAnotherOne() {
        Answer first = node().http().post("/hooks/generic", body("again"));
        node().jdbc()
                .update(
                        "update inbox set received_at = received_at - interval '61' second where receipt = ?",
                        first.receipt());

        Answer second = node().http().post("/hooks/generic", body("again"));
        Answer third = node().http().post("/hooks/generic", body("again"));

        assertThat(second.json().path("duplicate").asBoolean(true)).isFalse();
        assertThat(second.receipt()).isNotEqualTo(first.receipt());
        assertThat(third.receipt()).isEqualTo(second.receipt());
        assertThat(third.json().path("duplicate").asBoolean()).isTrue();
        await().until(() -> state(second.receipt()).equals("suppressed"));
    }

    @Test
    void keepsTheLedgerExactUnderConcurrentPostsAndFailures() throws Exception {
        var opened = new AtomicInteger();
        nodes().forEach(node -> node.whenIncidentOpens(event -> {
            int n = opened.incrementAndGet();
            if (n % 5 == 0) {
                throw new CannotAcquireLockException("lost against another one");
            }
            if (event.title().startsWith("bad")) {
                throw new IllegalStateException("the flow cannot start");
            }
        }));
        Totals before = node().ledger();
        var watching = new Watching(node());

        List<Answer> answers = atOnce(120, i -> {
            String title = i % 10 == 0 ? "bad" : "fine";
            String body =
                    "{\"title\":\"%s\",\"service\":\"%s-%d\",\"severity\":\"error\"}".formatted(title, service, i);
            return nodes().get(i % 2).http().post("/hooks/generic", body);
        });

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(202));
        await().until(() -> node().ledger().pending() == 0);
        assertThat(watching.stop()).isGreaterThan(5);
        Totals after = node().ledger();
        assertThat(after.received() - before.received()).isEqualTo(120);
        assertThat(after.deadLettered() - before.deadLettered()).isEqualTo(12);
        assertThat(after.processed() - before.processed()).isEqualTo(108);
        assertThat(answers.stream().map(Answer::receipt).distinct()).hasSize(120);
    }

    @Test
    void makesADeadLetterThatCanBeReadAndReplayed() {
        node().whenIncidentOpens(event -> {
            throw new IllegalStateException("the flow cannot start");
        });
        nodes().get(1).whenIncidentOpens(event -> {
            throw new IllegalStateException("the flow cannot start");
        });
        Answer posted = node().http().post("/hooks/generic", body("dead"), "X-Mendflow-Token", "hidden");
        await().until(() -> state(posted.receipt()).equals("dead"));

        Answer list = node().http().get("/api/dead-letters?limit=1");
        assertThat(list.json().at("/items/0/receipt").asText()).as("%s", list).isEqualTo(posted.receipt());
        assertThat(list.json().at("/items/0/reason").asText()).contains("the flow cannot start");
        assertThat(list.json().at("/items/0/attempts").asInt()).isEqualTo(2);
        Answer one = node().http().get("/api/dead-letters/" + posted.receipt());
        assertThat(one.json().path("body").asText()).isEqualTo(body("dead"));
        assertThat(one.toString()).doesNotContain("hidden");
        assertThat(node().http().get("/api/ledger").json().path("deadLettered").asLong())
                .isPositive();

        nodes().forEach(node -> node.whenIncidentOpens(event -> {}));
        Answer replayed = node().http().post("/api/dead-letters/%s/replay".formatted(posted.receipt()), "");
        assertThat(replayed.status()).as("%s", replayed).isEqualTo(202);
        await().until(() -> state(posted.receipt()).equals("processed"));
        assertThat(node().jdbc()
                        .queryForList(
                                "select action from audit where subject = ? order by id",
                                String.class,
                                posted.receipt()))
                .containsExactly("dead-letter.add", "dead-letter.replay");
        assertProblem(node().http().post("/api/dead-letters/%s/replay".formatted(posted.receipt()), ""), 404);
        assertProblem(node().http().get("/api/dead-letters/" + posted.receipt()), 404);
    }

    @Test
    void takesACloudEventOnceBySourceAndIdAndShakesHands() {
        String[] headers = {
            "ce-specversion",
            "1.0",
            "ce-id",
            service,
            "ce-source",
            "/shop/web",
            "ce-type",
            "shop.down",
            "ce-subject",
            "%E2%82%AC"
        };
        Answer first = node().http().post("/hooks/cloudevents", body("event"), headers);
        Answer again = nodes().get(1).http().post("/hooks/cloudevents", body("same event, told anew"), headers);
        Answer handshake = node().http()
                .send(
                        "OPTIONS",
                        "/hooks/cloudevents",
                        BodyPublishers.noBody(),
                        "WebHook-Request-Origin",
                        "eventgrid.example",
                        "WebHook-Request-Rate",
                        "120");

        assertThat(first.json().path("signals").asInt()).as("%s", first).isEqualTo(1);
        assertThat(again.receipt()).isEqualTo(first.receipt());
        assertThat(again.json().path("duplicate").asBoolean()).isTrue();
        assertThat(handshake.status()).isEqualTo(200);
        assertThat(handshake.header("webhook-allowed-origin")).isEqualTo("eventgrid.example");
        assertThat(handshake.header("webhook-allowed-rate")).isEqualTo("*");
        assertThat(handshake.header("allow")).contains("POST");
        assertThat(node().http()
                        .send("OPTIONS", "/hooks/generic", BodyPublishers.noBody())
                        .header("webhook-allowed-origin"))
                .isEmpty();
        await().until(() -> state(first.receipt()).equals("processed"));
        assertThat(node().jdbc()
                        .queryForObject(
                                "select annotations from signal where receipt = ?", String.class, first.receipt()))
                .contains("€");
    }

    @Test
    void isNotHeldUpByARowThatNobodyCanRead() {
        node().jdbc()
                .update(
                        """
                        insert into inbox (receipt, source, content_type, headers, body, body_bytes, received_at, state, priority, next_at)
                        values (?, 'gone', 'application/json', '{}', ?, 1, current_timestamp, 'pending', 0, current_timestamp)""",
                        service,
                        new byte[] {'{'});
        node().jdbc().update("update inbox_tally set received = received + 1 where shard = 0");

        Answer behind = node().http().post("/hooks/generic", body("behind"));

        await().until(() -> state(behind.receipt()).equals("processed"));
        await().until(() -> state(service).equals("dead"));
        assertThat(node().jdbc().queryForObject("select reason from inbox where receipt = ?", String.class, service))
                .contains("mendflow.sources.gone.type");
    }

    @Test
    void countsWhatItDoes() {
        double before = count("mendflow.intake.received");
        Answer posted = node().http().post("/hooks/generic", body("counted"));
        node().http().post("/hooks/generic", body("counted"));
        node().http().post("/hooks/generic", "{");
        await().until(() -> state(posted.receipt()).equals("processed"));

        assertThat(count("mendflow.intake.received")).isEqualTo(before + 1);
        assertThat(count("mendflow.intake.duplicates")).isPositive();
        assertThat(node().meters()
                        .get("mendflow.intake.refused")
                        .tag("reason", "malformed")
                        .counter()
                        .count())
                .isPositive();
        assertThat(node().meters().get("mendflow.intake.acknowledged").timer().count())
                .isPositive();
        assertThat(node().meters().get("mendflow.intake.pending").gauge().value())
                .isNotNegative();
    }

    private double count(String counter) {
        var found = node().meters().find(counter).tag("source", "generic").counter();
        return found == null ? 0 : found.count();
    }

    private String body(String title) {
        return "{\"title\":\"%s\",\"service\":\"%s\",\"severity\":\"critical\",\"status\":\"firing\",\"labels\":{\"host\":\"a\"}}"
                .formatted(title, service);
    }

    private String state(String receipt) {
        return node().jdbc().queryForObject("select state from inbox where receipt = ?", String.class, receipt);
    }

    private long rows() {
        return node().jdbc().queryForObject("select count(*) from inbox", Long.class);
    }

    static void assertExact(Totals totals) {
        assertThat(totals.processed() + totals.suppressed() + totals.deadLettered() + totals.pending())
                .as("%s", totals)
                .isEqualTo(totals.received());
    }

    static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.detail()).isNotBlank();
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    interface Post {
        Answer post(int i);
    }

    static List<Answer> atOnce(int posts, Post post) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(12);
        try {
            List<Callable<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < posts; i++) {
                int n = i;
                calls.add(() -> post.post(n));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : senders.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            senders.shutdownNow();
        }
    }

    /** Reads the ledger all the time and expects it to be exact every time. */
    private static final class Watching {

        private final Set<Throwable> wrong = new HashSet<>();
        private final AtomicInteger readings = new AtomicInteger();
        private final Thread thread;
        private volatile boolean going = true;

        Watching(IntakeModule node) {
            thread = new Thread(() -> {
                while (going) {
                    try {
                        assertExact(node.ledger());
                        readings.incrementAndGet();
                    } catch (Throwable e) {
                        wrong.add(e);
                        going = false;
                    }
                }
            });
            thread.start();
        }

        int stop() throws InterruptedException {
            going = false;
            thread.join();
            assertThat(wrong).isEmpty();
            return readings.get();
        }
    }
}
