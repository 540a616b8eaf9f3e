package io.mendflow.connector.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.Lineage;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelRunState;
import io.mendflow.connector.NewRun;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The runs. One that Mendflow started has its key as a tag, and the tag {@code mendflow.whole} once all is in it that it was started with: what
 * broke off before is finished by the next who asks for the same.
 */
final class Runs {

    private static final String BASE = "mlflow/runs/";
    private static final int TEXTS_A_BATCH = 100;
    private static final int METRICS_A_BATCH = 1000;
    private static final int LONGEST_PARAMETER = 6000;
    private static final int LONGEST_TAG = 8000;

    private final Api api;
    private final Models models;
    private final Experiment experiment;
    private final Clock clock;

    Runs(Api api, Models models, Experiment experiment, Clock clock) {
        this.api = api;
        this.models = models;
        this.experiment = experiment;
        this.clock = clock;
    }

    ModelRun start(NewRun wanted) {
        models.require(wanted.model());
        checkTexts(wanted.parameters(), wanted.tags());
        wanted.tags().keySet().forEach(Names::tag);
        String id = Names.hash(wanted.model() + "\n" + wanted.key());
        JsonNode run = withId(id).orElseGet(() -> make(id, wanted));
        if (!tags(run).containsKey(Names.WHOLE)) {
            complete(idOf(run), wanted);
            run = node(idOf(run)).orElse(run);
        }
        return read(run);
    }

    ModelRun log(String id, Map<String, String> parameters, Map<String, Double> metrics) {
        JsonNode before = require(id);
        checkTexts(parameters, Map.of());
        Map<String, String> known = Api.texts(before.path("data").path("params"));
        Map<String, String> added = new TreeMap<>(parameters);
        parameters.forEach((name, value) -> {
            String there = known.get(name);
            if (there != null && !there.equals(value)) {
                throw new IllegalArgumentException(
                        "Expected parameter '%s' of run %s to stay '%s', got '%s'; start another run"
                                .formatted(name, id, there, value));
            }
            if (there != null) {
                added.remove(name);
            }
        });
        logParameters(id, added);
        List<Map<String, Object>> points = points(before, metrics);
        for (int from = 0; from < points.size(); from += METRICS_A_BATCH) {
            batch(id, "metrics", points.subList(from, Math.min(points.size(), from + METRICS_A_BATCH)));
        }
        return read(require(id));
    }

    ModelRun end(String id, ModelRunState state) {
        if (state == ModelRunState.RUNNING) {
            throw new IllegalArgumentException("Expected how run %s ended, got 'running'".formatted(id));
        }
        ModelRun run = read(require(id));
        if (run.state() == state) {
            return run;
        }
        if (run.state() != ModelRunState.RUNNING) {
            throw new IllegalStateException("Expected run %s to be running before it is %s, but it is %s"
                    .formatted(id, state.text(), run.state().text()));
        }
        api.post(BASE + "update", Map.of("run_id", id, "status", status(state), "end_time", clock.millis()));
        return read(require(id));
    }

    void tag(String id, String tag, @Nullable String value) {
        Names.tag(tag);
        require(id);
        if (value != null) {
            checkTexts(Map.of(), Map.of(tag, value));
            api.post(BASE + "set-tag", Map.of("run_id", id, "key", tag, "value", value));
            return;
        }
        try {
            api.post(BASE + "delete-tag", Map.of("run_id", id, "key", tag));
        } catch (ModelNotFound e) {
            // The tag is away, as it should be.
        }
    }

    Optional<ModelRun> find(String id) {
        return node(id).map(this::read);
    }

    /** As MLflow has it. */
    JsonNode require(String id) {
        return node(id).orElseThrow(() -> new ModelNotFound("Expected run %s, but there is none".formatted(id)));
    }

