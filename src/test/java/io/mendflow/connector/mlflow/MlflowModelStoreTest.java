package io.mendflow.connector.mlflow;

import static io.mendflow.connector.mlflow.StubMlflow.error;
import static io.mendflow.connector.mlflow.StubMlflow.json;
import static io.mendflow.connector.mlflow.StubMlflow.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.mendflow.connector.AliasMove;
import io.mendflow.connector.AliasMoved;
import io.mendflow.connector.Artifact;
import io.mendflow.connector.ArtifactFile;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.Lineage;
import io.mendflow.connector.ModelDamaged;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewRun;
import io.mendflow.connector.NewVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store does when MLflow has a bad day; its good days are in {@link MlflowPeerIT}. */
class MlflowModelStoreTest {

    /** SHA-256 of {@code 12345}. */
    private static final ArtifactFile FILE =
            new ArtifactFile("model.bin", 5, "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5");

    private static final String DIGEST = ArtifactFile.digest(List.of(FILE));
    private static final String ALIASES = "GET mlflow/registered-models/get";
    private static final String SEARCH = "GET mlflow/model-versions/search";
    private static final String CREATE = "POST mlflow/model-versions/create";
    private static final String MOVE = "POST mlflow/registered-models/alias";
    private static final String LIST = "GET mlflow-artifacts/artifacts";
    private static final String PLACE = "mlflow-artifacts/artifacts/1/r1/artifacts/m";

    @TempDir
    private static Path secrets;

    private static StubMlflow mlflow;
    private static ConnectorModule module;
    private static ModelStore store;

    @BeforeAll
    static void start() throws IOException {
        mlflow = new StubMlflow();
        Files.writeString(secrets.resolve("mlflow-token"), "t0ken");
        module = ConnectorModule.start(Map.of(
                "mendflow.model-store.kind",
                "mlflow",
                "mendflow.mlflow.url",
                mlflow.url(),
                "mendflow.mlflow.token-secret",
                "mlflow-token",
                "mendflow.secrets.directory",
                secrets.toString()));
        store = module.get(ModelStore.class);
    }

    @AfterAll
    static void stop() {
        module.close();
        mlflow.close();
    }

    @BeforeEach
    void haveOneModel() {
        mlflow.forget();
        mlflow.on(ALIASES, model(""));
        mlflow.on("GET mlflow/experiments/get-by-name", ok("{\"experiment\":{\"experiment_id\":\"1\"}}"));
    }

    @Test
    void saysThatMlflowIsAway() {
        try (var away = ConnectorModule.start(
                Map.of("mendflow.model-store.kind", "mlflow", "mendflow.mlflow.url", "http://127.0.0.1:1"))) {
            ModelStore gone = away.get(ModelStore.class);
            for (int i = 0; i < 7; i++) {
                assertThatThrownBy(gone::models)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("Expected MLflow at http://127.0.0.1:1", "there was no answer");
            }
        }
    }

    @Test
    void wantsAnAddress() {
        assertThatThrownBy(() -> ConnectorModule.start(Map.of("mendflow.model-store.kind", "mlflow")))
                .hasStackTraceContaining("Expected mendflow.mlflow.url to be set");
        assertThatThrownBy(() -> ConnectorModule.start(Map.of("mendflow.mlflow.url", "mlflow:5000")))
                .hasStackTraceContaining("expected an http or https address");
        assertThatThrownBy(() -> ConnectorModule.start(Map.of("mendflow.mlflow.username", "ann")))
                .hasStackTraceContaining("expected username with password-secret");
        assertThatThrownBy(() -> ConnectorModule.start(Map.of("mendflow.mlflow.s3.buckets", "models")))
                .hasStackTraceContaining("expected access-key-secret and secret-key-secret with buckets");
    }

