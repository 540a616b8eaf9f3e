package io.mendflow.connector.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.Databases;
import io.mendflow.connector.AliasMove;
import io.mendflow.connector.AliasMoved;
import io.mendflow.connector.Artifact;
import io.mendflow.connector.ArtifactFile;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.Lineage;
import io.mendflow.connector.ModelDamaged;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelRunState;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewRun;
import io.mendflow.connector.NewVersion;
import io.mendflow.connector.RegisteredModel;
import io.mendflow.incident.SignalQuery;
import io.mendflow.incident.Signals;
import io.mendflow.intake.IntakeModule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The model store with a real MLflow server. */
@Tag("peers")
class MlflowPeerIT {

    @TempDir
    private static Path home;

    private static MlflowServer server;
    private static ConnectorModule module;
    private static ModelStore store;

    @TempDir
    private Path folder;

    /** A model for each test. */
    private String model;

    @BeforeAll
    static void start() throws IOException {
        server = new MlflowServer(home);
        module = ConnectorModule.start(
                Map.of("mendflow.model-store.kind", "mlflow", "mendflow.mlflow.url", server.url() + "/"));
        store = module.get(ModelStore.class);
    }

    @AfterAll
    static void stop() {
        if (module != null) {
            module.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void register(TestInfo test) {
        model = "model of " + test.getTestMethod().orElseThrow().getName();
        store.register(model, "Who leaves");
    }

    @Test
    void registersAModelOnce() {
        RegisteredModel again = store.register(model, "other");
        store.tagModel(model, "tier", "1");
        store.tagModel(model, "gone", "x");
        store.tagModel(model, "gone", null);
        store.tagModel(model, "gone", null);

        RegisteredModel read = store.model(model).orElseThrow();
        assertThat(again.description()).isEqualTo("Who leaves");
        assertThat(read.tags()).isEqualTo(Map.of("tier", "1"));
        assertThat(store.models()).contains(read);
        assertThat(store.model("nobody of us")).isEmpty();
    }

    @Test
    void keepsVersionsWithTheirArtifactsAndDigests() throws IOException {
        ModelVersion made = store.createVersion(new NewVersion(
                model,
                "k'1 \"`",
                null,
                "first",
                Map.of("team", "crm"),
                List.of(artifact("model/we ights+ä?.bin", "12345"), artifact("MLmodel", ""))));

        ModelVersion read = store.version(model, "1").orElseThrow();

        assertThat(read).isEqualTo(made);
        assertThat(read.key()).isEqualTo("k'1 \"`");
        assertThat(read.run()).isNull();
        assertThat(read.description()).isEqualTo("first");
        assertThat(read.tags()).isEqualTo(Map.of("team", "crm"));
        assertThat(read.stage()).isEqualTo(ModelStage.CANDIDATE);
        assertThat(read.files()).extracting(ArtifactFile::path).containsExactly("MLmodel", "model/we ights+ä?.bin");
        assertThat(read.files().get(1).sha256())
                .isEqualTo("5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5");
        assertThat(read.digest()).isEqualTo(ArtifactFile.digest(read.files()));
        store.verify(model, "1");
        store.fetch(model, "1", folder.resolve("copy"));
        assertThat(folder.resolve("copy/model/we ights+ä?.bin")).hasContent("12345");
        assertThat(folder.resolve("copy/MLmodel")).isEmptyFile();
        assertThat(store.runs(model)).isEmpty();
    }

    @Test
    void givesTheSameVersionForTheSameKey() {
        ModelVersion first = version("k1");
        version("k2");

        ModelVersion again = store.createVersion(
                new NewVersion(model, "k1", null, null, Map.of(), List.of(new Artifact("model.bin", () -> {
                    throw new IOException("read though it is known");
                }))));

        assertThat(again).isEqualTo(first);
        assertThat(store.versions(model)).extracting(ModelVersion::version).containsExactly("2", "1");
    }

    @Test
    void givesAllWhoAskAtOnceTheSameVersion() throws Exception {
        ExecutorService askers = Executors.newFixedThreadPool(4);
        try {
            Callable<ModelVersion> asked = () -> version("k1");

            List<ModelVersion> made = new ArrayList<>();
            for (Future<ModelVersion> each : askers.invokeAll(List.of(asked, asked, asked, asked))) {
                made.add(each.get());
            }

            assertThat(made).hasSize(4).containsOnly(made.get(0));
            assertThat(store.versions(model)).isEqualTo(List.of(made.get(0)));
        } finally {
            askers.shutdownNow();
        }
    }

    @Test
    void makesNoVersionOfArtifactsThatBreakOff() {
        Artifact broken = new Artifact("b", () -> new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the trainer is gone");
            }
        });

        assertThatThrownBy(() -> create("k", artifact("a", "1"), broken)).hasMessageContaining("the trainer is gone");
        assertThat(store.versions(model)).isEmpty();
        assertThat(create("k", artifact("a", "1")).version()).isEqualTo("1");
    }