    /** Newest first; also those that others made, when versions came of them. */
    List<ModelRun> of(String model) {
        models.require(model);
        Map<String, JsonNode> all = new LinkedHashMap<>();
        search("tags.`%s` = '%s'".formatted(Names.MODEL, model)).forEach(run -> all.put(idOf(run), run));
        versions("name='%s'".formatted(model))
                .filter(version -> !Api.texts(version.path("tags")).containsKey(Names.HOLDER))
                .map(version -> version.path("run_id").asText(""))
                .filter(id -> !id.isEmpty() && !all.containsKey(id))
                .distinct()
                .toList()
                .forEach(id -> node(id).ifPresent(run -> all.put(id, run)));
        return all.values().stream()
                .map(run -> read(run, model))
                .sorted(Comparator.comparing(ModelRun::started).reversed().thenComparing(ModelRun::id))
                .toList();
    }

    /** A run that has nothing but the artifacts of a version that no run made; the same for the same id. */
    JsonNode holder(String id, String model) {
        return withId(id).orElseGet(() -> {
            JsonNode made =
                    create("artifacts of " + model, Map.of(Names.ID, id, Names.HOLDER, model, Names.WHOLE, "true"));
            JsonNode first = first(id, made);
            api.post(BASE + "update", Map.of("run_id", idOf(first), "status", "FINISHED", "end_time", clock.millis()));
            return first;
        });
    }

    /** The model that a run says it is of; null when it says none. */
    static @Nullable String model(JsonNode run) {
        return tags(run).get(Names.MODEL);
    }

    private JsonNode make(String id, NewRun wanted) {
        Map<String, String> tags = new HashMap<>(wanted.tags());
        tags.put(Names.ID, id);
        tags.put(Names.KEY, wanted.key());
        tags.put(Names.MODEL, wanted.model());
        Lineage lineage = wanted.lineage();
        if (lineage.code() != null) {
            tags.put(Names.CODE, lineage.code());
        }
        if (lineage.parentRun() != null) {
            tags.put(Names.PARENT, idOf(require(lineage.parentRun())));
        }
        return first(id, create(wanted.name(), tags));
    }

    private JsonNode create(String name, Map<String, String> tags) {
        return api.post(
                        BASE + "create",
                        Map.of(
                                "experiment_id",
                                experiment.id(),
                                "run_name",
                                name,
                                "start_time",
                                clock.millis(),
                                "tags",
                                Api.pairs(tags)))
                .path("run");
    }

    /** MLflow keeps no tag unique. Of those who made a run with one id at one time, all but the first give theirs up. */
    private JsonNode first(String id, JsonNode made) {
        JsonNode first = withId(id).orElse(made);
        if (!idOf(first).equals(idOf(made))) {
            api.post(BASE + "delete", Map.of("run_id", idOf(made)));
        }
        return first;
    }

    private void complete(String id, NewRun wanted) {
        List<Map<String, Object>> data = DataSets.written(wanted.lineage().data());
        if (!data.isEmpty()) {
            api.post(BASE + "log-inputs", Map.of("run_id", id, "datasets", data));
        }
        logParameters(id, wanted.parameters());
        api.post(BASE + "set-tag", Map.of("run_id", id, "key", Names.WHOLE, "value", "true"));
    }

    private void logParameters(String id, Map<String, String> parameters) {
        List<Map<String, String>> pairs = Api.pairs(parameters);
        for (int from = 0; from < pairs.size(); from += TEXTS_A_BATCH) {
            batch(id, "params", pairs.subList(from, Math.min(pairs.size(), from + TEXTS_A_BATCH)));
        }
    }

    private void batch(String id, String kind, List<?> entries) {
        api.post(BASE + "log-batch", Map.of("run_id", id, kind, entries));
    }

