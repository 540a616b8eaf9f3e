package io.mendflow.connector.kubeflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.RemoteTrainer;
import io.mendflow.connector.TrainerAccess;
import io.mendflow.connector.TrainerCalls;
import io.mendflow.connector.TrainerReply;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import io.mendflow.connector.kubeflow.KubeflowSettings.Pipeline;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Has trainings done by runs of a pipeline: the bean behind the routes {@code trainer.kubeflow.*}. */
@Component("kubeflowPipelineRuns")
class PipelineRuns extends RemoteTrainer {

    private static final String RUNS = "/apis/v2beta1/runs";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, TrainingState> STATES = Map.of(
            "", TrainingState.PENDING,
            "runtime_state_unspecified", TrainingState.PENDING,
            "pending", TrainingState.PENDING,
            "running", TrainingState.RUNNING,
            "paused", TrainingState.RUNNING,
            "canceling", TrainingState.RUNNING,
            "succeeded", TrainingState.SUCCEEDED,
            "skipped", TrainingState.FAILED,
            "failed", TrainingState.FAILED,
            "canceled", TrainingState.CANCELLED);

    private final KubeflowSettings settings;
    private final TrainerCalls calls;

    PipelineRuns(KubeflowSettings settings, TrainerCalls calls, Clock clock) {
        super("kubeflow", clock);
        this.settings = settings;
        this.calls = calls;
    }

    @Override
    protected Optional<Report> find(TrainingRequest request) {
        return run(request).map(run -> {
            String text = run.path("state").asText("");
            TrainingState state = state(request, text, STATES);
            return new Report(
                    state,
                    reason(text, state, run),
                    page(request, run.path("run_id").asText()),
                    instant(run, "created_at"),
                    instant(run, "finished_at"));
        });
    }

    @Override
    protected TrainerReply create(TrainingRequest request) {
        Pipeline pipeline = settings.require(request.name());
        var run = new HashMap<String, @Nullable Object>();
        run.put("display_name", request.id());
        run.put("experiment_id", pipeline.experimentId());
        run.put("service_account", pipeline.serviceAccount());
        run.put("pipeline_version_reference", version(pipeline));
        run.put("runtime_config", runtime(pipeline, request));
        run.values().removeIf(value -> value == null);
        return calls.send("POST", access(request), RUNS, run, Map.of());
    }

    @Override
    protected TrainerReply stop(TrainingRequest request, Report found, @Nullable String overdue) {
        String id = run(request).map(run -> run.path("run_id").asText()).orElse("");
        return calls.send("POST", access(request), RUNS + "/" + encoded(id) + ":terminate", null, Map.of());
    }

    @Override
    protected String log(TrainingRequest request, Report found, int lines) {
        return "Kubeflow has the logs by step, at %s%n".formatted(found.reference());
    }

    /** The oldest run of that name. The name is compared again, as a server may not know the filter. */
    private Optional<JsonNode> run(TrainingRequest request) {
        Pipeline pipeline = settings.require(request.name());
        var query = new TreeMap<String, String>();
        query.put("filter", filter(request.id()));
        query.put("page_size", "100");
        query.put("sort_by", "created_at asc");
        if (pipeline.experimentId() != null) {
            query.put("experiment_id", pipeline.experimentId());
        }
        if (pipeline.namespace() != null) {
            query.put("namespace", pipeline.namespace());
        }
        List<String> pairs = query.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + encoded(pair.getValue()))
                .toList();
        JsonNode found =
                calls.get(access(request), RUNS + "?" + String.join("&", pairs)).json();
        return StreamSupport.stream(found.path("runs").spliterator(), false)
                .filter(run -> run.path("display_name").asText().equals(request.id()))
                .min(Comparator.comparing(run -> run.path("created_at").asText()));
    }

    private static String filter(String name) {
        try {
            return JSON.writeValueAsString(Map.of(
                    "predicates", List.of(Map.of("key", "display_name", "operation", "EQUALS", "string_value", name))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> version(Pipeline pipeline) {
        return pipeline.pipelineVersionId() == null
                ? Map.of("pipeline_id", pipeline.pipelineId())
                : Map.of(
                        "pipeline_id", pipeline.pipelineId(),
                        "pipeline_version_id", pipeline.pipelineVersionId());
    }

    private static Map<String, Object> runtime(Pipeline pipeline, TrainingRequest request) {
        var parameters = new TreeMap<String, String>();
        request.parameters().forEach((name, value) -> parameters.put(TrainingRequest.snake(name), value));
        parameters.put("task", request.task());
        parameters.put("model_name", request.model());
        parameters.put("training", request.id());
        if (!pipeline.parameters().isEmpty()) {
            parameters.keySet().retainAll(pipeline.parameters());
        }
        return pipeline.pipelineRoot() == null
                ? Map.of("parameters", parameters)
                : Map.of("parameters", parameters, "pipeline_root", pipeline.pipelineRoot());
    }

    private static @Nullable String reason(String text, TrainingState state, JsonNode run) {
        String message = run.path("error").path("message").asText("");
        if (state == TrainingState.FAILED && !message.isEmpty()) {
            return message;
        }
        boolean plain = text.isEmpty() || text.equalsIgnoreCase(state.text());
        return plain ? null : "Kubeflow says " + text;
    }

    private String page(TrainingRequest request, String run) {
        return settings.require(request.name()).url().toString().replaceAll("/+$", "") + "/#/runs/details/" + run;
    }

    private TrainerAccess access(TrainingRequest request) {
        return settings.require(request.name()).access(request.name());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static @Nullable Instant instant(JsonNode run, String field) {
        try {
            return run.hasNonNull(field)
                    ? OffsetDateTime.parse(run.path(field).asText()).toInstant()
                    : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