    @Test
    void passesOnWhyMlflowFails() {
        mlflow.on(ALIASES, error(500, "INTERNAL_ERROR", "the database is locked"));

        for (int i = 0; i < 7; i++) {
            assertThatThrownBy(() -> store.model("churn"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("GET mlflow/registered-models/get", "status 500: the database is locked");
        }
        mlflow.on(ALIASES, json(404, "<!doctype html>"));
        assertThatThrownBy(() -> store.model("churn"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("is mendflow.mlflow.url the address of MLflow?");
        mlflow.on(ALIASES, error(403, "PERMISSION_DENIED", "no"));
        assertThatThrownBy(() -> store.model("churn"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("see mendflow.mlflow.username", "token-secret")
                .hasMessageNotContaining("t0ken");
        assertThat(mlflow.requests(ALIASES).get(0).authorization()).isEqualTo("Bearer t0ken");
    }

    @Test
    void makesNoVersionUntilAllArtifactsAreThereAndFinishesItThen() {
        mlflow.on(SEARCH, ok("{}"));
        mlflow.on("POST mlflow/runs/search", ok(runs("r1")));
        mlflow.on("POST mlflow/runs/update", ok("{}"));
        String folder = "1/r1/artifacts/mendflow/%s-%s".formatted(id("k"), DIGEST.substring(0, 16));
        String put = "PUT mlflow-artifacts/artifacts/" + folder;
        mlflow.on(put + "/model.bin", json(500, "disk full"), ok("{}"));
        mlflow.on(put + "." + DIGEST + ".json", ok("{}"));

        assertThatThrownBy(() -> create("k"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("store the artifact " + folder + "/model.bin", "status 500: disk full");
        assertThat(mlflow.lines()).doesNotContain(CREATE);

        // The proxy has lost a part of it.
        mlflow.on(LIST, ok("{\"files\":[{\"path\":\"model.bin\",\"is_dir\":false,\"file_size\":4}]}"));
        assertThatThrownBy(() -> create("k"))
                .isInstanceOf(ModelDamaged.class)
                .hasMessageContaining("model.bin of a new version", "5 bytes, but it has 4");
        assertThat(mlflow.lines()).doesNotContain(CREATE);

        mlflow.on(LIST, ok("{\"files\":[{\"path\":\"model.bin\",\"is_dir\":false,\"file_size\":5}]}"));
        mlflow.on(SEARCH, ok("{}"), ok(versions(version("1", "READY", "mlflow-artifacts:/" + folder))));
        mlflow.on(CREATE, ok("{}"));
        ModelVersion made = create("k");
        assertThat(made.version()).isEqualTo("1");
        assertThat(made.digest()).isEqualTo(DIGEST);
        assertThat(mlflow.requests(CREATE).get(0).body())
                .contains("\"source\":\"mlflow-artifacts:/" + folder, "\"run_id\":\"r1\"", DIGEST, id("k"));
    }

    @Test
    void givesUpAVersionThatSomebodyElseMadeFirst() {
        mlflow.on("POST mlflow/runs/search", ok(runs("r1")));
        String folder = "1/r1/artifacts/mendflow/%s-%s".formatted(id("k"), DIGEST.substring(0, 16));
        mlflow.on("PUT mlflow-artifacts/artifacts/" + folder + "/model.bin", ok("{}"));
        mlflow.on("PUT mlflow-artifacts/artifacts/" + folder + "." + DIGEST + ".json", ok("{}"));
        mlflow.on(LIST, ok("{\"files\":[{\"path\":\"model.bin\",\"is_dir\":false,\"file_size\":5}]}"));
        String source = "mlflow-artifacts:/" + folder;
        mlflow.on(SEARCH, ok("{}"), ok(versions(version("8", "READY", source), version("7", "READY", source))));
        mlflow.on(CREATE, ok("{}"));
        mlflow.on("DELETE mlflow/model-versions/delete", ok("{}"));

        assertThat(create("k").version()).isEqualTo("7");

        assertThat(mlflow.requests("DELETE mlflow/model-versions/delete"))
                .extracting(StubMlflow.Request::body)
                .singleElement()
                .asString()
                .contains("\"name\":\"churn\"", "\"version\":\"8\"");
    }

    @Test
    void takesNoVersionThatIsNotReady() {
        String pending = version("1", "PENDING_REGISTRATION", "mlflow-artifacts:/1/r1/artifacts/m");
        mlflow.on("GET mlflow/model-versions/get", ok("{\"model_version\":" + pending + "}"));
        mlflow.on(SEARCH, ok(versions(pending)));

        assertThat(store.version("churn", "1")).isEmpty();
        assertThat(store.versions("churn")).isEmpty();
    }

    @Test
    void readsTheArtifactsWhereTheManifestIsGone() {
        haveVersion();
        mlflow.on("PUT " + PLACE + "." + DIGEST + ".json", ok("{}"));
        mlflow.on("GET " + PLACE + "." + DIGEST + ".json", ok("{\"files\":[]}"));
        mlflow.on("GET " + PLACE + "/model.bin", ok("12346"), ok("12345"));

        fresh(Map.of(), fresh -> {
            assertThatThrownBy(() -> fresh.version("churn", "1"))
                    .isInstanceOf(ModelDamaged.class)
                    .hasMessageContaining("version 1 of model 'churn' to make its digest " + DIGEST);
            assertThat(fresh.version("churn", "1").orElseThrow().files()).containsExactly(FILE);
        });

        assertThat(mlflow.requests("PUT " + PLACE + "." + DIGEST + ".json")
                        .get(0)
                        .body())
                .contains(FILE.sha256());
    }

    @Test
    void endsATransferThatTakesTooLong() throws IOException {
        haveVersion();
        var over = new CountDownLatch(1);
        mlflow.on("GET " + PLACE + "/model.bin", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write('1');
            exchange.getResponseBody().flush();
            await(over);
        });
        mlflow.on("GET mlflow/registered-models/search", exchange -> await(over));

        try {
            fresh(Map.of("mendflow.mlflow.timeout", "PT2S", "mendflow.mlflow.transfer-timeout", "PT2S"), fresh -> {
                assertThatThrownBy(() -> fresh.verify("churn", "1"))
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("model.bin", "within mendflow.mlflow.transfer-timeout, PT2S");
                assertThatThrownBy(fresh::models)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("there was no answer");
            });
        } finally {
            over.countDown();
        }
    }

    @Test
    void refusesStorageThatMlflowDoesNotServe() {
        String elsewhere = version("1", "READY", "s3://bucket/model").replace("mendflow.digest", "other");
        mlflow.on("GET mlflow/model-versions/get", ok("{\"model_version\":" + elsewhere + "}"));
        mlflow.on("GET mlflow/model-versions/get-download-uri", ok("{\"artifact_uri\":\"s3://bucket/model\"}"));
        mlflow.on(SEARCH, ok(versions(elsewhere, version("2", "READY", "mlflow-artifacts:/1/r1/artifacts/m"))));
        mlflow.on("GET " + PLACE + "." + DIGEST + ".json", ok(manifest()));

        assertThatThrownBy(() -> store.version("churn", "1"))
                .isInstanceOf(ModelDamaged.class)
                .hasMessageContaining("version 1 of model 'churn'", "'s3://bucket/model'", "--artifacts-destination");
        assertThat(store.versions("churn")).extracting(ModelVersion::version).containsExactly("2");
    }

    @Test
    void waitsNoLongerForS3ThanTheSettingsSay() throws IOException {
        mlflow.on(
                "GET mlflow/model-versions/get",
                ok("{\"model_version\":" + version("1", "READY", "s3://models/m") + "}"));
        mlflow.on("GET mlflow/model-versions/get-download-uri", ok("{\"artifact_uri\":\"s3://models/m\"}"));
        var over = new CountDownLatch(1);
        HttpServer hanging = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hanging.createContext("/", exchange -> {
            try (exchange) {
                if (exchange.getRequestURI().getPath().equals("/models/m." + DIGEST + ".json")) {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                }
                await(over);
            }
        });
        hanging.start();
        Map<String, Object> settings = Map.of(
                "mendflow.mlflow.timeout", "PT2S",
                "mendflow.mlflow.transfer-timeout", "PT1S",
                "mendflow.mlflow.s3.buckets", "models",
                "mendflow.mlflow.s3.endpoint",
                        "http://127.0.0.1:" + hanging.getAddress().getPort(),
                "mendflow.mlflow.s3.access-key-secret", "s3-key-id",
                "mendflow.mlflow.s3.secret-key-secret", "s3-key",
                "MENDFLOW_SECRET_S3_KEY_ID", "AKIAMENDFLOW",
                "MENDFLOW_SECRET_S3_KEY", "sesame");

        try {
            fresh(settings, fresh -> assertThatThrownBy(() -> fresh.version("churn", "1"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("within mendflow.mlflow.transfer-timeout, PT1S"));
        } finally {
            over.countDown();
            hanging.stop(0);
        }
    }

    @Test
    void copiesNothingThatLeadsOutOfItsFolder() {
        haveVersion();
        ArtifactFile astray = new ArtifactFile("../../x/model.bin", 5, FILE.sha256());
        String digest = ArtifactFile.digest(List.of(astray));
        mlflow.on(
                "GET mlflow/model-versions/get",
                ok("{\"model_version\":"
                        + version("1", "READY", "mlflow-artifacts:/1/r1/artifacts/m")
                                .replace(DIGEST, digest) + "}"));
        mlflow.on("GET " + PLACE + "." + digest + ".json", ok(manifest().replace("model.bin", "../../x/model.bin")));
        mlflow.on(LIST, ok("{\"files\":[{\"path\":\"..\",\"is_dir\":false,\"file_size\":5}]}"));

        assertThatThrownBy(() -> store.fetch("churn", "1", secrets.resolve("deep/copy")))
                .isInstanceOf(ModelDamaged.class)
                .hasMessageContaining("artifact .. of version 1 of model 'churn'");
    }

    @Test
    void movesNoAliasThatSomebodyMovesBetweenTheLookAndTheMove() {
        haveVersion();
        mlflow.on(ALIASES, model(""), model(alias("champion", "9")));

        assertThatThrownBy(() -> store.moveAliases("churn", List.of(new AliasMove("champion", null, "1"))))
                .isInstanceOf(AliasMoved.class)
                .hasMessageContaining("but it points to version 9");
        assertThat(mlflow.lines()).doesNotContain(MOVE);
    }

    @Test
    void noticesThatSomebodyMovedAnAliasRightAfterIt() {
        haveVersion();
        mlflow.on(MOVE, ok("{}"));
        mlflow.on(ALIASES, model(""), model(""), model(alias("champion", "9")));

        assertThatThrownBy(() -> store.moveAliases("churn", List.of(new AliasMove("champion", null, "1"))))
                .isInstanceOf(AliasMoved.class)
                .hasMessageContaining("but it points to version 9");
    }

    @Test
    void saysHowFarAliasesWereMovedAndMovesTheRestWhenAskedAgain() {
        haveVersion();
        List<AliasMove> moves = List.of(new AliasMove("previous", null, "1"), new AliasMove("champion", null, "1"));
        mlflow.on(MOVE, ok("{}"), error(503, "TEMPORARILY_UNAVAILABLE", "later"), ok("{}"));

        assertThatThrownBy(() -> store.moveAliases("churn", moves))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("alias 'champion'", "[previous, champion]", "those before it are moved", "later");

        mlflow.on(
                ALIASES,
                model(alias("previous", "1")),
                model(alias("previous", "1")),
                model(alias("previous", "1") + "," + alias("champion", "1")));
        assertThat(store.moveAliases("churn", moves)).isTrue();
        assertThat(mlflow.requests(MOVE))
                .extracting(request -> request.body().contains("previous"))
                .containsExactly(true, false, false);
    }

    @Test
    void finishesARunThatBrokeOff() {
        String half = runs("r1").replace("\"tags\":[]", "\"tags\":[{\"key\":\"mendflow.model\",\"value\":\"churn\"}]");
        mlflow.on("POST mlflow/runs/search", ok("{}"), ok(half));
        mlflow.on(
                "POST mlflow/runs/create",
                ok(half.substring(half.indexOf('[') + 1, half.lastIndexOf(']')).replaceFirst("^", "{\"run\":") + "}"));
        mlflow.on("POST mlflow/runs/log-batch", error(503, "TEMPORARILY_UNAVAILABLE", "later"), ok("{}"));
        mlflow.on("POST mlflow/runs/set-tag", ok("{}"));
        mlflow.on("POST mlflow/runs/log-inputs", ok("{}"));
        var wanted = new NewRun(
                "churn",
                "k",
                "Training",
                new Lineage(List.of(new Lineage.DataSet("train", "sha256:ab", "file:train.csv")), null, null),
                Map.of("seed", "1"),
                Map.of());

        assertThatThrownBy(() -> store.startRun(wanted)).hasMessageContaining("later");
        assertThat(store.startRun(wanted).id()).isEqualTo("r1");

        assertThat(mlflow.requests("POST mlflow/runs/create")).hasSize(1);
        assertThat(mlflow.requests("POST mlflow/runs/log-inputs")).hasSize(2);
        assertThat(mlflow.requests("POST mlflow/runs/log-batch")).hasSize(2);
        assertThat(mlflow.requests("POST mlflow/runs/set-tag").get(0).body()).contains("mendflow.whole");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "a:b", "a\\b", "a\u0000b", "it's", "a\"b", "a`b", "a%41"})
    void asksForNoNameThatWouldMeanSomethingElse(String name) {
        assertThatThrownBy(() -> store.register(name, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected the name of a model");
        assertThat(mlflow.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/etc/x", "", "a//b", "./a", "a\\..\\b", "C:x", "a\nb", "a%2e", "a#b"})
    void storesNoArtifactThatLeadsElsewhere(String path) {
        mlflow.on(SEARCH, ok("{}"));

        assertThatThrownBy(() -> store.createVersion(
                        new NewVersion("churn", "k", null, null, Map.of(), List.of(artifact(path)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected the path of an artifact");
        assertThat(StubMlflow.of("PUT", mlflow.lines())).isEmpty();
    }

    private static void haveVersion() {
        mlflow.on(
                "GET mlflow/model-versions/get",
                ok("{\"model_version\":" + version("1", "READY", "mlflow-artifacts:/1/r1/artifacts/m") + "}"));
        mlflow.on("GET " + PLACE + "." + DIGEST + ".json", ok(manifest()));
        mlflow.on(LIST, ok("{\"files\":[{\"path\":\"model.bin\",\"is_dir\":false,\"file_size\":5}]}"));
    }

    /** With a store that remembers nothing. */
    private static void fresh(Map<String, Object> more, Consumer<ModelStore> use) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("mendflow.model-store.kind", "mlflow");
        settings.put("mendflow.mlflow.url", mlflow.url());
        try (var other = ConnectorModule.start(settings)) {
            use.accept(other.get(ModelStore.class));
        }
    }

    private static ModelVersion create(String key) {
        return store.createVersion(new NewVersion("churn", key, null, null, Map.of(), List.of(artifact("model.bin"))));
    }

    private static Artifact artifact(String path) {
        return new Artifact(path, () -> new ByteArrayInputStream("12345".getBytes(StandardCharsets.UTF_8)));
    }

    private static String id(String key) {
        return Names.hash("churn\n" + key);
    }

    private static StubMlflow.Answer model(String aliases) {
        return ok("{\"registered_model\":{\"name\":\"churn\",\"aliases\":[%s]}}".formatted(aliases));
    }

    private static String alias(String alias, String version) {
        return "{\"alias\":\"%s\",\"version\":\"%s\"}".formatted(alias, version);
    }

    private static String runs(String id) {
        return "{\"runs\":[{\"info\":{\"run_id\":\"%s\",\"status\":\"RUNNING\",\"artifact_uri\":\"mlflow-artifacts:/1/%s/artifacts\"},\"data\":{\"tags\":[]}}]}"
                .formatted(id, id);
    }

    private static String versions(String... versions) {
        return "{\"model_versions\":[%s]}".formatted(String.join(",", versions));
    }

    private static String version(String number, String status, String source) {
        return "{\"name\":\"churn\",\"version\":\"%s\",\"status\":\"%s\",\"source\":\"%s\",\"tags\":[{\"key\":\"mendflow.digest\",\"value\":\"%s\"}]}"
                .formatted(number, status, source, DIGEST);
    }

    private static String manifest() {
        return "{\"files\":[{\"path\":\"model.bin\",\"size\":5,\"sha256\":\"%s\"}]}".formatted(FILE.sha256());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
