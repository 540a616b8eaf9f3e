package io.mendflow.connector.httptraining;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.RemoteTrainer;
import io.mendflow.connector.TrainerAccess;
import io.mendflow.connector.TrainerCalls;
import io.mendflow.connector.TrainerReply;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Has trainings done by a server that speaks this package's contract: the bean behind the routes {@code trainer.http.*}. */
@Component("httpTrainings")
class HttpTrainings extends RemoteTrainer {

    private static final Map<String, TrainingState> STATES = Stream.of(TrainingState.values())
            .filter(state -> state != TrainingState.UNKNOWN)
            .collect(Collectors.toMap(TrainingState::text, state -> state));

    private final HttpTrainerSettings settings;
    private final TrainerCalls calls;

    HttpTrainings(HttpTrainerSettings settings, TrainerCalls calls, Clock clock) {
        super("http", clock);
        this.settings = settings;
        this.calls = calls;
    }

    @Override
    protected Optional<Report> find(TrainingRequest request) {
        TrainerReply reply = calls.get(access(request), "/trainings/" + request.id());
        if (reply.isMissing()) {
            return Optional.empty();
        }
        JsonNode training = reply.json();
        return Optional.of(new Report(
                state(request, training.path("state").asText(), STATES),
                text(training, "reason"),
                text(training, "reference"),
                instant(training, "startedAt"),
                instant(training, "endedAt")));
    }

    @Override
    protected TrainerReply create(TrainingRequest request) {
        var training = Map.of(
                "id", request.id(),
                "model", request.model(),
                "task", request.task(),
                "parameters", request.parameters(),
                "deadlineSeconds", request.deadline().toSeconds());
        return calls.send("POST", access(request), "/trainings", training, Map.of("Idempotency-Key", request.id()));
    }

    @Override
    protected TrainerReply stop(TrainingRequest request, Report found, @Nullable String overdue) {
        return calls.send("DELETE", access(request), "/trainings/" + request.id(), null, Map.of());
    }

    @Override
    protected String log(TrainingRequest request, Report found, int lines) {
        TrainerReply reply = calls.get(access(request), "/trainings/%s/logs?lines=%d".formatted(request.id(), lines));
        if (reply.isMissing()) {
            return "";
        }
        if (!reply.isOk()) {
            throw reply.refused();
        }
        return tail(reply.body(), lines);
    }

    private TrainerAccess access(TrainingRequest request) {
        return settings.require(request.name()).access(request.name());
    }

    private static @Nullable String text(JsonNode training, String field) {
        return training.hasNonNull(field) ? training.path(field).asText() : null;
    }

    private static @Nullable Instant instant(JsonNode training, String field) {
        try {
            return training.hasNonNull(field)
                    ? OffsetDateTime.parse(training.path(field).asText()).toInstant()
                    : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
