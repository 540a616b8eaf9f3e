package io.mendflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.mendflow.Api;
import io.mendflow.cli.CommandRun;
import io.mendflow.connector.AliasMove;
import io.mendflow.connector.Artifact;
import io.mendflow.connector.Lineage;
import io.mendflow.connector.Lineage.DataSet;
import io.mendflow.connector.ModelRunState;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewRun;
import io.mendflow.connector.NewVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;

/** A model's whole way, with a trainer that is a process of its own; run on each database by its subclasses. Each test has a model of its own. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("story")
@Execution(ExecutionMode.CONCURRENT)
abstract class ModelStoryTests {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> MODELS = List.of(
            "drifts",
            "steady",
            "worse",
            "breaks",
            "lies",
            "hangs",
            "counts-nan",
            "one-class",
            "falls-back",
            "moved",
            "moved-asked",
            "four-eyes",
            "unknown-origin",
            "labelled",
            "fails",
            "gathers",
            "stopped",
            "proved",
            "expires",
            "unapproved",
            "scheduled",
            "wished",
            "wished-not",
            "queried",
            "timed",
            "timed-frozen",
            "frozen");

    private static final String SENDER_SECRET = "only-the-monitor-knows-0815";

    /** What the stand-in for a server's metrics says of each model's versions. */
    private static final Map<String, Double> ERROR_RATES = new ConcurrentHashMap<>();

    @LocalServerPort
    int port;

    @Autowired
    ModelStore store;

    @Autowired
    JdbcClient jdbc;

    private Api admin;
    private Api bob;
    private Api cleo;

    static void settings(DynamicPropertyRegistry settings, Path folder, String warehouse) throws IOException {
        HttpServer metrics = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        metrics.createContext("/", exchange -> {
            byte[] answer = "{\"errorRate\":%s}"
                    .formatted(ERROR_RATES.getOrDefault(exchange.getRequestURI().getPath(), 0.0))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        metrics.start();
        String address = "http://127.0.0.1:" + metrics.getAddress().getPort();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = "%s -XX:TieredStopAtLevel=1 -Xmx64m -cp %s io.mendflow.model.TinyTrainer"
                .formatted(java, Path.of("target/test-classes").toAbsolutePath());
        settings.add("mendflow.home", () -> folder.resolve("home").toString());
        settings.add("mendflow.models.look-again", () -> "PT0.2S");
        settings.add("mendflow.trainer.command.tiny.train", () -> command);
        settings.add("mendflow.trainer.command.tiny.score", () -> command);
        settings.add("mendflow.live-metrics.allowed-urls", () -> address + "/*");
        for (String name : MODELS) {
            Path data = Files.createDirectories(folder.resolve(name));
            String model = "mendflow.models.inventory." + name + ".";
            settings.add(model + "owner", () -> "team-a");
            settings.add(model + "trainer", () -> "command/tiny");
            settings.add(model + "debounce", () -> "PT0S");
            settings.add(
                    model + "data.training", () -> data.resolve("training.csv").toString());
            settings.add(
                    model + "data.held-out", () -> data.resolve("held-out.csv").toString());
            settings.add(model + "data.reference", () -> data.resolve("reference.csv")
                    .toString());
            settings.add(
                    model + "data.current", () -> data.resolve("current.csv").toString());
            settings.add(model + "data.label", () -> "late");
            settings.add(model + "data.positive", () -> "yes");
            settings.add(model + "data.slices[0]", () -> "region");
            settings.add(model + "drift.minimum-columns", () -> "1");
            settings.add(model + "comparison.metrics[0]", () -> "roc-auc");
            settings.add(model + "canary.bake", () -> "PT0.5S");
            settings.add(model + "canary.every", () -> "PT0.2S");
            settings.add(model + "canary.gates[0].name", () -> "error rate");
            settings.add(model + "canary.gates[0].url", () -> address + "/{model}/{version}");
            settings.add(model + "canary.gates[0].pointer", () -> "/errorRate");
            settings.add(model + "canary.gates[0].max", () -> "0.05");
            rows(data.resolve("training.csv"), 400, 5, true, 1);
            rows(data.resolve("held-out.csv"), 400, 5, true, 2);
            rows(data.resolve("reference.csv"), 400, 0, false, 3);
            rows(data.resolve("current.csv"), 400, name.equals("steady") ? 0 : 5, false, 4);
        }
        behaviour(settings, "worse", "shuffled");
        behaviour(settings, "lies", "nothing");
        behaviour(settings, "hangs", "hang");
        behaviour(settings, "counts-nan", "nan");
        behaviour(settings, "fails", "fail");
        behaviour(settings, "wished", "good");
        for (String name : List.of("wished", "wished-not")) {
            settings.add("mendflow.models.inventory." + name + ".open-parameters[0]", () -> "behaviour");
        }
        settings.add("mendflow.models.inventory.hangs.training-within", () -> "PT2S");
        settings.add("mendflow.models.inventory.four-eyes.tier", () -> "1");
        settings.add("mendflow.models.inventory.proved.tier", () -> "1");
        settings.add("mendflow.sources.monitor.type", () -> "generic");
        settings.add("mendflow.sources.monitor.secret", () -> SENDER_SECRET);
        settings.add("mendflow.models.inventory.labelled.tier", () -> "3");
        settings.add("mendflow.models.inventory.moved-asked.out-of-band", () -> "ask");
        settings.add("mendflow.models.inventory.expires.tier", () -> "4");
        settings.add("mendflow.models.tiers.4.approvals", () -> "1");
        settings.add("mendflow.models.tiers.4.approval-within", () -> "PT1S");
        settings.add("mendflow.models.inventory.scheduled.check-every", () -> "PT1H");
        settings.add("mendflow.models.inventory.timed.retrain-every", () -> "P30D");
        settings.add("mendflow.models.inventory.timed-frozen.retrain-every", () -> "P30D");
        settings.add("mendflow.models.inventory.stopped.canary.bake", () -> "PT10M");
        settings.add("mendflow.databases.warehouse.url", () -> warehouse);
        query(settings, warehouse, "queried", folder);
        List<String> lines = Files.readAllLines(folder.resolve("one-class/held-out.csv")).stream()
                .filter(line -> !line.endsWith("no"))
                .toList();
        Files.write(folder.resolve("one-class/held-out.csv"), lines);
    }

    /** Brings the rows of a model into a database, and has them asked from there. */
    private static void query(DynamicPropertyRegistry settings, String warehouse, String model, Path folder)
            throws IOException {
        settings.add("mendflow.models.inventory." + model + ".data.database", () -> "warehouse");
        try (var connection = DriverManager.getConnection(warehouse);
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table delivery (part varchar(20), minutes double precision, region varchar(20), late boolean)");
            PreparedStatement insert = connection.prepareStatement("insert into delivery values (?, ?, ?, ?)");
            for (String part : List.of("training", "held-out", "reference", "current")) {
                for (String line : Files.readAllLines(folder.resolve(model).resolve(part + ".csv"))) {
                    String[] fields = line.split(",");
                    if (!fields[0].equals("minutes")) {
                        insert.setString(1, part);
                        insert.setDouble(2, Double.parseDouble(fields[0]));
                        insert.setString(3, fields[1]);
                        insert.setObject(4, fields.length < 3 ? null : fields[2].equals("yes"), Types.BOOLEAN);
                        insert.addBatch();
                    }
                }
                Path query = Files.writeString(
                        folder.resolve(model).resolve(part + ".sql"),
                        """
                        -- What the trainer is given.
                        select minutes as "minutes", region as "region"%s
                        from delivery where part = '%s' order by minutes;
                        """
                                .formatted(
                                        part.equals("training") || part.equals("held-out")
                                                ? ", case when late then 'yes' else 'no' end as \"late\""
                                                : "",
                                        part));
                settings.add("mendflow.models.inventory." + model + ".data." + part, query::toString);
            }
            insert.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void behaviour(DynamicPropertyRegistry settings, String model, String behaviour) {
        settings.add("mendflow.models.inventory." + model + ".parameters.behaviour", () -> behaviour);
    }

    /** Late is what lies above the middle, with some noise. */
    private static void rows(Path file, int count, double middle, boolean labelled, long seed) throws IOException {
        var random = new Random(seed);
        var text = new StringBuilder(labelled ? "minutes,region,late\n" : "minutes,region\n");
        for (int i = 0; i < count; i++) {
            double minutes = middle + 2 * random.nextGaussian();
            boolean late = minutes + 0.5 * random.nextGaussian() > middle;
            text.append(minutes)
                    .append(i % 2 == 0 ? ",north" : ",south")
                    .append(labelled ? (late ? ",yes" : ",no") : "")
                    .append('\n');
        }
        Files.writeString(file, text);
    }

    @BeforeEach
    void bringPeople() {
        admin = new Api("http://127.0.0.1:" + port, "admin", "correct-Horse-7-battery");
        bob = admin.person("bob-" + UUID.randomUUID(), "approver", "operator");
        cleo = admin.person("cleo-" + UUID.randomUUID(), "approver", "operator");
    }

    @Test
    void retrainsADriftedModelUntilItsChallengerIsTheChampion() {
        champion("drifts", 0);
        Instant before = Instant.now();

        JsonNode check = admin.post("/api/models/drifts/drift-checks", Map.of());
        String id = check.path("answer").path("promotion").path("id").asText();

        assertThat(check.path("confirmed").asBoolean()).as(check.toString()).isTrue();
        JsonNode waiting = promotion(id, "awaiting-approval");
        assertThat(admin.text("/api/promotions/" + id + "/documents/model-card.md"))
                .contains("held-out rows: pass", "training, sha256:");
        assertThat(champion("drifts")).isEqualTo("1");
        answer(bob, id, "approve", "it is better");
        JsonNode promoted = promotion(id, "promoted");
        assertThat(champion("drifts")).isEqualTo("2");
        assertThat(store.aliased("drifts", "previous").orElseThrow().version()).isEqualTo("1");
        assertThat(promoted.path("digest").asText())
                .isEqualTo(store.require("drifts", "2").digest())
                .isEqualTo(waiting.path("digest").asText());
        assertThat(promoted.path("timeline").findValuesAsText("text"))
                .anyMatch(text -> text.contains("5 %"))
                .anyMatch(text -> text.contains("100 %"));
        assertThat(store.run(promoted.path("run").asText())
                        .orElseThrow()
                        .lineage()
                        .data())
                .hasSize(2);
        JsonNode then = admin.get("/api/models/drifts/history?at=" + before).path("items");
        assertThat(then).hasSize(0);
        JsonNode now =
                admin.get("/api/models/drifts/history?at=" + Instant.now()).path("items");
        assertThat(now.findValuesAsText("version")).containsExactlyInAnyOrder("2", "1");
        JsonNode after = admin.post("/api/models/drifts/drift-checks", Map.of());
        assertThat(after.path("confirmed").asBoolean())
                .as("measured against what the new champion was trained with")
                .isFalse();
    }

    @Test
    void trainsOnWhatADatabaseAnswers() {
        champion("queried", 0);

        JsonNode check = admin.post("/api/models/queried/drift-checks", Map.of());
        assertThat(check.path("confirmed").asBoolean()).as(check.toString()).isTrue();
        String id = check.path("answer").path("promotion").path("id").asText();
        JsonNode waiting = promotion(id, "awaiting-approval");
        answer(bob, id, "approve", "better on the rows of the warehouse");

        promotion(id, "promoted");
        assertThat(champion("queried")).isEqualTo("2");
        assertThat(admin.text("/api/promotions/" + id + "/documents/data-training.sql"))
                .startsWith("select minutes")
                .contains("part = 'training'");
        assertThat(store.run(waiting.path("run").asText())
                        .orElseThrow()
                        .lineage()
                        .data())
                .extracting(DataSet::source)
                .allMatch(source -> source.startsWith("database/warehouse?query=file:"));
        assertThat(admin.post("/api/models/queried/drift-checks", Map.of())
                        .path("confirmed")
                        .asBoolean())
                .as("measured against the copy that the new champion was trained with")
                .isFalse();
    }

    @Test
    void takesSignalsOfOneTroubleTogetherAndCoolsDownAfterwards() {
        champion("gathers", 0);

        drifts("gathers", "one");
        Awaitility.await().atMost(SOON).until(() -> !admin.get("/api/promotions?model=gathers")
                .path("items")
                .isEmpty());
        drifts("gathers", "two");
        String id = admin.get("/api/promotions?model=gathers")
                .path("items")
                .path(0)
                .path("id")
                .asText();
        Awaitility.await().atMost(SOON).until(() -> admin.get("/api/promotions/" + id)
                .path("timeline")
                .findValuesAsText("kind")
                .contains("joined"));
        promotion(id, "awaiting-approval");
        answer(bob, id, "reject", "not this week");
        JsonNode rejected = promotion(id, "rejected");
        drifts("gathers", "three");
        Awaitility.await().atMost(SOON).until(() -> admin.text("/api/audit?subject=gathers")
                .contains("cools down"));

        assertThat(rejected.path("outcome").asText()).contains("not this week");
        assertThat(admin.get("/api/promotions?model=gathers").path("items")).hasSize(1);
        assertThat(champion("gathers")).isEqualTo("1");
    }

    private void drifts(String model, String fingerprint) {
        HttpResponse<String> taken = admin.hook(
                "generic",
                Map.of(
                        "kind",
                        "drift",
                        "title",
                        "the rows of " + model + " have drifted",
                        "service",
                        model,
                        "fingerprint",
                        fingerprint,
                        "labels",
                        Map.of("model", model)),
                Map.of());
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    }

    @Test
    void takesBackWhatTheChallengerHasWhenAPersonCancels() {
        champion("stopped", 0);
        String id = retrain("stopped");
        promotion(id, "awaiting-approval");
        answer(bob, id, "approve", "");
        Awaitility.await().atMost(SOON).until(() -> admin.text("/api/promotions/" + id + "/documents/canary.json")
                .contains("error rate"));
        assertThat(store.model("stopped").orElseThrow().tags()).containsEntry("mendflow.canary", "5");

        JsonNode cancelled = cleo.post("/api/promotions/" + id + "/cancel", Map.of("reason", "wrong quarter"));

        assertThat(cancelled.path("state").asText()).isEqualTo("cancelled");
        assertThat(cancelled.path("outcome").asText()).contains("wrong quarter");
        assertThat(store.model("stopped").orElseThrow().aliases())
                .containsEntry("champion", "1")
                .doesNotContainKey("challenger");
        assertThat(store.model("stopped").orElseThrow().tags()).doesNotContainKey("mendflow.canary");
        HttpResponse<String> again = cleo.send("/api/promotions/" + id + "/cancel", Map.of());
        assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
        assertThat(retrain("stopped")).isNotEqualTo(id);
    }

    @Test
    void asksPeopleAboutAChampionThatSomebodyMovedElsewhere() {
        champion("moved-asked", 0);
        version("moved-asked", 5, null);
        look("moved-asked");
        Awaitility.await().atMost(SOON).until(() -> !admin.get("/api/models/moved-asked/history")
                .path("items")
                .isEmpty());

        store.moveAliases("moved-asked", List.of(new AliasMove("champion", "1", "2")));
        look("moved-asked");
        Awaitility.await().atMost(SOON).until(() -> !admin.get("/api/promotions?model=moved-asked")
                .path("items")
                .isEmpty());
        String id = admin.get("/api/promotions?model=moved-asked")
                .path("items")
                .path(0)
                .path("id")
                .asText();
        promotion(id, "awaiting-ratification");
        answer(bob, id, "reject", "nobody knows what it is");

        promotion(id, "rejected");
        assertThat(champion("moved-asked")).isEqualTo("1");
        assertThat(admin.get("/api/models/moved-asked").path("frozen").isNull()).isTrue();
    }

    /** What MLflow says when an alias was moved. */
    private void look(String model) {
        HttpResponse<String> told = admin.hook(
                "mlflow",
                Map.of(
                        "entity",
                        "model_version_alias",
                        "action",
                        "created",
                        "timestamp",
                        Instant.now().toString(),
                        "data",
                        Map.of("name", model, "alias", "champion", "version", "2")),
                Map.of());
        assertThat(told.statusCode()).as(told.body()).isEqualTo(202);
    }

    @Test
    void takesNoAnswerInTimeForARejection() {
        champion("expires", 0);

        String id = retrain("expires");

        assertThat(promotion(id, "rejected").path("outcome").asText()).contains("Nobody answered within PT1S");
        assertThat(champion("expires")).isEqualTo("1");
        assertThat(store.require("expires", "2").stage().text()).isEqualTo("rejected");
        assertThat(approval(id)).isEmpty();
    }

    @Test
    void looksForDriftByItsScheduleAndHasAPersonDecideOnAFirstModel() {
        look("scheduled");
        Awaitility.await().atMost(SOON).until(() -> !admin.get("/api/promotions?model=scheduled")
                .path("items")
                .isEmpty());

        JsonNode model = admin.get("/api/models/scheduled");
        assertThat(model.path("lastDriftCheck").path("askedBy").asText()).isEqualTo("mendflow");
        String id = model.path("promotion").asText();
        HttpResponse<String> alert = admin.hook(
                "generic",
                Map.of(
                        "title",
                        "the error rate of scheduled is high",
                        "service",
                        "scorer-" + id,
                        "severity",
                        "info",
                        "labels",
                        Map.of("model", "scheduled", "mendflow_route", "ignore")),
                Map.of());
        assertThat(alert.statusCode()).as(alert.body()).isEqualTo(202);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> admin.get("/api/promotions/" + id).path("timeline").findValuesAsText("text").stream()
                        .anyMatch(text -> text.contains("the error rate of scheduled is high")));
        promotion(id, "awaiting-approval");
        answer(bob, id, "approve", "better than none");
        promotion(id, "promoted");
        assertThat(champion("scheduled")).isEqualTo("1");
        assertThat(admin.get("/api/promotions?model=scheduled").path("items")).hasSize(1);
    }

    @Test
    void retrainsByItsScheduleOnceEachTimeItIsDue() {
        watch("timed");
        String first = only("timed");
        watch("timed");
        assertThat(promotions("timed")).as("one is under way").containsExactly(first);
        promotion(first, "awaiting-approval");
        answer(bob, first, "reject", "not this month");
        assertThat(promotion(first, "rejected").path("cause").asText()).isEqualTo("schedule");

        watch("timed");
        endedBefore(first, Duration.ofDays(30).minusMinutes(5));
        watch("timed");
        assertThat(promotions("timed")).as("not due yet").containsExactly(first);
        endedBefore(first, Duration.ofDays(30).plusMinutes(5));
        for (int i = 0; i < 5; i++) {
            look("timed");
        }
        watch("timed");

        assertThat(promotions("timed")).as("due again").hasSize(2).contains(first);
        watch("timed");
        assertThat(promotions("timed")).hasSize(2);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> admin.get("/engine-rest/process-instance/count?processDefinitionKey=model-watch")
                                .path("count")
                                .asInt()
                        == 0);
    }

    @Test
    void keepsToItsScheduleInSilenceWhileAModelIsFrozen() {
        watch("timed-frozen");
        String first = only("timed-frozen");
        promotion(first, "awaiting-approval");
        answer(bob, first, "reject", "not this month");
        promotion(first, "rejected");
        jdbc.sql("insert into model_freeze (model, frozen_by, reason, at) values ('timed-frozen', 'cleo', 'a fair', ?)")
                .param(Instant.now().atOffset(ZoneOffset.UTC))
                .update();
        endedBefore(first, Duration.ofDays(31));

        watch("timed-frozen");
        watch("timed-frozen");

        assertThat(promotions("timed-frozen")).containsExactly(first);
        assertThat(admin.text("/api/audit?subject=timed-frozen")).doesNotContain("model.no-retrain");
        admin.post("/api/models/timed-frozen/thaw", Map.of("reason", "the fair is over"));
        watch("timed-frozen");
        assertThat(promotions("timed-frozen")).hasSize(2);
    }

    /** Has the watch look at all models, and waits until it has. */
    private void watch(String model) {
        String finished =
                "/engine-rest/history/process-instance/count?processDefinitionKey=model-watch&finished=true&startedAfter="
                        + URLEncoder.encode(
                                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ")
                                        .format(Instant.now().atZone(ZoneOffset.UTC)),
                                StandardCharsets.UTF_8);
        look(model);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> admin.get(finished).path("count").asInt() > 0);
    }

    private String only(String model) {
        List<String> promotions = promotions(model);
        assertThat(promotions).hasSize(1);
        return promotions.get(0);
    }

    private List<String> promotions(String model) {
        return admin.get("/api/promotions?model=" + model).path("items").findValuesAsText("id");
    }

    private void endedBefore(String promotion, Duration ago) {
        jdbc.sql("update promotion set ended_at = ? where id = ?")
                .params(List.of(Instant.now().minus(ago).atOffset(ZoneOffset.UTC), promotion))
                .update();
    }

    /** The other stories' models wait too, and go on. */
    @Test
    void letsNothingTakeOverWhileAutomationIsFrozenAndGoesOnAfterTheThaw() {
        champion("frozen", 0);
        String id;
        admin.post("/api/automation/freeze", Map.of("reason", "a storm"));
        try {
            id = retrain("frozen");
            promotion(id, "awaiting-approval");
            answer(bob, id, "approve", "once the storm is over");

            Awaitility.await().atMost(SOON).until(() -> timeline(id).stream()
                    .anyMatch(text ->
                            text.contains("It waits: automation is frozen by admin") && text.endsWith("a storm")));
            assertThat(promotion(id, "awaiting-approval").path("version").asText())
                    .isEqualTo("2");
            assertThat(store.model("frozen").orElseThrow().aliases())
                    .containsEntry("champion", "1")
                    .doesNotContainKey("challenger");
            assertThat(store.model("frozen").orElseThrow().tags()).doesNotContainKey("mendflow.canary");
        } finally {
            admin.post("/api/automation/thaw", Map.of("reason", "the sky is clear"));
        }

        promotion(id, "promoted");
        assertThat(champion("frozen")).isEqualTo("2");
        assertThat(timeline(id)).filteredOn(text -> text.startsWith("It waits")).hasSize(1);
        assertThat(timeline(id)).contains("It goes on: automation is thawed");
    }

    private List<String> timeline(String id) {
        return admin.get("/api/promotions/" + id).path("timeline").findValuesAsText("text");
    }

    @Test
    void leavesAModelAloneWhoseRowsAreAsEver() {
        champion("steady", 0);

        JsonNode check = admin.post("/api/models/steady/drift-checks", Map.of());

        assertThat(check.path("confirmed").asBoolean()).isFalse();
        assertThat(admin.get("/api/promotions?model=steady").path("items")).isEmpty();
        assertThat(admin.get("/api/models/steady")
                        .path("lastDriftCheck")
                        .path("verdict")
                        .asText())
                .isEqualTo("no-drift");
    }

    @Test
    void refusesAChallengerThatIsWorse() {
        champion("worse", 5);

        String id = retrain("worse");

        JsonNode refused = promotion(id, "refused");
        assertThat(refused.path("outcome").asText()).contains("gate");
        assertThat(champion("worse")).isEqualTo("1");
        assertThat(store.require("worse", "2").stage().text()).isEqualTo("rejected");
    }

    @Test
    void trainsOnceWithWhatAPersonSets() {
        champion("wished", 5);

        String id = admin.post("/api/models/wished/retrains", Map.of("parameters", Map.of("behaviour", "shuffled")))
                .path("promotion")
                .path("id")
                .asText();

        JsonNode refused = promotion(id, "refused");
        assertThat(refused.path("parameters").path("behaviour").asText()).isEqualTo("shuffled");
        assertThat(refused.path("timeline").findValuesAsText("text"))
                .contains("admin sets for this training: behaviour = shuffled");
        assertThat(store.run(refused.path("run").asText()).orElseThrow().parameters())
                .containsEntry("behaviour", "shuffled")
                .containsEntry("algorithm", "cut");
        JsonNode next = promotion(retrain("wished"), "awaiting-approval");
        assertThat(next.path("parameters")).isEmpty();
        assertThat(store.run(next.path("run").asText()).orElseThrow().parameters())
                .containsEntry("behaviour", "good");
        HttpResponse<String> late =
                admin.send("/api/models/wished/retrains", Map.of("parameters", Map.of("behaviour", "nan")));
        assertThat(late.statusCode()).as(late.body()).isEqualTo(409);
    }

    @Test
    void refusesParametersThatAreNotOpen() {
        champion("wished-not", 0);
        Map<String, Object> seed = Map.of("parameters", Map.of("seed", "1"));

        HttpResponse<String> closed = admin.send("/api/models/wished-not/retrains", seed);
        HttpResponse<String> existing = admin.send(
                "/api/models/wished-not/retrains",
                Map.of("version", "1", "parameters", Map.of("behaviour", "shuffled")));
        HttpResponse<String> empty = admin.send(
                "/api/models/wished-not/retrains", Map.of("parameters", Collections.singletonMap("behaviour", null)));

        assertThat(closed.statusCode()).as(closed.body()).isEqualTo(400);
        assertThat(closed.body()).contains("(behaviour)", "'seed'", "open-parameters");
        assertThat(existing.statusCode()).as(existing.body()).isEqualTo(400);
        assertThat(empty.statusCode()).as(empty.body()).isEqualTo(400);
        assertThat(admin.get("/api/promotions?model=wished-not").path("items")).isEmpty();
    }

    @Test
    void takesAChallengerBackThatBreaksInTheCanary() {
        champion("breaks", 0);
        ERROR_RATES.put("/breaks/2", 0.5);

        String id = retrain("breaks");
        promotion(id, "awaiting-approval");
        answer(bob, id, "approve", "");

        JsonNode back = promotion(id, "rolled-back");
        assertThat(back.path("outcome").asText()).contains("5 %", "error rate", "0.5");
        assertThat(champion("breaks")).isEqualTo("1");
        assertThat(store.model("breaks").orElseThrow().aliases()).doesNotContainKey("challenger");
        assertThat(store.model("breaks").orElseThrow().tags()).doesNotContainKey("mendflow.canary");
        assertThat(admin.get("/api/models/breaks").path("promotion").isNull()).isTrue();
    }

    @Test
    void failsWhereATrainerLiesAboutSuccess() {
        champion("lies", 0);

        JsonNode failed = promotion(retrain("lies"), "failed");

        assertThat(failed.path("outcome").asText()).contains("left no model");
        assertThat(champion("lies")).isEqualTo("1");
    }

    @Test
    void endsATrainerThatHangs() {
        champion("hangs", 0);

        JsonNode failed = promotion(retrain("hangs"), "failed");

        assertThat(failed.path("outcome").asText()).containsIgnoringCase("did not end within");
    }

    @Test
    void saysWhatAFailedTrainingPrinted() {
        champion("fails", 0);

        String id = retrain("fails");

        assertThat(promotion(id, "failed").path("outcome").asText()).contains("3");
        assertThat(admin.text("/api/promotions/" + id + "/documents/training.log"))
                .contains("the GPU is on fire");
    }

    @Test
    void failsWhereAMetricIsNoNumber() {
        champion("counts-nan", 0);

        assertThat(promotion(retrain("counts-nan"), "failed").path("outcome").asText())
                .contains("NaN");
    }

    @Test
    void refusesToJudgeByRowsOfOneClass() {
        champion("one-class", 0);

        JsonNode refused = promotion(retrain("one-class"), "refused");

        assertThat(refused.path("outcome").asText()).contains("class");
        assertThat(champion("one-class")).isEqualTo("1");
    }

    @Test
    void refusesAChallengerOfUnknownOrigin() {
        champion("unknown-origin", 0);
        version("unknown-origin", 5, null);

        String id = admin.post("/api/models/unknown-origin/retrains", Map.of("version", "2", "reason", "made by hand"))
                .path("promotion")
                .path("id")
                .asText();

        assertThat(promotion(id, "failed").path("outcome").asText()).contains("no lineage");
        assertThat(champion("unknown-origin")).isEqualTo("1");
    }

    @Test
    void rollsOutWithoutPeopleWhereTheTierAsksForNone() {
        champion("labelled", 0);

        HttpResponse<String> taken = admin.hook(
                "generic",
                Map.of(
                        "kind",
                        "change",
                        "title",
                        "labels of October",
                        "service",
                        "labelled",
                        "labels",
                        Map.of("model", "labelled", "event", "labels-landed")),
                Map.of());

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        Awaitility.await().atMost(SOON).until(() -> !admin.get("/api/promotions?model=labelled")
                .path("items")
                .isEmpty());
        JsonNode begun =
                admin.get("/api/promotions?model=labelled").path("items").path(0);
        assertThat(begun.path("cause").asText()).isEqualTo("labels");
        promotion(begun.path("id").asText(), "promoted");
        assertThat(champion("labelled")).isEqualTo("2");
    }

    @Test
    void asksTwoPeopleOfWhomNeitherAskedForIt() {
        champion("four-eyes", 0);
        String id = bob.post("/api/models/four-eyes/retrains", Map.of("reason", "new features"))
                .path("promotion")
                .path("id")
                .asText();
        promotion(id, "awaiting-approval");

        HttpResponse<String> own = bob.send("/api/approvals/" + approval(id), Map.of("decision", "approve"));
        assertThat(own.statusCode()).as(own.body()).isEqualTo(409);
        String validation = approval(id);
        cleo.post(
                "/engine-rest/task/" + validation + "/complete",
                Map.of(
                        "variables",
                        variables(Map.of(
                                "decision", "approve",
                                "comment", "valid",
                                "promotionId", "PRM-0",
                                "route", "roll-out",
                                "approved", true,
                                "approvals", 0,
                                "owners", "nobody"))));
        Awaitility.await()
                .atMost(SOON)
                .until(() -> !approval(id).isEmpty() && !approval(id).equals(validation));
        HttpResponse<String> twice = cleo.send("/api/approvals/" + approval(id), Map.of("decision", "approve"));
        assertThat(twice.statusCode()).as(twice.body()).isEqualTo(409);
        answer(admin, id, "approve", "the risk is mine");

        promotion(id, "promoted");
        assertThat(admin.text("/api/promotions/" + id + "/documents/approvals.json"))
                .contains("validator", "risk owner", "the risk is mine");
    }

    @Test
    void rollsOutNothingThatNobodyHasApprovedWhoeverStartsTheFlow() {
        champion("unapproved", 0);
        String id = retrain("unapproved");
        promotion(id, "awaiting-approval");
        String question = approval(id);

        admin.post("/engine-rest/process-definition/key/model-rollout/start", Map.of("businessKey", id));

        assertThat(promotion(id, "failed").path("outcome").asText()).contains("0 of 1 people have approved it");
        assertThat(champion("unapproved")).isEqualTo("1");
        assertThat(store.model("unapproved").orElseThrow().aliases()).doesNotContainKey("challenger");
        HttpResponse<String> late = bob.send("/api/approvals/" + question, Map.of("decision", "approve"));
        assertThat(late.statusCode()).as(late.body()).isEqualTo(409);
    }

    private static Map<String, Object> variables(Map<String, Object> values) {
        var variables = new TreeMap<String, Object>();
        values.forEach((name, value) -> variables.put(name, Map.of("value", value)));
        return variables;
    }

    @Test
    void handsOutEvidenceThatCanBeCheckedElsewhere(@TempDir Path folder) throws IOException {
        champion("proved", 0);
        HttpResponse<String> taken = admin.hook(
                "monitor",
                Map.of(
                        "kind",
                        "drift",
                        "title",
                        "deliveries take longer",
                        "service",
                        "proved",
                        "severity",
                        "warning",
                        "status",
                        "firing",
                        "labels",
                        Map.of("model", "proved")),
                Map.of("X-Mendflow-Token", SENDER_SECRET));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        Awaitility.await().atMost(SOON).until(() -> !admin.get("/api/promotions?model=proved")
                .path("items")
                .isEmpty());
        String id = admin.get("/api/promotions?model=proved")
                .path("items")
                .path(0)
                .path("id")
                .asText();
        promotion(id, "awaiting-approval");
        assertThat(admin.get("/api/models/proved").path("challenger").asText()).isEqualTo("2");
        String validation = approval(id);
        answer(bob, id, "approve", "valid <b>indeed</b>");
        Awaitility.await()
                .atMost(SOON)
                .until(() -> !approval(id).isEmpty() && !approval(id).equals(validation));
        answer(cleo, id, "approve", "the risk is mine");
        JsonNode promoted = promotion(id, "promoted");
        Awaitility.await().atMost(SOON).until(() -> admin.text("/api/audit?subject=" + id)
                .contains("promotion.promoted"));

        Path zip = Files.write(folder.resolve("evidence.zip"), bob.bytes("/api/promotions/" + id + "/evidence"));

        String key = admin.get("/api/audit/key").path("fingerprint").asText();
        CommandRun verified = CommandRun.of("verify", zip.toString(), "--key", key);
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
        assertThat(verified.out()).contains("promotion " + id, "is whole");
        Map<String, String> files = unzip(zip);
        JsonNode statements = JSON.readTree(files.get("statements.json"));
        assertThat(statements)
                .allSatisfy(statement -> assertThat(statement.path("holds").asBoolean())
                        .as(statement.toPrettyString())
                        .isTrue());
        assertThat(statements.path(0).path("values"))
                .extracting(value -> value.asText())
                .containsOnly(promoted.path("digest").asText());
        JsonNode trigger = JSON.readTree(files.get("trigger.json"));
        assertThat(trigger.at("/signals/0/senderProved").asBoolean()).isTrue();
        assertThat(trigger.at("/signals/0/signal/receipt").asText())
                .isEqualTo(JSON.readTree(taken.body()).path("receipt").asText());
        assertThat(JSON.readTree(files.get("store.json"))
                        .at("/run/parameters/seed")
                        .asText())
                .isNotEmpty();
        assertThat(JSON.readTree(files.get("decisions.json")).findValuesAsText("decision"))
                .contains("model-gate");
        assertThat(files.keySet())
                .contains(
                        "documents/comparison.json",
                        "documents/drift.json",
                        "documents/drift-minutes.svg",
                        "documents/data-training.json",
                        "documents/training.json",
                        "documents/model-card.md",
                        "processes/model-retrain-v1.bpmn",
                        "processes/model-rollout-v1.bpmn",
                        "decisions/model-gate-v1.dmn",
                        "diagrams/1-model-retrain-v1.svg");
        assertThat(files.get("index.html"))
                .contains("✓ yes", "valid &lt;b&gt;indeed", "the risk is mine", "roc-auc", "Row 6 matched", key)
                .contains("Its signature or token was checked and held", "evidently-0.7", "tiny-1")
                .doesNotContain("✕ no", "<script", "<b>indeed")
                .doesNotContainPattern("(src|href)=\"(?!data:|diagrams/)");
        JsonNode model = admin.get("/api/models/proved");
        assertThat(model.path("champion").asText()).isEqualTo("2");
        assertThat(model.path("previous").asText()).isEqualTo("1");
        assertThat(model.path("challenger").isNull()).isTrue();
        assertThat(model.path("reviewOverdue").asBoolean()).isFalse();
        assertThat(Duration.between(
                        Instant.parse(model.path("lastValidation").asText()),
                        Instant.parse(model.path("nextReview").asText())))
                .isEqualTo(Duration.ofDays(90));
    }

    @Test
    void rollsBackInOneCallAndHasPeopleAgreeAfterwards() {
        champion("falls-back", 0);
        String first = retrain("falls-back");
        promotion(first, "awaiting-approval");
        answer(bob, first, "approve", "");
        promotion(first, "promoted");

        JsonNode begun = bob.post("/api/models/falls-back/rollbacks", Map.of("reason", "customers complain"));
        String id = begun.path("id").asText();

        promotion(id, "awaiting-ratification");
        assertThat(champion("falls-back")).isEqualTo("1");
        HttpResponse<String> frozen = admin.send("/api/models/falls-back/retrains", Map.of("reason", "try again"));
        assertThat(frozen.statusCode()).as(frozen.body()).isEqualTo(409);
        answer(cleo, id, "approve", "right so");
        promotion(id, "ratified");
        assertThat(admin.get("/api/models/falls-back").path("frozen").isNull()).isTrue();
        HttpResponse<String> again = bob.send("/api/models/falls-back/rollbacks", Map.of("reason", "once more"));
        assertThat(again.statusCode())
                .as("version 2 was got rid of: " + again.body())
                .isEqualTo(409);
    }

    @Test
    void movesAChampionBackThatSomebodyMovedElsewhere() {
        champion("moved", 0);
        admin.post("/api/models/moved/drift-checks", Map.of());
        String id = admin.get("/api/models/moved").path("promotion").asText();
        promotion(id, "awaiting-approval");
        answer(bob, id, "reject", "not now");
        promotion(id, "rejected");

        store.moveAliases("moved", List.of(new AliasMove("champion", "1", "2")));
        look("moved");
        Awaitility.await().atMost(SOON).until(() -> champion("moved").equals("1"));

        Awaitility.await()
                .atMost(SOON)
                .until(() -> admin.get("/api/models/moved/history").path("items").findValuesAsText("reason").stream()
                        .anyMatch(reason -> reason.contains("outside of any promotion")));
    }

    private static Map<String, String> unzip(Path zip) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private String retrain(String model) {
        return admin.post("/api/models/" + model + "/retrains", Map.of("reason", "a story"))
                .path("promotion")
                .path("id")
                .asText();
    }

    private void answer(Api person, String promotion, String decision, String comment) {
        Awaitility.await().atMost(SOON).until(() -> !approval(promotion).isEmpty());
        person.post("/api/approvals/" + approval(promotion), Map.of("decision", decision, "comment", comment));
    }

    private String approval(String promotion) {
        return admin.pendingApproval(promotion);
    }

    private JsonNode promotion(String id, String state) {
        return admin.promotion(id, state, SOON);
    }

    private String champion(String model) {
        return store.aliased(model, "champion").map(ModelVersion::version).orElse("");
    }

    /** Makes version 1 serve, which cuts at that place. */
    private void champion(String model, double cut) {
        store.register(model, null);
        String run = store.startRun(new NewRun(
                        model,
                        "first",
                        "first",
                        new Lineage(List.of(new DataSet("training", "sha256:0", "somewhere")), "tiny-0", null),
                        Map.of(),
                        Map.of()))
                .id();
        store.endRun(run, ModelRunState.FINISHED);
        version(model, cut, run);
        store.moveAliases(model, List.of(new AliasMove("champion", null, "1")));
    }

    private void version(String model, double cut, String run) {
        byte[] learned = ("1 " + cut).getBytes(StandardCharsets.UTF_8);
        store.createVersion(new NewVersion(
                model,
                UUID.randomUUID().toString(),
                run,
                null,
                Map.of(),
                List.of(new Artifact("cut.txt", () -> new ByteArrayInputStream(learned)))));
    }
}
