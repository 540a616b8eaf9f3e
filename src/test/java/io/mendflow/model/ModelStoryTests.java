package io.mendflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.mendflow.Api;
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
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;

/** A model's whole way, with a trainer that is a process of its own; run on each database by its subclasses. Each test has a model of its own. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("story")
@Execution(ExecutionMode.CONCURRENT)
abstract class ModelStoryTests {

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
            "fails");

    /** What the stand-in for a server's metrics says of each model's versions. */
    private static final Map<String, Double> ERROR_RATES = new ConcurrentHashMap<>();

    @LocalServerPort
    int port;

    @Autowired
    ModelStore store;

    private Api admin;
    private Api bob;
    private Api cleo;

    static void settings(DynamicPropertyRegistry settings, Path folder) throws IOException {
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
        settings.add("mendflow.models.inventory.hangs.training-within", () -> "PT2S");
        settings.add("mendflow.models.inventory.four-eyes.tier", () -> "1");
        settings.add("mendflow.models.inventory.labelled.tier", () -> "3");
        settings.add("mendflow.models.inventory.moved-asked.out-of-band", () -> "ask");
        List<String> lines = Files.readAllLines(folder.resolve("one-class/held-out.csv")).stream()
                .filter(line -> !line.endsWith("no"))
                .toList();
        Files.write(folder.resolve("one-class/held-out.csv"), lines);
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
        bob = somebody("bob-" + UUID.randomUUID());
        cleo = somebody("cleo-" + UUID.randomUUID());
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
        answer(cleo, id, "approve", "valid");
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
                        Map.of("name", "moved", "alias", "champion", "version", "2")),
                Map.of());
        assertThat(told.statusCode()).as(told.body()).isEqualTo(202);
        Awaitility.await().atMost(SOON).until(() -> champion("moved").equals("1"));

        assertThat(admin.get("/api/models/moved/history").path("items").findValuesAsText("reason"))
                .anyMatch(reason -> reason.contains("outside of any promotion"));
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
        for (JsonNode approval :
                admin.get("/api/approvals?state=pending&limit=100").path("items")) {
            if (approval.path("runId").asText().equals(promotion)) {
                return approval.path("id").asText();
            }
        }
        return "";
    }

    private JsonNode promotion(String id, String state) {
        Awaitility.await("promotion %s %s".formatted(id, state))
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    JsonNode now = admin.get("/api/promotions/" + id);
                    if (!now.path("outcome").isNull()
                            && !now.path("state").asText().equals(state)) {
                        throw new AssertionError("Expected %s, got %s".formatted(state, now.toPrettyString()));
                    }
                    return state.equals(now.path("state").asText());
                });
        return admin.get("/api/promotions/" + id);
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

    private Api somebody(String name) {
        admin.post(
                "/engine-rest/user/create",
                Map.of(
                        "profile", Map.of("id", name, "firstName", "Ann", "lastName", "Two"),
                        "credentials", Map.of("password", "another-Horse-8-battery")));
        admin.put("/engine-rest/group/approver/members/" + name);
        admin.put("/engine-rest/group/operator/members/" + name);
        return admin.as(name, "another-Horse-8-battery");
    }
}
