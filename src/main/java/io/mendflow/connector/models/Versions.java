package io.mendflow.connector.models;

import io.mendflow.connector.Artifact;
import io.mendflow.connector.ArtifactFile;
import io.mendflow.connector.ModelDamaged;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The folders {@code versions} of models: one folder a version, by its number, with what it is in {@code version.json} and its
 * {@code artifacts}. A version is filled in staging and brought to its place with one rename.
 */
final class Versions {

    private static final String FILE = "version.json";
    private static final String ARTIFACTS = "artifacts";

    private final Models models;
    private final Path staging;
    private final Clock clock;

    Versions(Models models, Path staging, Clock clock) {
        this.models = models;
        this.staging = staging;
        this.clock = clock;
    }

    @SuppressWarnings("try") // The lock is held, not used.
    ModelVersion create(NewVersion wanted) throws IOException {
        models.require(wanted.model());
        Optional<ModelVersion> known = withKey(wanted);
        if (known.isPresent()) {
            return known.get();
        }
        wanted.requireDistinct(Names::artifact);
        Staged.sweep(staging);
        try (Staged staged = Staged.in(staging)) {
            List<ArtifactFile> files = store(wanted.artifacts(), staged.folder().resolve(ARTIFACTS));
            try (FolderLock lock = models.lock(wanted.model())) {
                Optional<ModelVersion> other = withKey(wanted);
                return other.isPresent() ? other.get() : place(wanted, files, staged);
            }
        }
    }

    Optional<ModelVersion> find(String model, String version) throws IOException {
        Path folder = folder(model, version);
        Optional<ModelVersion> found = Documents.of(folder, FILE, ModelVersion.class);
        if (found.isPresent()) {
            ModelVersion there = found.get();
            if (!there.model().equals(model) || !there.version().equals(version)) {
                throw damaged(folder.resolve(FILE), "it is of another version");
            }
            if (there.files().isEmpty() || !ArtifactFile.digest(there.files()).equals(there.digest())) {
                throw damaged(folder.resolve(FILE), "its files do not make its digest");
            }
        }
        return found;
    }

    ModelVersion require(String model, String version) throws IOException {
        return find(model, version)
                .orElseThrow(() -> new ModelNotFound(
                        "Expected version %s of model '%s', but there is none".formatted(version, model)));
    }

    /** Newest first. */
    List<ModelVersion> all(String model) throws IOException {
        models.require(model);
        List<ModelVersion> all = new ArrayList<>();
        for (int number : numbers(model)) {
            find(model, Integer.toString(number)).ifPresent(all::add);
        }
        return all;
    }

    @SuppressWarnings("try") // The lock is held, not used.
    void change(String model, String version, UnaryOperator<ModelVersion> change) throws IOException {
        try (FolderLock lock = models.lock(model)) {
            ModelVersion changed = change.apply(require(model, version));
            Documents.write(folder(model, version).resolve(FILE), changed);
        }
    }

    /** @throws ModelDamaged when an artifact is missing or has another size */
    void requireWhole(ModelVersion version) throws IOException {
        for (ArtifactFile file : version.files()) {
            Path path = artifact(version, file);
            if (!Files.isRegularFile(path) || Files.size(path) != file.size()) {
                throw new ModelDamaged(
                        "Expected artifact %s of version %s of model '%s' with %d bytes, but it is missing or has another size; use another version"
                                .formatted(file.path(), version.version(), version.model(), file.size()),
                        null);
            }
        }
    }

    InputStream open(String model, String version, String path) throws IOException {
        ModelVersion found = require(model, version);
        String what = "artifact %s of version %s of model '%s'".formatted(path, version, model);
        ArtifactFile file = found.files().stream()
                .filter(candidate -> candidate.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new ModelNotFound("Expected %s, but it has only %s"
                        .formatted(
                                what,
                                found.files().stream().map(ArtifactFile::path).toList())));
        InputStream bytes;
        try {
            bytes = Files.newInputStream(artifact(found, file));
        } catch (NoSuchFileException e) {
            throw new ModelDamaged("Expected %s, but its file is missing; use another version".formatted(what), e);
        }
        return file.checked(bytes, what);
    }

    private ModelVersion place(NewVersion wanted, List<ArtifactFile> files, Staged staged) throws IOException {
        int number = numbers(wanted.model()).stream().findFirst().orElse(0) + 1;
        var version = new ModelVersion(
                wanted.model(),
                Integer.toString(number),
                wanted.key(),
                wanted.run(),
                wanted.description(),
                ModelStage.CANDIDATE,
                wanted.tags(),
                files,
                ArtifactFile.digest(files),
                clock.instant());
        Documents.write(staged.folder().resolve(FILE), version);
        if (!staged.moveTo(folder(wanted.model(), version.version()))) {
            throw new IOException("Expected no folder %s while the model is locked; remove what was put there"
                    .formatted(folder(wanted.model(), version.version())));
        }
        return version;
    }

    private static List<ArtifactFile> store(List<Artifact> artifacts, Path folder) throws IOException {
        List<ArtifactFile> files = new ArrayList<>();
        Set<Path> folders = new HashSet<>(Set.of(folder));
        Files.createDirectory(folder);
        for (Artifact artifact : artifacts) {
            Path file = folder.resolve(artifact.path());
            Files.createDirectories(file.getParent());
            Path above = file.getParent();
            while (folders.add(above)) {
                above = above.getParent();
            }
            try (InputStream bytes = artifact.bytes().open()) {
                files.add(Digests.copy(bytes, artifact.path(), file));
            }
        }
        for (Path each : folders) {
            Documents.force(each);
        }
        files.sort(Comparator.comparing(ArtifactFile::path));
        return files;
    }

    private Optional<ModelVersion> withKey(NewVersion wanted) throws IOException {
        return all(wanted.model()).stream()
                .filter(version -> version.key().equals(wanted.key()))
                .findFirst();
    }

    /** Highest first. */
    private List<Integer> numbers(String model) throws IOException {
        try (Stream<Path> folders = Files.list(models.folder(model).resolve("versions"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches("[1-9][0-9]{0,8}"))
                    .map(Integer::valueOf)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private Path folder(String model, String version) {
        return models.folder(model).resolve("versions").resolve(Names.version(version));
    }

    /** Checked again: the file that names it may have been written by others. */
    private Path artifact(ModelVersion version, ArtifactFile file) {
        return folder(version.model(), version.version()).resolve(ARTIFACTS).resolve(Names.artifact(file.path()));
    }

    private static ModelDamaged damaged(Path file, String how) {
        return new ModelDamaged(
                "Expected %s as it was stored, but %s; restore it from a backup".formatted(file, how), null);
    }
}
