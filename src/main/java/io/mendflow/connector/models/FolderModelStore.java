package io.mendflow.connector.models;

import io.mendflow.connector.AliasMove;
import io.mendflow.connector.AliasMoved;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelRunState;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewRun;
import io.mendflow.connector.NewVersion;
import io.mendflow.connector.RegisteredModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model store in a folder, for any number of threads and processes that share it on a local disk. Readers wait for nobody. What a change makes
 * is there whole, or not at all, whenever its process dies; aliases that move together do so at one instant.
 */
public final class FolderModelStore implements ModelStore {

    private final Path folder;
    private final Models models;
    private final Versions versions;
    private final Runs runs;

    /** @param folder made when it is not there */
    public FolderModelStore(Path folder, Clock clock) {
        try {
            Files.createDirectories(folder);
            // One name for each file, however the folder is written: locks go by it.
            this.folder = folder.toRealPath();
            Path staging = Files.createDirectories(this.folder.resolve("staging"));
            this.models = new Models(Files.createDirectories(this.folder.resolve("models")), staging, clock);
            this.versions = new Versions(models, staging, clock);
            this.runs = new Runs(Files.createDirectories(this.folder.resolve("runs")), models, staging, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected a folder for models that can be made and written, got %s: %s".formatted(folder, e), e);
        }
    }

    @Override
    public RegisteredModel register(String name, @Nullable String description) {
        return tried(() -> models.register(name, description));
    }

    @Override
    public Optional<RegisteredModel> model(String name) {
        return tried(() -> models.find(name));
    }

    @Override
    public List<RegisteredModel> models() {
        return tried(models::all);
    }

    @Override
    public void tagModel(String name, String tag, @Nullable String value) {
        done(() -> models.tag(name, tag, value));
    }

    @Override
    public ModelRun startRun(NewRun run) {
        Names.text("the key of a run", run.key());
        return tried(() -> runs.start(run));
    }

    @Override
    public ModelRun log(String run, Map<String, String> parameters, Map<String, Double> metrics) {
        return tried(() -> runs.log(run, parameters, metrics));
    }

    @Override
    public void tagRun(String run, String tag, @Nullable String value) {
        done(() -> runs.tag(run, tag, value));
    }

    @Override
    public ModelRun endRun(String run, ModelRunState state) {
        return tried(() -> runs.end(run, state));
    }

    @Override
    public Optional<ModelRun> run(String id) {
        return tried(() -> runs.find(id));
    }

    @Override
    public List<ModelRun> runs(String model) {
        return tried(() -> runs.of(model));
    }

    @Override
    public ModelVersion createVersion(NewVersion version) {
        Names.text("the key of a version", version.key());
        String run = version.run();
        return tried(() -> {
            if (run != null && !runs.require(run).model().equals(version.model())) {
                throw new ModelNotFound("Expected run %s to be of model '%s', but it is of '%s'"
                        .formatted(run, version.model(), runs.require(run).model()));
            }
            return versions.create(version);
        });
    }

    @Override
    public Optional<ModelVersion> version(String model, String version) {
        return tried(() -> versions.find(model, version));
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return tried(() -> versions.all(model));
    }

    @Override
    public void tagVersion(String model, String version, String tag, @Nullable String value) {
        done(() -> versions.change(
                model, version, before -> with(before, before.stage(), Models.changed(before.tags(), tag, value))));
    }

    @Override
    public void stage(String model, String version, ModelStage stage) {
        done(() -> versions.change(model, version, before -> with(before, stage, before.tags())));
    }

    @SuppressWarnings("try") // The lock is held, not used.
    @Override
    public boolean moveAliases(String model, List<AliasMove> moves) {
        moves.forEach(move -> Names.alias(move.alias()));
        return tried(() -> {
            try (FolderLock lock = models.lock(model)) {
                RegisteredModel before = models.require(model);
                Map<String, String> aliases = new HashMap<>(before.aliases());
                for (AliasMove move : moves) {
                    move(model, move, aliases);
                }
                boolean moved = !aliases.equals(before.aliases());
                if (moved) {
                    models.alias(before, aliases);
                }
                return moved;
            }
        });
    }

    @Override
    public InputStream open(String model, String version, String path) {
        return tried(() -> versions.open(model, version, path));
    }

    private void move(String model, AliasMove move, Map<String, String> aliases) throws IOException {
        String found = aliases.get(move.alias());
        String to = move.to();
        if (Objects.equals(found, to)) {
            return;
        }
        if (!Objects.equals(found, move.expected())) {
            throw new AliasMoved(model, move, found);
        }
        if (to == null) {
            aliases.remove(move.alias());
        } else {
            versions.requireWhole(versions.require(model, to));
            aliases.put(move.alias(), to);
        }
    }

    private static ModelVersion with(ModelVersion version, ModelStage stage, Map<String, String> tags) {
        return new ModelVersion(
                version.model(),
                version.version(),
                version.key(),
                version.run(),
                version.description(),
                stage,
                tags,
                version.files(),
                version.digest(),
                version.created());
    }

    private <T> T tried(Access<T> access) {
        try {
            return access.get();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected to reach the model store in %s, but it failed: %s".formatted(folder, e), e);
        }
    }

    private void done(Change change) {
        tried(() -> {
            change.make();
            return true;
        });
    }

    /** Something that is read from the disk. */
    private interface Access<T> {
        T get() throws IOException;
    }

    /** Something that is written to the disk. */
    private interface Change {
        void make() throws IOException;
    }
}
