package io.mendflow.connector.ray;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mendflow.connector.RemoteTrainer;
import io.mendflow.connector.TrainerAccess;
import io.mendflow.connector.TrainerCalls;
import io.mendflow.connector.TrainerReply;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import io.mendflow.connector.ray.RaySettings.Cluster;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Has trainings done by jobs of Ray: the bean behind the routes {@code trainer.ray.*}. */
@Component("rayJobs")
class Jobs extends RemoteTrainer {

    private static final Map<String, TrainingState> STATES = Map.of(
            "pending", TrainingState.PENDING,
            "running", TrainingState.RUNNING,
            "stopped", TrainingState.CANCELLED,
            "succeeded", TrainingState.SUCCEEDED,
            "failed", TrainingState.FAILED);

    private final RaySettings settings;
    private final TrainerCalls calls;

    Jobs(RaySettings settings, TrainerCalls calls, Clock clock) {
        super("ray", clock);
        this.settings = settings;
        this.calls = calls;
    }

    @Override
    protected Optional<Report> find(TrainingRequest request) {
        TrainerReply reply = calls.get(access(request), "/api/jobs/" + request.id());
        if (reply.isMissing()) {
            return Optional.empty();
        }
        JsonNode job = reply.json();
        TrainingState state = state(request, job.path("status").asText(), STATES);
        return Optional.of(new Report(
                state,
                state == TrainingState.SUCCEEDED || state == TrainingState.RUNNING ? null : message(job),
                "ray job " + request.id(),
                instant(job.path("start_time")),
                instant(job.path("end_time"))));
    }

    @Override
    protected TrainerReply create(TrainingRequest request) {
        Cluster cluster = settings.require(request.name());
        String entrypoint = cluster.entrypoint(request.task());
        if (entrypoint == null) {
            throw new IllegalArgumentException(
                    "Expected mendflow.trainer.ray.%s.%s to say how it is done, but it is not set"
                            .formatted(request.name(), request.task()));
        }
        ObjectNode environment = Objects.requireNonNull(cluster.environment());
        ObjectNode variables = environment.withObject("/env_vars");
        request.variables().forEach(variables::put);
        var job = new HashMap<String, Object>(Map.of(
                "entrypoint",
                entrypoint,
                "submission_id",
                request.id(),
                "runtime_env",
                environment,
                "metadata",
                Map.of("model", request.model(), "task", request.task())));
        if (cluster.cpus() != null) {
            job.put("entrypoint_num_cpus", cluster.cpus());
        }
        if (cluster.gpus() != null) {
            job.put("entrypoint_num_gpus", cluster.gpus());
        }
        return calls.send("POST", access(request), "/api/jobs/", job, Map.of());
    }

    @Override
    protected TrainerReply stop(TrainingRequest request, Report found, @Nullable String overdue) {
        return calls.send("POST", access(request), "/api/jobs/" + request.id() + "/stop", null, Map.of());
    }

    @Override
    protected String log(TrainingRequest request, Report found, int lines) {
        TrainerReply reply = calls.get(access(request), "/api/jobs/" + request.id() + "/logs");
        return tail(reply.json().path("logs").asText(), lines);
    }

    private TrainerAccess access(TrainingRequest request) {
        return settings.require(request.name()).access(request.name());
    }

    private static @Nullable String message(JsonNode job) {
        String message = job.path("message").asText("");
        return message.isEmpty() ? null : message;
    }

    private static @Nullable Instant instant(JsonNode millis) {
        return millis.canConvertToLong() && millis.asLong() > 0 ? Instant.ofEpochMilli(millis.asLong()) : null;
    }
}
