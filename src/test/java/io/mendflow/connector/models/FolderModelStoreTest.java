package io.mendflow.connector.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.connector.AliasMove;
import io.mendflow.connector.AliasMoved;
import io.mendflow.connector.Artifact;
import io.mendflow.connector.ArtifactFile;
import io.mendflow.connector.Lineage;
import io.mendflow.connector.ModelDamaged;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelRunState;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewRun;
import io.mendflow.connector.NewVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderModelStoreTest {

    private static final Instant NOW = Instant.parse("2026-01-15T10:00:00Z");

    @TempDir
    private Path folder;

    private FolderModelStore store;

    @BeforeEach
    void openWithOneModel() {
        store = opened();
        store.register("churn", "Who leaves");
    }

    @Test
    void keepsVersionsWithTheirArtifacts() throws IOException {
        ModelVersion made = store.createVersion(new NewVersion(
                "churn",
                "k1",
                null,
                "first",
                Map.of("team", "crm"),
                List.of(artifact("model/weights.bin", "12345"), artifact("MLmodel", "x"))));

        ModelVersion read = opened().version("churn", "1").orElseThrow();

        assertThat(read).isEqualTo(made);
        assertThat(read.stage()).isEqualTo(ModelStage.CANDIDATE);
        assertThat(read.created()).isEqualTo(NOW);
        assertThat(read.files()).extracting(ArtifactFile::path).containsExactly("MLmodel", "model/weights.bin");
        assertThat(read.files().get(1).sha256())
                .isEqualTo("5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5");
        assertThat(read.digest()).isEqualTo(ArtifactFile.digest(read.files()));
        assertThat(text("1", "model/weights.bin")).isEqualTo("12345");
    }

    @Test
    void countsVersionsUpAndListsTheNewestFirst() {
        for (int i = 1; i <= 11; i++) {
            version("k" + i);
        }

        assertThat(store.versions("churn"))
                .extracting(ModelVersion::version)
                .startsWith("11", "10", "9")
                .endsWith("2", "1");
    }

    @Test
    void givesTheSameVersionForTheSameKey() {
        ModelVersion first = version("k1");
        version("k2");

        ModelVersion again = store.createVersion(
                new NewVersion("churn", "k1", null, null, Map.of(), List.of(new Artifact("model.bin", () -> {
                    throw new IOException("read though it is known");
                }))));

        assertThat(again).isEqualTo(first);
        assertThat(store.versions("churn")).hasSize(2);
    }

    @Test
    void movesAliasesTogether() {
        version("k1");
        version("k2");
        store.moveAliases("churn", List.of(new AliasMove("champion", null, "1")));

        boolean moved = store.moveAliases(
                "churn", List.of(new AliasMove("previous", null, "1"), new AliasMove("champion", "1", "2")));

        assertThat(moved).isTrue();
        assertThat(opened().model("churn").orElseThrow().aliases())
                .containsExactlyInAnyOrderEntriesOf(Map.of("champion", "2", "previous", "1"));
        assertThat(store.aliased("churn", "champion"))
                .map(ModelVersion::version)
                .contains("2");
    }

    @Test
    void refusesToMoveAnAliasThatSomebodyElseHasMoved() {
        version("k1");
        version("k2");
        version("k3");
        store.moveAliases("churn", List.of(new AliasMove("champion", null, "3")));

        assertThatThrownBy(() -> store.moveAliases(
                        "churn", List.of(new AliasMove("previous", null, "1"), new AliasMove("champion", "1", "2"))))
                .isInstanceOf(AliasMoved.class)
                .hasMessage(
                        "Expected alias 'champion' of model 'churn' to point to version 1 before it is moved to version 2, but it points to version 3; find out who moved it and decide anew");
        assertThat(store.model("churn").orElseThrow().aliases()).isEqualTo(Map.of("champion", "3"));
    }

    @Test
    void leavesAMoveThatIsDone() {
        version("k1");
        List<AliasMove> moves = List.of(new AliasMove("champion", null, "1"));

        assertThat(store.moveAliases("churn", moves)).isTrue();
        assertThat(store.moveAliases("churn", moves)).isFalse();
    }

    @Test
    void takesAnAliasAway() {
        version("k1");
        store.moveAliases("churn", List.of(new AliasMove("challenger", null, "1")));

        store.moveAliases("churn", List.of(new AliasMove("challenger", "1", null)));

        assertThat(store.aliased("churn", "challenger")).isEmpty();
    }

    @Test
    void keepsRunsWithTheirLineage() {
        ModelRun parent = run("r0", Lineage.unknown());
        Lineage lineage = new Lineage(
                List.of(new Lineage.DataSet("train", "sha256:ab", "file:train.csv")), "git:4711", parent.id());
        ModelRun run = run("r1", lineage);

        store.log(run.id(), Map.of("depth", "4"), Map.of("auc", 0.91, "loss", Double.NaN));
        store.log(run.id(), Map.of("depth", "4", "trees", "10"), Map.of("auc", 0.92));
        store.tagRun(run.id(), "by", "ann");
        store.endRun(run.id(), ModelRunState.FINISHED);
        ModelVersion version = store.createVersion(
                new NewVersion("churn", "k1", run.id(), null, Map.of(), List.of(artifact("model.bin", "1"))));

        ModelRun read = opened().run(version.run()).orElseThrow();
        assertThat(read.lineage()).isEqualTo(lineage);
        assertThat(read.parameters()).isEqualTo(Map.of("depth", "4", "trees", "10", "seed", "1"));
        assertThat(read.metrics()).isEqualTo(Map.of("auc", 0.92, "loss", Double.NaN));
        assertThat(read.tags()).isEqualTo(Map.of("by", "ann"));
        assertThat(read.state()).isEqualTo(ModelRunState.FINISHED);
        assertThat(read.ended()).isEqualTo(NOW);
        assertThat(store.runs("churn")).extracting(ModelRun::key).containsExactlyInAnyOrder("r0", "r1");
    }

    @Test
    void givesTheSameRunForTheSameKeyOfAModel() {
        store.register("fraud", null);

        ModelRun first = run("r1", Lineage.unknown());
        ModelRun again = run("r1", Lineage.unknown());
        ModelRun other = store.startRun(new NewRun("fraud", "r1", "x", Lineage.unknown(), Map.of(), Map.of()));

        assertThat(again).isEqualTo(first);
        assertThat(other.id()).isNotEqualTo(first.id());
        assertThat(store.runs("churn")).hasSize(1);
    }

    @Test
    void neverChangesAParameterOrAnEnd() {
        ModelRun run = run("r1", Lineage.unknown());
        store.endRun(run.id(), ModelRunState.FAILED);

        assertThatThrownBy(() -> store.log(run.id(), Map.of("seed", "2", "a", "b"), Map.of("auc", 1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameter 'seed' of run " + run.id() + " to stay '1', got '2'");
        assertThatThrownBy(() -> store.endRun(run.id(), ModelRunState.FINISHED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("to be running before it is finished, but it is failed");
        assertThat(store.endRun(run.id(), ModelRunState.FAILED).metrics()).isEmpty();
    }

    @Test
    void changesStageAndTagsAndNothingElse() {
        ModelVersion made = version("k1");

        store.stage("churn", "1", ModelStage.APPROVED);
        store.tagVersion("churn", "1", "note", "a");
        store.tagVersion("churn", "1", "gone", "b");
        store.tagVersion("churn", "1", "gone", null);
        store.tagModel("churn", "tier", "1");

        ModelVersion read = store.version("churn", "1").orElseThrow();
        assertThat(read.stage()).isEqualTo(ModelStage.APPROVED);
        assertThat(read.tags()).isEqualTo(Map.of("note", "a"));
        assertThat(read.digest()).isEqualTo(made.digest());
        assertThat(store.model("churn").orElseThrow().tags()).isEqualTo(Map.of("tier", "1"));
        assertThat(store.register("churn", "other").description()).isEqualTo("Who leaves");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "..", "", " ", "a/b", "a\\b", "/etc", "a\u0000b", "-x", "ä"})
    void refusesNamesThatLeadElsewhere(String name) throws IOException {
        List<Path> before = files();

        assertThatThrownBy(() -> store.register(name, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected the name of a model");
        assertThatThrownBy(() -> store.version("churn", name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.run(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.moveAliases("churn", List.of(new AliasMove(name, null, "1"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(files()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/etc/x", "", "a//b", "./a", "a\\..\\b", "C:x", "a\nb"})
    void refusesArtifactsThatLeadElsewhere(String path) throws IOException {
        List<Path> before = files();

        assertThatThrownBy(() -> store.createVersion(
                        new NewVersion("churn", "k", null, null, Map.of(), List.of(artifact(path, "x")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected the path of an artifact");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void refusesVersionsWithoutArtifactsOrWithTwoOfOnePath() {
        assertThatThrownBy(() -> create())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected at least one artifact for a new version of model 'churn', got none");
        assertThatThrownBy(() -> create(artifact("a", "1"), artifact("a", "2"))).hasMessageContaining("got 'a' twice");
        assertThatThrownBy(() -> create(artifact("a", "1"), artifact("a/b", "2")))
                .hasMessageContaining("'a' to be a file or a folder, got both");
        assertThat(store.versions("churn")).isEmpty();
    }

    @Test
    void leavesNothingOfAVersionWhoseArtifactBreaksOff() throws IOException {
        List<Path> before = files();
        Artifact broken = new Artifact("b", () -> new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (given++ > 100_000) {
                    throw new IOException("the trainer is gone");
                }
                return 7;
            }
        });

        assertThatThrownBy(() -> create(artifact("a", "1"), broken))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the trainer is gone");
        assertThat(files()).isEqualTo(before);
        assertThat(version("k").version()).isEqualTo("1");
    }

    @Test
    void namesWhatIsNotThere() {
        version("k1");

        assertThatThrownBy(() -> store.versions("x"))
                .isInstanceOf(ModelNotFound.class)
                .hasMessageContaining("'x'");
        assertThatThrownBy(() -> store.stage("churn", "7", ModelStage.LIVE))
                .isInstanceOf(ModelNotFound.class)
                .hasMessage("Expected version 7 of model 'churn', but there is none");
        assertThatThrownBy(() -> store.moveAliases("churn", List.of(new AliasMove("champion", null, "7"))))
                .isInstanceOf(ModelNotFound.class);
        assertThatThrownBy(() -> store.open("churn", "1", "other.bin"))
                .isInstanceOf(ModelNotFound.class)
                .hasMessageContaining("artifact other.bin of version 1", "model.bin");
        assertThatThrownBy(() -> store.createVersion(
                        new NewVersion("churn", "k", "0".repeat(32), null, Map.of(), List.of(artifact("a", "1")))))
                .isInstanceOf(ModelNotFound.class);
        assertThatThrownBy(() -> run("r", new Lineage(List.of(), null, "0".repeat(32))))
                .isInstanceOf(ModelNotFound.class);
        assertThat(store.version("churn", "7")).isEmpty();
        assertThat(store.model("x")).isEmpty();
    }

    @Test
    void refusesAliasesThatAreReserved() {
        version("k1");

        assertThatThrownBy(() -> store.moveAliases("churn", List.of(new AliasMove("latest", null, "1"))))
                .hasMessageContaining("not reserved");
        assertThatThrownBy(() -> store.moveAliases("churn", List.of(new AliasMove("@champion", null, "1"))))
                .hasMessageContaining("without the @");
    }

    @Test
    void handsOutNoLastByteOfAChangedArtifact() throws IOException {
        version("k1");
        Files.writeString(stored("1"), "bytes of k2");

        try (InputStream bytes = store.open("churn", "1", "model.bin")) {
            assertThat(bytes.readNBytes(10)).hasSize(10);
            assertThatThrownBy(bytes::read)
                    .isInstanceOf(ModelDamaged.class)
                    .hasMessageContaining("artifact model.bin of version 1 of model 'churn'", "instead of");
        }
        assertThatThrownBy(() -> store.verify("churn", "1")).isInstanceOf(ModelDamaged.class);
        assertThatThrownBy(() -> store.fetch("churn", "1", folder.resolve("copy")))
                .isInstanceOf(ModelDamaged.class);
        assertThat(Files.list(folder)).extracting(Path::getFileName).containsExactly(Path.of("store"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes of k", "bytes of k1 and more"})
    void noticesArtifactsThatAreShorterOrLonger(String content) throws IOException {
        version("k1");
        Files.writeString(stored("1"), content);

        assertThatThrownBy(() -> store.verify("churn", "1"))
                .isInstanceOf(ModelDamaged.class)
                .hasMessageContaining("11 bytes");
        assertThatThrownBy(() -> store.moveAliases("churn", List.of(new AliasMove("champion", null, "1"))))
                .isInstanceOf(ModelDamaged.class);
        assertThat(store.model("churn").orElseThrow().aliases()).isEmpty();
    }

    @Test
    void noticesAMissingArtifact() throws IOException {
        version("k1");
        Files.delete(stored("1"));

        assertThatThrownBy(() -> store.open("churn", "1", "model.bin"))
                .isInstanceOf(ModelDamaged.class)
                .hasMessageContaining("its file is missing; use another version");
        assertThatThrownBy(() -> store.moveAliases("churn", List.of(new AliasMove("champion", null, "1"))))
                .isInstanceOf(ModelDamaged.class);
    }

    @Test
    void noticesADamagedDocument() throws IOException {
        version("k1");
        version("k2");
        Path document = stored("1").resolve("../../version.json").normalize();
        String whole = Files.readString(document);

        Files.writeString(document, whole.substring(0, whole.length() / 2));
        assertThatThrownBy(() -> store.version("churn", "1"))
                .isInstanceOf(ModelDamaged.class)
                .hasMessageContaining("version.json to be a whole JSON document");
        Files.writeString(document, whole.replace("\"size\" : 11", "\"size\" : 12"));
        assertThatThrownBy(() -> store.version("churn", "1")).hasMessageContaining("its files do not make its digest");
        Files.writeString(document, "{}");
        assertThatThrownBy(() -> store.version("churn", "1")).isInstanceOf(ModelDamaged.class);
        Files.delete(document);
        assertThatThrownBy(() -> store.version("churn", "1")).hasMessageContaining("version.json, but it is missing");
        // The way back to a whole version stays open.
        assertThat(store.moveAliases("churn", List.of(new AliasMove("champion", null, "2"))))
                .isTrue();
    }

    @Test
    void fetchesAVersionIntoANewFolder() throws IOException {
        Path trained = Files.createDirectories(folder.resolve("trained/deep"));
        Files.writeString(trained.resolve("weights.bin"), "w");
        Files.writeString(folder.resolve("trained/MLmodel"), "");
        create(Artifact.in(folder.resolve("trained")).toArray(Artifact[]::new));

        store.fetch("churn", "1", folder.resolve("copy"));

        assertThat(folder.resolve("copy/deep/weights.bin")).hasContent("w");
        assertThat(folder.resolve("copy/MLmodel")).isEmptyFile();
        assertThatThrownBy(() -> store.fetch("churn", "1", folder.resolve("copy")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("that is not there yet");
    }

    @Test
    void saysWhichFolderCannotBeOpened() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> new FolderModelStore(file, Clock.systemUTC()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Expected a folder for models that can be made and written, got " + file);
    }

    private FolderModelStore opened() {
        return new FolderModelStore(folder.resolve("store"), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private ModelRun run(String key, Lineage lineage) {
        return store.startRun(new NewRun("churn", key, "train", lineage, Map.of("seed", "1"), Map.of()));
    }

    private ModelVersion version(String key) {
        return store.createVersion(
                new NewVersion("churn", key, null, null, Map.of(), List.of(artifact("model.bin", "bytes of " + key))));
    }

    private ModelVersion create(Artifact... artifacts) {
        return store.createVersion(new NewVersion("churn", "k", null, null, Map.of(), List.of(artifacts)));
    }

    private Path stored(String version) {
        return folder.resolve("store/models/churn/versions/" + version + "/artifacts/model.bin");
    }

    private String text(String version, String path) throws IOException {
        try (InputStream bytes = store.open("churn", version, path)) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }

    private static Artifact artifact(String path, String content) {
        return new Artifact(path, () -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }
}
