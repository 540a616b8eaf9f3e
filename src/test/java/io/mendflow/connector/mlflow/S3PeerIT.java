package io.mendflow.connector.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.Artifact;
import io.mendflow.connector.ArtifactFile;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.ModelDamaged;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A real MLflow server that leaves its artifacts to its clients, who find them at a server that speaks as S3 does. */
@Tag("peers")
class S3PeerIT {

    @TempDir
    private static Path home;

    private static MlflowServer mlflow;
    private static S3Server s3;
    private static ConnectorModule module;
    private static ModelStore store;

    @TempDir
    private Path folder;

    /** A model for each test. */
    private String model;

    @BeforeAll
    static void start() throws IOException {
        mlflow = new MlflowServer(home);
        s3 = new S3Server(home);
        s3.make("models");
        s3.make("secret-things");
        mlflow.exchange(
                "POST", "experiments/create", Map.of("name", "in-s3", "artifact_location", "s3://models/mlflow"));
        module = ConnectorModule.start(settings(s3.url()));
        store = module.get(ModelStore.class);
    }

    private static Map<String, Object> settings(String endpoint) {
        return new HashMap<>(Map.of(
                "mendflow.model-store.kind", "mlflow",
                "mendflow.mlflow.url", mlflow.url(),
                "mendflow.mlflow.experiment", "in-s3",
                "mendflow.mlflow.s3.buckets", "models",
                "mendflow.mlflow.s3.endpoint", endpoint,
                "mendflow.mlflow.s3.region", "eu-central-1",
                "mendflow.mlflow.s3.access-key-secret", "s3-key-id",
                "mendflow.mlflow.s3.secret-key-secret", "s3-key",
                "MENDFLOW_SECRET_S3_KEY_ID", "AKIAMENDFLOW",
                "MENDFLOW_SECRET_S3_KEY", "sesame"));
    }

    @AfterAll
    static void stop() {
        if (module != null) {
            module.close();
        }
        if (s3 != null) {
            s3.close();
        }
        if (mlflow != null) {
            mlflow.close();
        }
    }

    @BeforeEach
    void register(TestInfo test) {
        model = test.getTestMethod().orElseThrow().getName();
        store.register(model, null);
    }

    @Test
    void keepsArtifactsInABucketAndReadsThemFromThere() throws IOException {
        ModelVersion made = create(artifact("model/we ights+ä?.bin", "12345"), artifact("MLmodel", ""));

        assertThat(source("1")).startsWith("s3://models/mlflow/");
        assertThat(s3.has("models", key("1") + "/MLmodel")).isTrue();
        fresh(s3.url(), store -> {
            assertThat(store.version(model, "1")).contains(made);
            store.verify(model, "1");
            store.fetch(model, "1", folder.resolve("copy"));
        });
        assertThat(folder.resolve("copy/model/we ights+ä?.bin")).hasContent("12345");
        assertThat(folder.resolve("copy/MLmodel")).isEmptyFile();
    }

    @Test
    void takesUpAVersionThatSomebodyElseHasPutThere() throws IOException {
        IntStream.range(0, 3).forEach(i -> s3.put("models", "theirs/part-" + i, "part " + i));
        s3.put("models", "theirs-too/part-9", "not of this version");
        mlflow.exchange(
                "POST", "model-versions/create", Map.of("name", model, "source", "s3://models/theirs", "run_id", ""));

        ModelVersion read = store.require(model, "1");

        assertThat(read.files()).extracting(ArtifactFile::path).containsExactly("part-0", "part-1", "part-2");
        store.verify(model, "1");
        try (InputStream bytes = store.open(model, "1", "part-2")) {
            assertThat(new String(bytes.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("part 2");
        }
    }

    @Test
    void seesThatAnArtifactIsNotWhatItWas() {
        create(artifact("model.bin", "12345"), artifact("MLmodel", "x"));
        String place = key("1");

        s3.put("models", place + "/model.bin", "54321");
        assertThatThrownBy(() -> store.verify(model, "1"))
                .isInstanceOf(ModelDamaged.class)
                .hasMessageContaining("model.bin");

        s3.delete("models", place + "/model.bin");
        assertThatThrownBy(() -> store.verify(model, "1"))
                .isInstanceOf(ModelDamaged.class)
                .hasMessageContaining("model.bin");
    }

    @Test
    void readsNoBucketThatTheSettingsDoNotName() {
        s3.put("secret-things", "model/model.bin", "12345");
        mlflow.exchange(
                "POST",
                "model-versions/create",
                Map.of("name", model, "source", "s3://secret-things/model", "run_id", ""));

        assertThatThrownBy(() -> store.require(model, "1"))
                .isInstanceOf(ModelDamaged.class)
                .hasMessageContaining("mendflow.mlflow.s3.buckets", "s3://secret-things/model");
    }

    @Test
    void saysThatS3IsAway() {
        create(artifact("model.bin", "12345"));
        s3.put("models", "" + model + "/model.bin", "12345");
        mlflow.exchange(
                "POST", "model-versions/create", Map.of("name", model, "source", "s3://models/" + model, "run_id", ""));

        fresh("http://127.0.0.1:1", store -> assertThatThrownBy(() -> store.require(model, "2"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContainingAll("Expected S3 at http://127.0.0.1:1 to list", "s3://models/" + model)
                .hasMessageNotContaining("sesame"));
    }

    private static void fresh(String endpoint, Consumer<ModelStore> use) {
        try (var other = ConnectorModule.start(settings(endpoint))) {
            use.accept(other.get(ModelStore.class));
        }
    }

    private ModelVersion create(Artifact... artifacts) {
        return store.createVersion(new NewVersion(model, "first", null, null, Map.of(), List.of(artifacts)));
    }

    private String key(String version) {
        return source(version).substring("s3://models/".length());
    }

    private String source(String version) {
        JsonNode found =
                mlflow.exchange("GET", "model-versions/get?name=%s&version=%s".formatted(model, version), null);
        return found.at("/model_version/source").asText();
    }

    private static Artifact artifact(String path, String content) {
        return new Artifact(path, () -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }
}