    /** MLflow's latest value is that of the highest step and time, and of several at one time the greatest: so each is later than what is there. */
    private List<Map<String, Object>> points(JsonNode run, Map<String, Double> metrics) {
        Map<String, JsonNode> there = new HashMap<>();
        run.path("data")
                .path("metrics")
                .forEach(metric -> there.put(metric.path("key").asText(), metric));
        long now = clock.millis();
        List<Map<String, Object>> points = new ArrayList<>();
        new TreeMap<>(metrics).forEach((name, value) -> {
            JsonNode before = there.get(name);
            long after = before == null
                    ? now
                    : Math.max(now, before.path("timestamp").asLong() + 1);
            long step = before == null ? 0 : before.path("step").asLong();
            points.add(Map.of("key", name, "value", Numbers.written(value), "timestamp", after, "step", step));
        });
        return points;
    }

    private Optional<JsonNode> node(String id) {
        return api.find(BASE + "get", Map.of("run_id", Names.run(id)))
                .map(found -> found.path("run"))
                .filter(run ->
                        !run.path("info").path("lifecycle_stage").asText().equals("deleted"));
    }

    private Optional<JsonNode> withId(String id) {
        return search("tags.`%s` = '%s'".formatted(Names.ID, id)).stream()
                .min(Comparator.comparingLong((JsonNode run) ->
                                run.path("info").path("start_time").asLong())
                        .thenComparing(Runs::idOf));
    }

    private List<JsonNode> search(String filter) {
        return api.search(
                BASE + "search", Map.of("experiment_ids", List.of(experiment.id()), "filter", filter), "runs");
    }

    private Stream<JsonNode> versions(String filter) {
        return api.list("mlflow/model-versions/search", Map.of("filter", filter), "model_versions").stream();
    }

    private ModelRun read(JsonNode run) {
        String model = model(run);
        return read(
                run,
                model != null
                        ? model
                        : versions("run_id='%s'".formatted(idOf(run)))
                                .map(version -> version.path("name").asText())
                                .findFirst()
                                .orElse(""));
    }

    private static ModelRun read(JsonNode run, String model) {
        JsonNode info = run.path("info");
        Map<String, String> tags = tags(run);
        Map<String, Double> metrics = new TreeMap<>();
        run.path("data")
                .path("metrics")
                .forEach(metric -> metrics.put(metric.path("key").asText(), Numbers.read(metric.path("value"))));
        var lineage = new Lineage(
                DataSets.read(run),
                tags.getOrDefault(Names.CODE, tags.get("mlflow.source.git.commit")),
                tags.get(Names.PARENT));
        String key = tags.getOrDefault(Names.KEY, "mlflow:" + idOf(run));
        long ended = info.path("end_time").asLong();
        tags.keySet().removeIf(Names::isOwn);
        return new ModelRun(
                idOf(run),
                model,
                key,
                info.path("run_name").asText(),
                state(info.path("status").asText()),
                lineage,
                Api.texts(run.path("data").path("params")),
                metrics,
                tags,
                Instant.ofEpochMilli(info.path("start_time").asLong()),
                ended == 0 ? null : Instant.ofEpochMilli(ended));
    }

    private static String idOf(JsonNode run) {
        return run.path("info").path("run_id").asText();
    }

    private static Map<String, String> tags(JsonNode run) {
        return Api.texts(run.path("data").path("tags"));
    }

    private static void checkTexts(Map<String, String> parameters, Map<String, String> tags) {
        checkLength("parameter", parameters, LONGEST_PARAMETER);
        checkLength("tag", tags, LONGEST_TAG);
    }

    /** MLflow cuts what is longer, and says nothing. */
    private static void checkLength(String what, Map<String, String> texts, int longest) {
        texts.forEach((name, value) -> {
            if (value.length() > longest) {
                throw new IllegalArgumentException("Expected %s '%s' with at most %d characters, got %d"
                        .formatted(what, name, longest, value.length()));
            }
        });
    }

    private static String status(ModelRunState state) {
        return state == ModelRunState.CANCELLED ? "KILLED" : state.name();
    }

    private static ModelRunState state(String status) {
        return switch (status) {
            case "FINISHED" -> ModelRunState.FINISHED;
            case "FAILED" -> ModelRunState.FAILED;
            case "KILLED" -> ModelRunState.CANCELLED;
            default -> ModelRunState.RUNNING;
        };
    }
}
