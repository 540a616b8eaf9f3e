package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mendflow.connector.mlflow.MlflowServer;
import io.mendflow.demo.scoring.Payments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * A model's way with a real MLflow and a trainer in scikit-learn. What MLflow knows is read by its own REST API, past Mendflow. Each test has a model of
 * its own, of which a data scientist has made two versions, the first of them the champion.
 */
@Tag("peers")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.DEFINED_PORT)
@ActiveProfiles("story")
@DirtiesContext
class ModelPeersIT {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final String SECRET = "only MLflow and Mendflow know it";
    private static final String STORE_AWAY = "there was no answer";
    private static final Path SCRIPTS = Path.of("src/test/resources/sklearn").toAbsolutePath();
    private static final int PORT = Service.freePort();

    private static final List<String> MODELS = List.of(
            "payments", "moved", "moved-unheard", "not-to-be-moved", "interrupted", "forsaken", "half-way", "tampered");

    /** What happens when the figures of a model's second version are asked for. */
    private static final Map<String, Runnable> AT_CANARY = new ConcurrentHashMap<>();

    @TempDir
    private static Path folder;

    private static MlflowServer mlflow;
    private static HttpServer serving;

    @Autowired
    private ManagementService management;

    @Autowired
    private RuntimeService processes;

    private final Api admin = new Api("http://127.0.0.1:" + PORT, "admin", "correct-Horse-7-battery");

    @BeforeAll
    static void bringPeers() throws Exception {
        Payments.write(folder, 11);
        mlflow = new MlflowServer(Files.createDirectories(folder.resolve("mlflow")));
        var arguments = new ArrayList<>(MODELS);
        arguments.add(0, folder.toString());
        mlflow.python(SCRIPTS.resolve("data_scientist.py"), arguments.toArray(String[]::new));
        serving = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        serving.createContext("/figures/", ModelPeersIT::figures);
        serving.createContext("/switch", ModelPeersIT::shift);
        serving.start();
    }

    @AfterAll
    static void endPeers() {
        if (serving != null) {
            serving.stop(0);
        }
        if (mlflow != null) {
            mlflow.close();
        }
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) {
        String served = "http://127.0.0.1:" + serving.getAddress().getPort();
        settings.add("server.port", () -> PORT);
        settings.add("spring.datasource.url", () -> "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000"
                .formatted(UUID.randomUUID()));
        settings.add("mendflow.home", () -> folder.resolve("home").toString());
        settings.add("mendflow.model-store.kind", () -> "mlflow");
        settings.add("mendflow.mlflow.url", () -> mlflow.url());
        settings.add("mendflow.mlflow.webhook.url", () -> "http://127.0.0.1:%d/hooks/mlflow".formatted(PORT));
        settings.add("mendflow.mlflow.webhook.secret", () -> "mlflow-hook");
        settings.add("mendflow.sources.mlflow.secret", () -> SECRET);
        settings.add("mendflow.secrets.directory", () -> secrets().toString());
        settings.add("mendflow.models.look-again", () -> "PT0.3S");
        String trainer = MlflowServer.interpreter() + " " + SCRIPTS.resolve("trainer.py");
        settings.add("mendflow.trainer.command.sklearn.train", () -> trainer);
        settings.add("mendflow.trainer.command.sklearn.score", () -> trainer);
        settings.add("mendflow.live-metrics.allowed-urls", () -> served + "/*");
        settings.add("mendflow.serving.http.half-way.url", () -> served + "/switch");
        for (String name : MODELS) {
            String model = "mendflow.models.inventory." + name + ".";
            settings.add(model + "owner", () -> "payments");
            settings.add(model + "tier", () -> name.equals("payments") || name.equals("tampered") ? "2" : "4");
            settings.add(model + "trainer", () -> "command/sklearn");
            settings.add(model + "debounce", () -> "PT0S");
            Map.of(
                            "training", Payments.FRESH,
                            "held-out", Payments.FRESH_HELDOUT,
                            "reference", Payments.REFERENCE,
                            "current", Payments.CURRENT,
                            "expectations", Payments.EXPECTATIONS)
                    .forEach((rows, file) -> settings.add(
                            model + "data." + rows, () -> folder.resolve(file).toString()));
            settings.add(model + "data.label", () -> "fraud");
            settings.add(model + "data.positive", () -> "1");
            settings.add(model + "drift.ignored[0]", () -> "settled_amount");
            settings.add(model + "comparison.metrics[0]", () -> "roc-auc");
            settings.add(model + "comparison.gates[0].kind", () -> "superiority");
            settings.add(model + "comparison.gates[0].metric", () -> "roc-auc");
            settings.add(model + "canary.bake", () -> "PT0S");
            settings.add(model + "canary.every", () -> "PT0.2S");
            settings.add(model + "canary.gates[0].name", () -> "error rate");
            settings.add(model + "canary.gates[0].url", () -> served + "/figures/{model}/{version}");
            settings.add(model + "canary.gates[0].pointer", () -> "/errorRate");
            settings.add(model + "canary.gates[0].max", () -> "0.05");
        }
        settings.add("mendflow.models.inventory.interrupted.canary.steps", () -> "50,100");
        settings.add("mendflow.models.inventory.forsaken.canary.steps", () -> "100");
        settings.add("mendflow.models.inventory.half-way.canary.steps", () -> "100");
        settings.add("mendflow.models.inventory.half-way.serving", () -> "http/half-way");
    }

