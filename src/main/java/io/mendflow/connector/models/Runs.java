package io.mendflow.connector.models;

import io.mendflow.connector.ModelDamaged;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelRunState;
import io.mendflow.connector.NewRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder {@code runs}: one folder a run, with what it is in {@code run.json} and its {@code lock}. A run's id is made of its key. */
final class Runs {

    private static final String FILE = "run.json";

    private final Path runs;
    private final Models models;
    private final Path staging;
    private final Clock clock;

    Runs(Path runs, Models models, Path staging, Clock clock) {
        this.runs = runs;
        this.models = models;
        this.staging = staging;
        this.clock = clock;
    }

    ModelRun start(NewRun wanted) throws IOException {
        models.require(wanted.model());
        String id = Digests.shortened(wanted.model() + "\n" + wanted.key());
        Optional<ModelRun> known = find(id);
        if (known.isPresent()) {
            return known.get();
        }
        String parent = wanted.lineage().parentRun();
        if (parent != null) {
            require(parent);
        }
        var run = new ModelRun(
                id,
                wanted.model(),
                wanted.key(),
                wanted.name(),
                ModelRunState.RUNNING,
                wanted.lineage(),
                wanted.parameters(),
                Map.of(),
                wanted.tags(),
                clock.instant(),
                null);
        try (Staged staged = Staged.in(staging)) {
            Documents.write(staged.folder().resolve(FILE), run);
            return staged.moveTo(folder(id)) ? run : require(id);
        }
    }

    ModelRun log(String id, Map<String, String> parameters, Map<String, Double> metrics) throws IOException {
        return change(id, run -> {
            Map<String, String> allParameters = new HashMap<>(run.parameters());
            parameters.forEach((name, value) -> {
                String before = allParameters.putIfAbsent(Names.text("a parameter", name), value);
                if (before != null && !before.equals(value)) {
                    throw new IllegalArgumentException(
                            "Expected parameter '%s' of run %s to stay '%s', got '%s'; start another run"
                                    .formatted(name, id, before, value));
                }
            });
            Map<String, Double> allMetrics = new HashMap<>(run.metrics());
            metrics.forEach((name, value) -> allMetrics.put(Names.text("a metric", name), value));
            return with(run, run.state(), allParameters, allMetrics, run.tags(), run.ended());
        });
    }

    ModelRun end(String id, ModelRunState state) throws IOException {
        if (state == ModelRunState.RUNNING) {
            throw new IllegalArgumentException("Expected how run %s ended, got 'running'".formatted(id));
        }
        return change(id, run -> {
            if (run.state() == state) {
                return run;
            }
            if (run.state() != ModelRunState.RUNNING) {
                throw new IllegalStateException("Expected run %s to be running before it is %s, but it is %s"
                        .formatted(id, state.text(), run.state().text()));
            }
            return with(run, state, run.parameters(), run.metrics(), run.tags(), clock.instant());
        });
    }

    void tag(String id, String tag, @Nullable String value) throws IOException {
        change(
                id,
                run -> with(
                        run,
                        run.state(),
                        run.parameters(),
                        run.metrics(),
                        Models.changed(run.tags(), tag, value),
                        run.ended()));
    }

    Optional<ModelRun> find(String id) throws IOException {
        Optional<ModelRun> run = Documents.of(folder(id), FILE, ModelRun.class);
        if (run.isPresent() && !run.get().id().equals(id)) {
            throw new ModelDamaged(
                    "Expected %s to be of run %s, but it is of %s; restore it from a backup"
                            .formatted(folder(id).resolve(FILE), id, run.get().id()),
                    null);
        }
        return run;
    }

    ModelRun require(String id) throws IOException {
        return find(id).orElseThrow(() -> new ModelNotFound("Expected run %s, but there is none".formatted(id)));
    }

    /** Newest first. */
    List<ModelRun> of(String model) throws IOException {
        models.require(model);
        List<String> ids;
        try (Stream<Path> folders = Files.list(runs)) {
            ids = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        }
        List<ModelRun> all = new ArrayList<>();
        for (String id : ids) {
            find(id).filter(run -> run.model().equals(model)).ifPresent(all::add);
        }
        all.sort(Comparator.comparing(ModelRun::started).reversed().thenComparing(ModelRun::id));
        return all;
    }

    @SuppressWarnings("try") // The lock is held, not used.
    private ModelRun change(String id, UnaryOperator<ModelRun> change) throws IOException {
        require(id);
        try (FolderLock lock = FolderLock.hold(folder(id).resolve("lock"))) {
            ModelRun changed = change.apply(require(id));
            Documents.write(folder(id).resolve(FILE), changed);
            return changed;
        }
    }

    private Path folder(String id) {
        return runs.resolve(Names.run(id));
    }

    private static ModelRun with(
            ModelRun run,
            ModelRunState state,
            Map<String, String> parameters,
            Map<String, Double> metrics,
            Map<String, String> tags,
            @Nullable Instant ended) {
        return new ModelRun(
                run.id(),
                run.model(),
                run.key(),
                run.name(),
                state,
                run.lineage(),
                parameters,
                metrics,
                tags,
                run.started(),
                ended);
    }
}
