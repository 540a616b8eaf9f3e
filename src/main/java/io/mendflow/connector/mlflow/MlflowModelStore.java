package io.mendflow.connector.mlflow;

import io.mendflow.connector.AliasMove;
import io.mendflow.connector.AliasMoved;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelRunState;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewRun;
import io.mendflow.connector.NewVersion;
import io.mendflow.connector.RegisteredModel;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * MLflow 3 as the model store: its registry, its tracking and the artifacts that it serves. Runs and versions that others made there count too.
 *
 * <p>MLflow has no transactions: aliases move one after the other, and between the look at an alias and its move somebody else may move it, whose
 * move is lost then. Artifacts of a version that was never finished stay where they are.
 */
final class MlflowModelStore implements ModelStore {

    private final Models models;
    private final Runs runs;
    private final Versions versions;
    private final Webhook webhook;

    MlflowModelStore(Api api, MlflowSettings settings, Login login, Buckets buckets, Webhook webhook, Clock clock) {
        this.models = new Models(api);
        this.runs = new Runs(api, models, new Experiment(api, settings.experiment()), clock);
        this.versions = new Versions(api, models, runs, new Artifacts(api, settings, login, buckets));
        this.webhook = webhook;
    }

    @Override
    public RegisteredModel register(String name, @Nullable String description) {
        return models.register(name, description);
    }

    @Override
    public Optional<RegisteredModel> model(String name) {
        return models.find(name);
    }

    @Override
    public List<RegisteredModel> models() {
        return models.all();
    }

    @Override
    public void tagModel(String name, String tag, @Nullable String value) {
        models.tag(name, tag, value);
    }

    @Override
    public ModelRun startRun(NewRun run) {
        Names.key(run.key());
        return runs.start(run);
    }

    @Override
    public ModelRun log(String run, Map<String, String> parameters, Map<String, Double> metrics) {
        return runs.log(run, parameters, metrics);
    }

    @Override
    public void tagRun(String run, String tag, @Nullable String value) {
        runs.tag(run, tag, value);
    }

    @Override
    public ModelRun endRun(String run, ModelRunState state) {
        return runs.end(run, state);
    }

    /** A run that others made has no model, an empty text, until a version comes of it. */
    @Override
    public Optional<ModelRun> run(String id) {
        return runs.find(id);
    }

    @Override
    public List<ModelRun> runs(String model) {
        return runs.of(model);
    }

    @Override
    public ModelVersion createVersion(NewVersion version) {
        Names.key(version.key());
        return versions.create(version);
    }

    @Override
    public Optional<ModelVersion> version(String model, String version) {
        return versions.find(model, version);
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return versions.all(model);
    }

    @Override
    public void tagVersion(String model, String version, String tag, @Nullable String value) {
        versions.tag(model, version, Names.tag(tag), value);
    }

    @Override
    public void stage(String model, String version, ModelStage stage) {
        versions.tag(model, version, Names.STAGE, stage.text());
    }

    /**
     * All are looked at before the first is moved. Each is looked at again before its move, and after the last they have to be where they were
     * moved to; so of two who move the same alias at the same time, one learns of it.
     */
    @Override
    public boolean moveAliases(String model, List<AliasMove> moves) {
        moves.forEach(move -> Names.alias(move.alias()));
        Map<String, String> aliases = models.require(model).aliases();
        List<AliasMove> open = new ArrayList<>();
        for (AliasMove move : moves) {
            if (isOpen(model, move, aliases)) {
                open.add(move);
            }
        }
        for (AliasMove move : open) {
            if (move.to() != null) {
                versions.requireWhole(versions.require(model, move.to()));
            }
        }
        for (AliasMove move : open) {
            move(model, move, open);
        }
        if (!open.isEmpty()) {
            requireMoved(model, open);
        }
        return !open.isEmpty();
    }

    @Override
    public InputStream open(String model, String version, String path) {
        return versions.open(model, version, path);
    }

    @Override
    public void keepListening() {
        webhook.keep();
    }

    private void move(String model, AliasMove move, List<AliasMove> all) {
        try {
            if (isOpen(model, move, models.require(model).aliases())) {
                models.point(model, move.alias(), move.to());
            }
        } catch (UncheckedIOException e) {
            throw new UncheckedIOException(
                    "Expected to move alias '%s' of model '%s', but it failed; aliases move one by one in MLflow, and of %s those before it are moved. Ask again to move the rest. %s"
                            .formatted(
                                    move.alias(),
                                    model,
                                    all.stream().map(AliasMove::alias).toList(),
                                    e.getMessage()),
                    e.getCause());
        }
    }

    private void requireMoved(String model, List<AliasMove> moves) {
        Map<String, String> aliases = models.require(model).aliases();
        for (AliasMove move : moves) {
            String found = aliases.get(move.alias());
            if (!Objects.equals(found, move.to())) {
                throw new AliasMoved(model, move, found);
            }
        }
    }

    private static boolean isOpen(String model, AliasMove move, Map<String, String> aliases) {
        String found = aliases.get(move.alias());
        if (Objects.equals(found, move.to())) {
            return false;
        }
        if (!Objects.equals(found, move.expected())) {
            throw new AliasMoved(model, move, found);
        }
        return true;
    }
}
