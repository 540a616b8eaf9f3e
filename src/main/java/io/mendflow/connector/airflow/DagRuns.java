package io.mendflow.connector.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.RemoteTrainer;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.TrainerAccess;
import io.mendflow.connector.TrainerCalls;
import io.mendflow.connector.TrainerFailed;
import io.mendflow.connector.TrainerReply;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import io.mendflow.connector.airflow.AirflowSettings.Dag;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Has trainings done by runs of a DAG: the bean behind the routes {@code trainer.airflow.*}. */
@Component("airflowDagRuns")
class DagRuns extends RemoteTrainer {

    /** Airflow knows no cancelled run: one is failed by hand, and its note tells it from others. */
    private static final String CANCELLED = "Cancelled by Mendflow";

    private static final Map<String, TrainingState> STATES = Map.of(
            "queued", TrainingState.PENDING,
            "running", TrainingState.RUNNING,
            "success", TrainingState.SUCCEEDED,
            "failed", TrainingState.FAILED);

    private final AirflowSettings settings;
    private final TrainerCalls calls;
    private final Secrets secrets;

    DagRuns(AirflowSettings settings, TrainerCalls calls, Secrets secrets, Clock clock) {
        super("airflow", clock);
        this.settings = settings;
        this.calls = calls;
        this.secrets = secrets;
    }

    @Override
    protected Optional<Report> find(TrainingRequest request) {
        TrainerReply reply = send(request, "GET", "/" + request.id(), null);
        if (reply.isMissing()) {
            return Optional.empty();
        }
        JsonNode run = reply.json();
        TrainingState state = state(request, run.path("state").asText(), STATES);
        String note = run.path("note").asText("");
        if (state == TrainingState.FAILED && note.startsWith(CANCELLED)) {
            state = TrainingState.CANCELLED;
        }
        Instant started = instant(run, "start_date");
        return Optional.of(new Report(
                state,
                state == TrainingState.FAILED ? reason(note) : null,
                page(request),
                started == null ? instant(run, "queued_at") : started,
                instant(run, "end_date")));
    }

    @Override
    protected TrainerReply create(TrainingRequest request) {
        var conf = new HashMap<String, Object>(request.parameters());
        conf.put("task", request.task());
        conf.put("model_name", request.model());
        conf.put("training", request.id());
        var run = new HashMap<String, @Nullable Object>();
        run.put("dag_run_id", request.id());
        run.put("logical_date", null);
        run.put("conf", conf);
        run.put("note", "Asked for by Mendflow: %s %s".formatted(request.task(), request.model()));
        return send(request, "POST", "", run);
    }

    @Override
    protected TrainerReply stop(TrainingRequest request, Report found, @Nullable String overdue) {
        String note = overdue == null ? CANCELLED : overdue + "; stopped by Mendflow";
        return send(request, "PATCH", "/" + request.id(), Map.of("state", "failed", "note", note));
    }

    @Override
    protected String log(TrainingRequest request, Report found, int lines) {
        return "Airflow has the logs by task, at %s%n".formatted(page(request));
    }

    private TrainerReply send(TrainingRequest request, String method, String path, @Nullable Object body) {
        Dag dag = settings.require(request.name());
        TrainerAccess access = dag.access(request.name());
        return calls.send(
                method,
                access,
                "/api/v2/dags/" + dag.dag() + "/dagRuns" + path,
                body,
                dag.isLoggingIn() ? Map.of("Authorization", "Bearer " + token(dag, access)) : Map.of());
    }

    /** Asked for each time: a changed password counts at once, and no token runs out in here. */
    private String token(Dag dag, TrainerAccess access) {
        String password =
                secrets.require(Objects.requireNonNull(dag.passwordSecret()), access.setting() + ".password-secret");
        var open = new TrainerAccess(access.setting(), access.url(), null, null, null, access.timeout());
        TrainerReply reply = calls.send(
                "POST",
                open,
                "/auth/token",
                Map.of("username", Objects.requireNonNull(dag.username()), "password", password),
                Map.of());
        String token = reply.json().path("access_token").asText();
        if (token.isEmpty()) {
            throw new TrainerFailed(
                    "Expected an access_token from %s, but there is none".formatted(reply.request()), null);
        }
        return token;
    }

    private String page(TrainingRequest request) {
        Dag dag = settings.require(request.name());
        return "%s/dags/%s/runs/%s".formatted(dag.url().toString().replaceAll("/+$", ""), dag.dag(), request.id());
    }

    private static String reason(String note) {
        return note.isEmpty() || note.startsWith("Asked for by Mendflow") ? "A task of the DAG run has failed" : note;
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