    private static Path secrets() {
        try {
            Path secrets = Files.createDirectories(folder.resolve("secrets"));
            Files.writeString(secrets.resolve("mlflow-hook"), SECRET);
            return secrets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What serves says how it is: {@code /figures/<model>/<version>}. */
    private static void figures(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        if (path[3].equals("2")) {
            AT_CANARY.getOrDefault(path[2], () -> {}).run();
        }
        answer(exchange, 200, "{\"errorRate\":0.01}");
    }

    /** A switch that shifts and gives back, and breaks whenever it is to promote. */
    private static void shift(HttpExchange exchange) throws IOException {
        boolean breaks = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                .contains("\"operation\":\"promote\"");
        answer(exchange, breaks ? 503 : 200, "{\"phase\":\"ready\",\"versions\":[]}");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** So that the watch of every minute does nothing of what a test waits for, unless it asks for it. */
    @BeforeEach
    void putTheWatchOff() {
        watchAt(Instant.now().plus(Duration.ofHours(1)));
    }

    @Test
    void retrainsAModelOfMlflowAndMovesItsChampionOnlyWhenSomebodyHasApproved() throws Exception {
        HttpResponse<String> told = admin.hook(
                "evidently",
                """
                {"model": "payments", "metrics": [{"metric_name": "DriftedColumnsCount(drift_share=0.5)",
                 "config": {"type": "evidently:metric_v2:DriftedColumnsCount", "drift_share": 0.5},
                 "value": {"count": 4.0, "share": 0.67}}], "tests": []}
                """,
                Map.of());
        assertThat(told.statusCode()).as(told.body()).isEqualTo(202);
        Awaitility.await("it is taken up").atMost(SOON).until(() -> !promotionOf("payments")
                .isEmpty());
        String id = promotionOf("payments");

        JsonNode waiting = promotion(id, "awaiting-approval");

        assertThat(waiting.path("timeline").findValuesAsText("text"))
                .anyMatch(text -> text.startsWith("The drift is confirmed."))
                .anyMatch(text -> text.startsWith("Gate for tier 2, comparison pass: approve"));
        assertThat(mlflow.aliases("payments")).isEqualTo(Map.of("champion", "1"));
        JsonNode version = version("payments", "3");
        assertThat(tag(version, "mendflow.promotion")).isEqualTo(id);
        assertThat(tag(version, "mendflow.digest"))
                .isEqualTo(waiting.path("digest").asText());
        assertLineage(version.path("run_id").asText(), id);

        approve(id);
        promotion(id, "promoted");

        assertThat(mlflow.aliases("payments")).isEqualTo(Map.of("champion", "3", "previous", "1"));
        String scored = mlflow.python(
                """
                import sys
                sys.path.insert(0, sys.argv[1])
                import mlflow, trainer

                model = mlflow.sklearn.load_model("models:/payments@champion")
                old = mlflow.sklearn.load_model("models:/payments@previous")
                rows = trainer.read(sys.argv[2])
                print("better:", trainer.auc(model, rows) > trainer.auc(old, rows) + 0.05)
                """,
                SCRIPTS.toString(),
                folder.resolve(Payments.FRESH_HELDOUT).toString());
        assertThat(scored).contains("better: True");
        assertThat(admin.get("/api/models/payments/history?at=" + Instant.now())
                        .path("items")
                        .findValuesAsText("alias"))
                .containsExactlyInAnyOrder("champion", "previous");
    }

    private void assertLineage(String run, String promotion) throws Exception {
        JsonNode made = mlflow.exchange("GET", "runs/get?run_id=" + run, null).path("run");
        assertThat(made.at("/info/status").asText()).isEqualTo("FINISHED");
        Map<String, String> data = new TreeMap<>();
        made.at("/inputs/dataset_inputs")
                .forEach(input -> data.put(input.at("/dataset/name").asText(), tag(input, "mendflow.digest")));
        assertThat(data)
                .isEqualTo(Map.of(
                        "training", "sha256:" + sha256(folder.resolve(Payments.FRESH)),
                        "held-out", "sha256:" + sha256(folder.resolve(Payments.FRESH_HELDOUT))));
        Map<String, String> parameters = pairs(made.at("/data/params"));
        assertThat(parameters)
                .containsEntry("algorithm", "GradientBoostingClassifier")
                .containsEntry("n_estimators", "60")
                .containsKey("seed");
        Map<String, String> metrics = pairs(made.at("/data/metrics"));
        assertThat(Double.parseDouble(metrics.get("validation_auc"))).isBetween(0.6, 1.0);
        Map<String, String> tags = pairs(made.at("/data/tags"));
        assertThat(tags)
                .containsEntry(
                        "mlflow.parentRunId",
                        version("payments", "1").path("run_id").asText())
                .containsEntry("mendflow.promotion", promotion)
                .containsEntry("mendflow.cause", "drift");
        assertThat(tags.values()).contains("sha256:" + sha256(SCRIPTS.resolve("trainer.py")));
        assertThat(admin.get("/api/promotions/" + promotion + "/documents/training.json")
                        .at("/environment/scikit-learn")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void movesAChampionBackWhenMlflowTellsThatSomebodyMovedIt() {
        watchFirst("moved");
        move("moved", "2");

        Awaitility.await("Mendflow has moved it back").atMost(SOON).until(() -> mlflow.aliases("moved")
                .equals(Map.of("champion", "1")));

        assertTellsOfTheMove("moved");
        assertThat(signals("moved")).anyMatch(ModelPeersIT::tellsOfTheMove);
    }

    @Test
    void refusesWhatMlflowHasNotSigned() {
        String forged =
                """
                {"entity": "model_version_alias", "action": "created", "timestamp": "%s",
                 "data": {"name": "moved", "alias": "champion", "version": "77"}}
                """
                        .formatted(Instant.now());
        HttpResponse<String> answer = admin.hook(
                "mlflow",
                forged,
                Map.of(
                        "X-MLflow-Delivery-Id",
                        UUID.randomUUID().toString(),
                        "X-MLflow-Timestamp",
                        Long.toString(Instant.now().getEpochSecond()),
                        "X-MLflow-Signature",
                        "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
        String stranger = mlflow.exchange(
                        "POST",
                        "webhooks",
                        Map.of(
                                "name",
                                "stranger",
                                "url",
                                hookUrl() + "?from=stranger",
                                "secret",
                                "not the secret",
                                "events",
                                List.of(Map.of("entity", "MODEL_VERSION_ALIAS", "action", "CREATED"))))
                .at("/webhook/webhook_id")
                .asText();

        JsonNode tried = mlflow.exchange("POST", "webhooks/" + stranger + "/test", Map.of());
        mlflow.exchange("DELETE", "webhooks/" + stranger, Map.of());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(tried.at("/result/response_status").asInt()).isEqualTo(401);
        assertThat(signals("moved").stream()
                        .map(signal -> signal.at("/labels/version").asText()))
                .doesNotContain("77");
        assertThat(mlflow.aliases("moved")).containsEntry("champion", "1");
    }

    @Test
    void findsAMoveThatMlflowNeverToldOfAndHearsOfTheNextOne() {
        watchFirst("moved-unheard");
        ourHooks().forEach(hook -> mlflow.exchange("DELETE", "webhooks/" + hook, Map.of()));
        move("moved-unheard", "2");

        watchAt(Instant.now().minusSeconds(1));

        Awaitility.await("the watch has moved it back").atMost(SOON).until(() -> mlflow.aliases("moved-unheard")
                .equals(Map.of("champion", "1")));
        assertTellsOfTheMove("moved-unheard");
        Awaitility.await("the webhook is back")
                .atMost(SOON)
                .until(() -> ourHooks().size() == 1);
        assertThat(signals("moved-unheard")).noneMatch(ModelPeersIT::tellsOfTheMove);
        putTheWatchOff();
        move("moved-unheard", "2");
        Awaitility.await("it is heard of again").atMost(SOON).until(() -> mlflow.aliases("moved-unheard")
                .equals(Map.of("champion", "1")));
    }

    /** Nothing that could not be done may pass for done: the next look does it. */
    @Test
    void movesAChampionBackAsSoonAsThatIsPossible() throws IOException {
        watchFirst("not-to-be-moved");
        Path there = artifact("not-to-be-moved", "1");
        Path away = Files.move(there, folder.resolve("elsewhere"));
        move("not-to-be-moved", "2");
        Awaitility.await("it is looked at").atMost(SOON).until(() -> signals("not-to-be-moved").stream()
                .anyMatch(ModelPeersIT::tellsOfTheMove));
        awaitAllWatchesEnded();
        assertThat(mlflow.aliases("not-to-be-moved")).containsEntry("champion", "2");

        Files.move(away, there);
        watchAt(Instant.now().minusSeconds(1));

        Awaitility.await("the watch has moved it back").atMost(SOON).until(() -> mlflow.aliases("not-to-be-moved")
                .equals(Map.of("champion", "1")));
        assertTellsOfTheMove("not-to-be-moved");
    }

    @Test
    void goesOnWithACanaryWhenMlflowIsBack() throws IOException {
        AT_CANARY.put("interrupted", () -> stopMlflow("interrupted"));
        String id = challenge("interrupted");
        Awaitility.await("a step has failed").atMost(SOON).until(() -> !failed(id)
                .isEmpty());
        assertThat(failed(id)).allMatch(job -> job.getExceptionMessage().contains(STORE_AWAY));

        mlflow.start();

        JsonNode promoted = ended(id, "promoted");
        assertThat(promoted.path("timeline").findValuesAsText("text"))
                .anyMatch(text -> text.contains("holds at 50 %"))
                .anyMatch(text -> text.contains("holds at 100 %"));
        assertThat(mlflow.aliases("interrupted")).isEqualTo(Map.of("champion", "2", "previous", "1"));
    }

    @Test
    void takesAChallengerBackThatCouldNotBePromotedAsMlflowStayedAway() throws IOException {
        AT_CANARY.put("forsaken", () -> stopMlflow("forsaken"));
        String id = challenge("forsaken");

        exhaust(id);
        JsonNode stuck = admin.get("/api/promotions/" + id);
        assertThat(stuck.path("state").asText()).isEqualTo("rolling-out");
        assertThat(stuck.path("timeline").findValuesAsText("text"))
                .anyMatch(text -> text.startsWith("It cannot go on: ") && text.contains(STORE_AWAY));
        mlflow.start();
        assertThat(mlflow.aliases("forsaken")).containsEntry("champion", "1").doesNotContainKey("previous");

        JsonNode back = ended(id, "rolled-back");

        assertThat(back.path("outcome").asText()).contains(STORE_AWAY);
        assertThat(mlflow.aliases("forsaken")).isEqualTo(Map.of("champion", "1"));
        assertThat(tag(version("forsaken", "2"), "mendflow.stage")).isEqualTo("rejected");
        JsonNode model = mlflow.exchange("GET", "registered-models/get?name=forsaken", null);
        assertThat(pairs(model.at("/registered_model/tags"))).doesNotContainKey("mendflow.canary");
        assertThat(admin.get("/api/models/forsaken").path("promotion").isNull()).isTrue();
    }

    @Test
    void movesBothAliasesBackWhenAServerDoesNotFollow() {
        String id = challenge("half-way");
        Awaitility.await("a step has failed").atMost(SOON).until(() -> !failed(id)
                .isEmpty());
        assertThat(mlflow.aliases("half-way")).isEqualTo(Map.of("champion", "2", "previous", "1"));

        exhaust(id);

        JsonNode back = ended(id, "rolled-back");
        assertThat(back.path("outcome").asText()).contains("to promote");
        assertThat(mlflow.aliases("half-way")).isEqualTo(Map.of("champion", "1"));
    }

    @Test
    void doesNotRollOutWhatIsNoLongerWhatWasApproved() throws IOException {
        String id = challenge("tampered");
        promotion(id, "awaiting-approval");
        Path approved = artifact("tampered", "2");
        byte[] bytes = Files.readAllBytes(approved);
        byte[] others = bytes.clone();
        others[others.length / 2] ^= 1;
        Files.write(approved, others);

        approve(id);

        JsonNode failed = ended(id, "failed");
        Files.write(approved, bytes);
        assertThat(failed.path("outcome").asText()).contains("model.pkl of version 2");
        assertThat(mlflow.aliases("tampered")).isEqualTo(Map.of("champion", "1"));
    }

    /** Asks for the second version, which is there already, to take over; in tier 4 nobody is asked then. */
    private String challenge(String model) {
        return admin.post("/api/models/" + model + "/retrains", Map.of("version", "2", "reason", "made by hand"))
                .path("promotion")
                .path("id")
                .asText();
    }

    private static void stopMlflow(String model) {
        AT_CANARY.remove(model);
        mlflow.close();
    }

    /** Has every step of a promotion that failed done again at once, until its tries are used up and it is being taken back. */
    private void exhaust(String promotion) {
        Awaitility.await("its tries are used up")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    tryNow(promotion);
                    return admin.get("/api/promotions/" + promotion)
                            .path("timeline")
                            .findValuesAsText("kind")
                            .contains("trouble");
                });
    }

    private JsonNode ended(String promotion, String state) {
        Awaitility.await("promotion " + promotion + " ends")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    tryNow(promotion);
                    return !admin.get("/api/promotions/" + promotion)
                            .path("endedAt")
                            .isNull();
                });
        return promotion(promotion, state);
    }

    /** What is to be tried again in some seconds is due now. */
    private void tryNow(String promotion) {
        failed(promotion).forEach(job -> management.setJobDuedate(job.getId(), new Date()));
    }

    /** The steps of a promotion that failed and wait to be tried again. */
    private List<Job> failed(String promotion) {
        return processes.createProcessInstanceQuery().processInstanceBusinessKey(promotion).list().stream()
                .flatMap(instance -> management
                        .createJobQuery()
                        .processInstanceId(instance.getId())
                        .withException()
                        .duedateHigherThan(new Date())
                        .list()
                        .stream())
                .toList();
    }

    /** The watch's own job of every minute, only earlier or later. */
    private void watchAt(Instant moment) {
        Awaitility.await("the watch is not running just now")
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> {
                    Job minute = management
                            .createJobQuery()
                            .processDefinitionKey("model-watch")
                            .timers()
                            .singleResult();
                    management.setJobDuedate(minute.getId(), Date.from(moment));
                    return true;
                });
    }

    /** Has the watch see the champion as it is, and then be put off again. */
    private void watchFirst(String model) {
        watchAt(Instant.now().minusSeconds(1));
        Awaitility.await("the champion is known").atMost(SOON).until(() -> !history(model)
                .isEmpty());
        putTheWatchOff();
    }

    private void awaitAllWatchesEnded() {
        Awaitility.await("no watch is running")
                .atMost(SOON)
                .until(() -> processes
                                .createProcessInstanceQuery()
                                .processDefinitionKey("model-watch")
                                .count()
                        == 0);
    }

    private void approve(String promotion) {
        admin.person("bob-" + UUID.randomUUID(), "approver")
                .post(
                        "/api/approvals/" + admin.pendingApproval(promotion),
                        Map.of("decision", "approve", "comment", "it is better"));
    }

    private String promotionOf(String model) {
        return admin.get("/api/promotions?model=" + model).at("/items/0/id").asText();
    }

    private JsonNode promotion(String id, String state) {
        return admin.promotion(id, state, SOON);
    }

    private List<JsonNode> history(String model) {
        return items("/api/models/" + model + "/history");
    }

    private void assertTellsOfTheMove(String model) {
        Awaitility.await("the move is noted").atMost(SOON).untilAsserted(() -> assertThat(history(model))
                .extracting(term -> "%s %s by %s"
                        .formatted(
                                term.path("alias").asText(),
                                term.path("version").asText(),
                                term.path("movedBy").asText()))
                .containsExactly("champion 1 by mendflow", "champion 2 by unknown", "champion 1 by unknown"));
        assertThat(history(model).get(1).path("reason").asText())
                .contains("from version 1 to version 2 by somebody outside of any promotion");
    }

    private List<JsonNode> signals(String model) {
        return items("/api/signals?source=mlflow&limit=100&service=" + model);
    }

    private static boolean tellsOfTheMove(JsonNode signal) {
        return signal.path("kind").asText().equals("change")
                && signal.at("/labels/event").asText().equals("model_version_alias.created")
                && signal.at("/labels/alias").asText().equals("champion")
                && signal.at("/labels/version").asText().equals("2");
    }

    private List<JsonNode> items(String path) {
        List<JsonNode> items = new ArrayList<>();
        admin.get(path).path("items").forEach(items::add);
        return items;
    }

    /** As somebody does who knows nothing of promotions. */
    private static void move(String model, String version) {
        mlflow.exchange(
                "POST", "registered-models/alias", Map.of("name", model, "alias", "champion", "version", version));
    }

    private static String hookUrl() {
        return "http://127.0.0.1:%d/hooks/mlflow".formatted(PORT);
    }

    /** The webhooks to Mendflow that MLflow has. */
    private static List<String> ourHooks() {
        List<String> hooks = new ArrayList<>();
        for (JsonNode hook : mlflow.exchange("GET", "webhooks", null).path("webhooks")) {
            if (hook.path("url").asText().equals(hookUrl())) {
                hooks.add(hook.path("webhook_id").asText());
            }
        }
        return hooks;
    }

    private static JsonNode version(String model, String version) {
        return mlflow.exchange("GET", "model-versions/get?name=%s&version=%s".formatted(model, version), null)
                .path("model_version");
    }

    /** The file of a version's artifacts that is the model itself, where MLflow keeps it. */
    private static Path artifact(String model, String version) {
        String place = mlflow.exchange(
                        "GET", "model-versions/get-download-uri?name=%s&version=%s".formatted(model, version), null)
                .path("artifact_uri")
                .asText();
        return mlflow.artifacts()
                .resolve(place.replaceFirst("^mlflow-artifacts:/+", ""))
                .resolve("model.pkl");
    }

    private static String tag(JsonNode version, String tag) {
        return pairs(version.path("tags")).get(tag);
    }

    private static Map<String, String> pairs(JsonNode list) {
        Map<String, String> pairs = new TreeMap<>();
        list.forEach(
                pair -> pairs.put(pair.path("key").asText(), pair.path("value").asText()));
        return pairs;
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
