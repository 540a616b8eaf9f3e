package io.mendflow.connector;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;

/**
 * Where models are kept: registered models with their versions, aliases and tags, the runs that made them, and their artifacts. Safe for several
 * writers at once.
 *
 * <p>Every operation may be asked again after a failure that left its outcome open: what makes something has a key, and the same key gives the
 * same thing; the others set what may be set already.
 *
 * <p>All throw {@link IllegalArgumentException} for a name that the store cannot have, {@link ModelNotFound} for one that it does not have,
 * {@link ModelDamaged} for what is there and not whole, and {@link UncheckedIOException} when the store cannot be reached.
 */
public interface ModelStore {

    /** Registers a model, or hands back the one that has the name. */
    RegisteredModel register(String name, @Nullable String description);

    Optional<RegisteredModel> model(String name);

    /** All models by name. */
    List<RegisteredModel> models();

    /** @param value null to take the tag away */
    void tagModel(String name, String tag, @Nullable String value);

    /**
     * Starts a run, or hands back the one that was started with the same key for the same model.
     *
     * @throws ModelNotFound when there is no such model or parent run
     */
    ModelRun startRun(NewRun run);

    /**
     * Adds parameters and metrics. A parameter never changes; a metric has the value that was logged last.
     *
     * @throws IllegalArgumentException when a parameter has another value already; nothing is logged then
     */
    ModelRun log(String run, Map<String, String> parameters, Map<String, Double> metrics);

    /** @param value null to take the tag away */
    void tagRun(String run, String tag, @Nullable String value);

    /**
     * Ends a run; one that ended so stays as it is.
     *
     * @throws IllegalStateException when it ended otherwise
     */
    ModelRun endRun(String run, ModelRunState state);

    Optional<ModelRun> run(String id);

    /** All runs of a model, newest first. */
    List<ModelRun> runs(String model);

    /**
     * Makes the next version of a model with its artifacts, or hands back the one that was made with the same key; its artifacts are not read
     * then. Where anything fails, there is no new version.
     *
     * @throws ModelNotFound when there is no such model or run
     * @throws IllegalArgumentException when there is no artifact, or one has a path that leads elsewhere
     * @throws ModelDamaged when a version of the model cannot be read: its key may be this one
     */
    ModelVersion createVersion(NewVersion version);

    Optional<ModelVersion> version(String model, String version);

    /** All versions of a model, newest first. */
    List<ModelVersion> versions(String model);

    /** @param value null to take the tag away */
    void tagVersion(String model, String version, String tag, @Nullable String value);

    void stage(String model, String version, ModelStage stage);

    /** The version that an alias points to, if it points to one. */
    default Optional<ModelVersion> aliased(String model, String alias) {
        RegisteredModel registered = model(model)
                .orElseThrow(() -> new ModelNotFound("Expected model '%s', but there is none".formatted(model)));
        return Optional.ofNullable(registered.aliases().get(alias)).map(version -> require(model, version));
    }

    /**
     * Moves aliases of a model, such as {@code champion} and {@code previous} together: all of them or none where the store can, otherwise in
     * the given order up to the first that is refused. A move that is done already is left as it is.
     *
     * @return whether any alias was moved
     * @throws AliasMoved when an alias is not where it is expected: somebody else was first
     * @throws ModelNotFound when there is no such model or version
     * @throws ModelDamaged when an artifact of a version to point to is missing or has another size
     */
    boolean moveAliases(String model, List<AliasMove> moves);

    /**
     * An artifact's bytes. They are checked on the way: instead of the last of them comes {@link ModelDamaged} when they are not those that the
     * version was made with.
     */
    InputStream open(String model, String version, String path);

    /**
     * Reads every artifact of a version and checks it.
     *
     * @throws ModelDamaged naming the first that is missing or not what it was
     */
    default void verify(String model, String version) {
        for (ArtifactFile file : require(model, version).files()) {
            try (InputStream bytes = open(model, version, file.path())) {
                bytes.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "Expected to read '%s' of version %s of model '%s', but it failed: %s"
                                .formatted(file.path(), version, model, e.getMessage()),
                        e);
            }
        }
    }

    /**
     * Copies a version's artifacts into a new folder. It appears when all of them are there and checked, or not at all.
     *
     * @throws IllegalArgumentException when the folder is there already
     */
    default void fetch(String model, String version, Path folder) {
        Path target = folder.toAbsolutePath();
        if (Files.exists(target)) {
            throw new IllegalArgumentException(
                    "Expected a folder that is not there yet, to fetch version %s of model '%s' into, got %s"
                            .formatted(version, model, target));
        }
        ModelVersion wanted = require(model, version);
        Path partial = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        try {
            try {
                for (ArtifactFile file : wanted.files()) {
                    Path copy = partial.resolve(file.path());
                    Files.createDirectories(copy.getParent());
                    try (InputStream bytes = open(model, version, file.path())) {
                        Files.copy(bytes, copy);
                    }
                }
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                if (Files.exists(partial)) {
                    PathUtils.deleteDirectory(partial);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected to copy version %s of model '%s' to %s, but it failed: %s"
                            .formatted(version, model, target, e.getMessage()),
                    e);
        }
    }

    /**
     * Makes sure that the store goes on telling Mendflow of what happens in it, where it can tell: what somebody took away is put back. Asked for
     * every minute, so that it has to be little work when all is well.
     */
    default void keepListening() {}

    /** @throws ModelNotFound when there is no such version */
    default ModelVersion require(String model, String version) {
        return version(model, version)
                .orElseThrow(() -> new ModelNotFound(
                        "Expected version %s of model '%s', but there is none".formatted(version, model)));
    }
}