    @Test
    void changesStageAndTagsAndNothingElse() {
        ModelVersion made = version("k1");

        store.stage(model, "1", ModelStage.APPROVED);
        store.tagVersion(model, "1", "note", "a");
        store.tagVersion(model, "1", "gone", "b");
        store.tagVersion(model, "1", "gone", null);
        store.tagVersion(model, "1", "gone", null);

        ModelVersion read = store.version(model, "1").orElseThrow();
        assertThat(read.stage()).isEqualTo(ModelStage.APPROVED);
        assertThat(read.tags()).isEqualTo(Map.of("note", "a"));
        assertThat(read.digest()).isEqualTo(made.digest());
        assertThatThrownBy(() -> store.stage(model, "7", ModelStage.LIVE))
                .isInstanceOf(ModelNotFound.class)
                .hasMessageContaining("version 7 of model '" + model);
        assertThatThrownBy(() -> store.tagVersion(model, "1", "mendflow.digest", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void movesAliasesInOrderAndOnlyFromWhereTheyAreExpected() {
        version("k1");
        version("k2");
        version("k3");
        store.moveAliases(model, List.of(new AliasMove("champion", null, "1")));
        List<AliasMove> promotion = List.of(new AliasMove("previous", null, "1"), new AliasMove("champion", "1", "2"));

        assertThat(store.moveAliases(model, promotion)).isTrue();
        assertThat(store.moveAliases(model, promotion)).isFalse();

        assertThat(store.model(model).orElseThrow().aliases()).isEqualTo(Map.of("champion", "2", "previous", "1"));
        assertThatThrownBy(() -> store.moveAliases(
                        model, List.of(new AliasMove("previous", "1", "2"), new AliasMove("champion", "1", "3"))))
                .isInstanceOf(AliasMoved.class)
                .hasMessageContaining("but it points to version 2");
        assertThatThrownBy(() -> store.moveAliases(model, List.of(new AliasMove("champion", "2", "9"))))
                .isInstanceOf(ModelNotFound.class);
        assertThat(store.model(model).orElseThrow().aliases()).isEqualTo(Map.of("champion", "2", "previous", "1"));
        store.moveAliases(model, List.of(new AliasMove("previous", "1", null)));
        assertThat(store.aliased(model, "previous")).isEmpty();
        assertThat(store.aliased(model, "champion").map(ModelVersion::version)).contains("2");
    }

    @Test
    void keepsRunsWithTheirLineage() {
        ModelRun parent = run("r0", Lineage.unknown());
        String digest = "sha256:" + "ab".repeat(32);
        Lineage lineage =
                new Lineage(List.of(new Lineage.DataSet("train", digest, "file:train.csv")), "git:4711", parent.id());
        ModelRun run = run("r1", lineage);

        store.log(
                run.id(),
                Map.of("depth", "4"),
                Map.of("auc", 0.95, "loss", Double.NaN, "most", Double.POSITIVE_INFINITY));
        store.log(run.id(), Map.of("depth", "4", "trees", "10"), Map.of("auc", 0.92));
        store.tagRun(run.id(), "by", "ann");
        store.tagRun(run.id(), "gone", "x");
        store.tagRun(run.id(), "gone", null);
        store.tagRun(run.id(), "gone", null);
        store.endRun(run.id(), ModelRunState.FINISHED);
        ModelVersion version = store.createVersion(
                new NewVersion(model, "k1", run.id(), null, Map.of(), List.of(artifact("model.bin", "1"))));

        ModelRun read = store.run(String.valueOf(version.run())).orElseThrow();
        assertThat(read.lineage()).isEqualTo(lineage);
        assertThat(read.model()).isEqualTo(model);
        assertThat(read.key()).isEqualTo("r1");
        assertThat(read.name()).isEqualTo("Training");
        assertThat(read.parameters()).isEqualTo(Map.of("depth", "4", "trees", "10", "seed", "1"));
        assertThat(read.metrics()).isEqualTo(Map.of("auc", 0.92, "loss", Double.NaN, "most", Double.POSITIVE_INFINITY));
        assertThat(read.tags()).isEqualTo(Map.of("by", "ann"));
        assertThat(read.state()).isEqualTo(ModelRunState.FINISHED);
        assertThat(read.ended()).isNotNull();
        assertThat(store.runs(model)).extracting(ModelRun::key).containsExactlyInAnyOrder("r0", "r1");
        assertThat(run("r1", Lineage.unknown())).isEqualTo(read);
    }

    @Test
    void keepsManyParametersAndMetrics() {
        Map<String, String> parameters = new HashMap<>();
        Map<String, Double> metrics = new HashMap<>();
        for (int i = 0; i < 1100; i++) {
            metrics.put("m" + i, (double) i);
            if (i < 250) {
                parameters.put("p" + i, "v" + i);
            }
        }
        ModelRun run = store.startRun(new NewRun(model, "r", "Training", Lineage.unknown(), parameters, Map.of()));

        assertThat(run.parameters()).isEqualTo(parameters);
        assertThat(store.log(run.id(), Map.of(), metrics).metrics()).isEqualTo(metrics);
    }

    @Test
    void neverChangesAParameterOrAnEnd() {
        ModelRun run = run("r1", Lineage.unknown());
        store.endRun(run.id(), ModelRunState.CANCELLED);

        assertThatThrownBy(() -> store.log(run.id(), Map.of("seed", "2", "a", "b"), Map.of("auc", 1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameter 'seed' of run " + run.id() + " to stay '1', got '2'");
        assertThatThrownBy(() -> store.endRun(run.id(), ModelRunState.FINISHED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("to be running before it is finished, but it is cancelled");
        assertThat(store.endRun(run.id(), ModelRunState.CANCELLED).metrics()).isEmpty();
    }

    @Test
    void namesWhatIsNotThere() {
        version("k1");

        assertThatThrownBy(() -> store.versions("x"))
                .isInstanceOf(ModelNotFound.class)
                .hasMessageContaining("'x'");
        assertThatThrownBy(() -> store.open(model, "1", "other.bin"))
                .isInstanceOf(ModelNotFound.class)
                .hasMessageContaining("artifact other.bin of version 1", "model.bin");
        assertThatThrownBy(() -> store.createVersion(
                        new NewVersion(model, "k", "0".repeat(32), null, Map.of(), List.of(artifact("a", "1")))))
                .isInstanceOf(ModelNotFound.class);
        assertThatThrownBy(() -> run("r", new Lineage(List.of(), null, "0".repeat(32))))
                .isInstanceOf(ModelNotFound.class);
        assertThatThrownBy(() -> store.tagRun("0".repeat(32), "a", null)).isInstanceOf(ModelNotFound.class);
        assertThat(store.version(model, "7")).isEmpty();
        assertThat(store.version("x", "1")).isEmpty();
        assertThat(store.run("0".repeat(32))).isEmpty();
    }

    @Test
    void noticesArtifactsThatWereChanged() throws IOException {
        store.createVersion(
                new NewVersion(model, "k1", null, null, Map.of(), List.of(artifact("only-here.bin", "bytes of k1"))));
        Path stored = stored("only-here.bin");
        Files.writeString(stored, "bytes of k2");

        try (InputStream bytes = store.open(model, "1", "only-here.bin")) {
            assertThat(bytes.readNBytes(10)).hasSize(10);
            assertThatThrownBy(bytes::read).isInstanceOf(ModelDamaged.class).hasMessageContaining("instead of");
        }
        assertThatThrownBy(() -> store.verify(model, "1")).isInstanceOf(ModelDamaged.class);
        Files.writeString(stored, "bytes");
        assertThatThrownBy(() -> store.moveAliases(model, List.of(new AliasMove("champion", null, "1"))))
                .isInstanceOf(ModelDamaged.class)
                .hasMessageContaining("only-here.bin", "11 bytes, but it has 5");
        Files.delete(stored);
        assertThatThrownBy(() -> store.verify(model, "1")).isInstanceOf(ModelDamaged.class);
        assertThat(store.model(model).orElseThrow().aliases()).isEmpty();
    }

    @Test
    void takesVersionsThatATrainerLoggedItself() throws Exception {
        server.python(
                """
                import sys
                import mlflow
                from sklearn.linear_model import LogisticRegression

                mlflow.set_experiment("elsewhere")
                with mlflow.start_run(run_name="by itself"):
                    fitted = LogisticRegression(C=0.5).fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1])
                    mlflow.log_param("C", 0.5)
                    mlflow.log_metric("auc", 0.9, step=1)
                    mlflow.log_metric("auc", 0.8, step=2)
                    mlflow.sklearn.log_model(fitted, name="model", registered_model_name=sys.argv[1])
                """,
                model);

        ModelVersion found = store.versions(model).get(0);

        assertThat(found.files()).extracting(ArtifactFile::path).contains("MLmodel", "requirements.txt");
        assertThat(found.digest()).isEqualTo(ArtifactFile.digest(found.files()));
        assertThat(found.key()).isEqualTo("mlflow:1");
        ModelRun run = store.runs(model).get(0);
        assertThat(run.id()).isEqualTo(found.run());
        assertThat(store.run(run.id())).contains(run);
        assertThat(run.name()).isEqualTo("by itself");
        assertThat(run.metrics()).isEqualTo(Map.of("auc", 0.8));
        assertThat(store.log(run.id(), Map.of(), Map.of("auc", 0.7)).metrics()).isEqualTo(Map.of("auc", 0.7));
        store.verify(model, "1");
        assertThat(store.moveAliases(model, List.of(new AliasMove("champion", null, "1"))))
                .isTrue();
        // The digest is kept from the first look on.
        Path stored = stored("python_env.yaml");
        Files.writeString(stored, Files.readString(stored).toUpperCase(Locale.ROOT));
        try (var other = ConnectorModule.start(
                Map.of("mendflow.model-store.kind", "mlflow", "mendflow.mlflow.url", server.url()))) {
            ModelStore later = other.get(ModelStore.class);
            assertThat(later.version(model, "1")).contains(found);
            assertThatThrownBy(() -> later.verify(model, "1"))
                    .isInstanceOf(ModelDamaged.class)
                    .hasMessageContaining("artifact python_env.yaml of version 1");
        }
    }

    @Test
    void handsVersionsToMlflowsOwnClient() throws Exception {
        create("k", artifact("a/weights.bin", "w"), artifact("b.txt", "text"));
        store.moveAliases(model, List.of(new AliasMove("champion", null, "1")));

        String output = server.python(
                """
                import os, sys
                import mlflow

                folder = mlflow.artifacts.download_artifacts(f"models:/{sys.argv[1]}@champion")
                print(sorted(os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names))
                """,
                model);

        assertThat(output).contains("['a/weights.bin', 'b.txt']");
    }

    @Test
    void hearsOfChangesByMlflowsOwnWebhook() throws IOException {
        String secret = "it's é secret";
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("mlflow-hook"), secret);
        IntakeModule intake = IntakeModule.on(
                Databases.h2(),
                "mendflow.sources.mlflow.secret",
                secret,
                "mendflow.sources.stranger.type",
                "mlflow",
                "mendflow.sources.stranger.secret",
                "another secret");
        Map<String, Object> settings = Map.of(
                "mendflow.model-store.kind",
                "mlflow",
                "mendflow.mlflow.url",
                server.url(),
                "mendflow.mlflow.webhook.url",
                intake.http().base() + "/hooks/mlflow",
                "mendflow.mlflow.webhook.secret",
                "mlflow-hook",
                "mendflow.secrets.directory",
                secrets.toString());
        ConnectorModule.start(settings).close();
        try (var again = ConnectorModule.start(settings)) {
            ModelStore watched = again.get(ModelStore.class);
            version("k1");
            watched.moveAliases(model, List.of(new AliasMove("champion", null, "1")));
            watched.moveAliases(model, List.of(new AliasMove("champion", "1", null)));

            Awaitility.await("MLflow has told of the alias")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(told(intake, model))
                            .contains(
                                    Map.of("event", "model_version.created", "model", model, "version", "1"),
                                    Map.of(
                                            "event",
                                            "model_version_alias.created",
                                            "model",
                                            model,
                                            "alias",
                                            "champion",
                                            "version",
                                            "1"),
                                    Map.of(
                                            "event",
                                            "model_version_alias.deleted",
                                            "model",
                                            model,
                                            "alias",
                                            "champion")));
            Api api = new Api(again.get(ProducerTemplate.class), again.get(MlflowSettings.class));
            List<JsonNode> ours = api.list("mlflow/webhooks", Map.of(), "webhooks");
            assertThat(ours).hasSize(1);
            assertThat(answerToTest(api, ours.get(0))).isEqualTo(202);
            JsonNode strange = api.post(
                            "mlflow/webhooks",
                            Map.of(
                                    "name",
                                    "stranger",
                                    "url",
                                    intake.http().base() + "/hooks/stranger",
                                    "secret",
                                    secret,
                                    "events",
                                    List.of(Map.of("entity", "MODEL_VERSION", "action", "CREATED"))))
                    .path("webhook");
            assertThat(answerToTest(api, strange)).isEqualTo(401);
            List.of(ours.get(0), strange)
                    .forEach(hook -> api.delete(
                            "mlflow/webhooks/" + hook.path("webhook_id").asText(), Map.of()));
        } finally {
            intake.close();
        }
    }

    private static List<Map<String, String>> told(IntakeModule intake, String model) {
        return intake
                .bean(Signals.class)
                .list(new SignalQuery("mlflow", null, null, null, model, null, null, null, 100, null))
                .items()
                .stream()
                .map(listed -> listed.signal().labels())
                .toList();
    }

    /** The status that MLflow gets when it tries a webhook of its own. */
    private static int answerToTest(Api api, JsonNode hook) {
        return api.post("mlflow/webhooks/" + hook.path("webhook_id").asText() + "/test", Map.of())
                .path("result")
                .path("response_status")
                .asInt();
    }

    private ModelRun run(String key, Lineage lineage) {
        return store.startRun(new NewRun(model, key, "Training", lineage, Map.of("seed", "1"), Map.of()));
    }

    private ModelVersion version(String key) {
        return create(key, artifact("model.bin", "bytes of " + key));
    }

    private ModelVersion create(String key, Artifact... artifacts) {
        return store.createVersion(new NewVersion(model, key, null, null, Map.of(), List.of(artifacts)));
    }

    private static Artifact artifact(String path, String content) {
        return new Artifact(path, () -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    /** The file of that name, of which there is one, where the server keeps it. */
    private static Path stored(String name) throws IOException {
        try (Stream<Path> files = Files.walk(server.artifacts())) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }
}
