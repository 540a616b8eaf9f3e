package io.mendflow.connector;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all trainers elsewhere have in common, behind the routes {@code trainer.<kind>.*}: a training is looked for by its id before it is started, so
 * that one whose start was never answered is found and not started twice, and one past its deadline is stopped when it is looked at.
 */
public abstract class RemoteTrainer {

    private final String kind;
    private final Clock clock;

    protected RemoteTrainer(String kind, Clock clock) {
        this.kind = kind;
        this.clock = clock;
    }

    public Training start(Map<String, Object> body) {
        TrainingRequest request = TrainingRequest.of(kind, body);
        Optional<Report> known = find(request);
        if (known.isPresent()) {
            return training(request, known.get());
        }
        TrainerReply reply = create(request);
        Optional<Report> made = find(request);
        if (made.isEmpty() && !reply.isOk()) {
            throw reply.refused();
        }
        return made.map(report -> training(request, report))
                .orElseGet(() -> new Training(
                        request.id(), TrainingState.PENDING, "It was accepted and is not listed yet", null));
    }

    public Training look(Map<String, Object> body) {
        TrainingRequest request = TrainingRequest.of(kind, body);
        Optional<Report> found = find(request);
        if (found.isEmpty()) {
            return unknown(request);
        }
        if (found.get().state().isEnded() || !isOverdue(request, found.get(), clock.instant())) {
            return training(request, found.get());
        }
        String why = "It did not end within %s".formatted(request.deadline());
        Report after = stopped(request, found.get(), why);
        return after.state() == TrainingState.SUCCEEDED
                ? training(request, after)
                : new Training(request.id(), TrainingState.FAILED, why + " and was stopped", after.reference());
    }

    public Training cancel(Map<String, Object> body) {
        TrainingRequest request = TrainingRequest.of(kind, body);
        Optional<Report> found = find(request);
        if (found.isEmpty()) {
            return unknown(request);
        }
        if (found.get().state().isEnded()) {
            return training(request, found.get());
        }
        Report after = stopped(request, found.get(), null);
        return after.state().isEnded()
                ? training(request, after)
                : new Training(
                        request.id(), after.state(), "It was told to stop and has not ended yet", after.reference());
    }

    public String logs(Map<String, Object> body) {
        TrainingRequest request = TrainingRequest.of(kind, body);
        int lines = ((Number) body.getOrDefault("lines", 100)).intValue();
        return find(request).map(report -> log(request, report, lines)).orElse("");
    }

    /** Looks for the training with the request's id. */
    protected abstract Optional<Report> find(TrainingRequest request);

    /** Starts it under the request's id. A refusal counts only if there is no such training afterwards. */
    protected abstract TrainerReply create(TrainingRequest request);

    /**
     * Tells it to stop.
     *
     * @param overdue that it did not end in time, in a sentence; null when it is cancelled
     */
    protected abstract TrainerReply stop(TrainingRequest request, Report found, @Nullable String overdue);

    /** Its last lines, or where they are to be read. */
    protected abstract String log(TrainingRequest request, Report found, int lines);

    /**
     * The state that a text of the trainer's API stands for.
     *
     * @throws TrainerFailed when it is none that the API has
     */
    protected TrainingState state(TrainingRequest request, String text, Map<String, TrainingState> states) {
        TrainingState state = states.get(text.toLowerCase(Locale.ROOT));
        if (state == null) {
            throw new TrainerFailed(
                    "Expected trainer '%s' to say that training '%s' is one of %s, but it said '%s', so how it is is not known"
                            .formatted(
                                    request.trainer(),
                                    request.id(),
                                    states.keySet().stream().sorted().toList(),
                                    text),
                    null);
        }
        return state;
    }

    /** The last lines of a text, each with its end. */
    protected static String tail(String text, int lines) {
        var all = text.lines().toList();
        String last = String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        return last.isEmpty() ? "" : last + "\n";
    }

    private Report stopped(TrainingRequest request, Report found, @Nullable String overdue) {
        TrainerReply reply = stop(request, found, overdue);
        Report after = find(request).orElse(found);
        if (!reply.isOk() && !after.state().isEnded()) {
            throw reply.refused();
        }
        return after;
    }

    private static Training training(TrainingRequest request, Report report) {
        boolean overdue = report.state() == TrainingState.CANCELLED
                && report.ended() != null
                && isOverdue(request, report, report.ended());
        return overdue
                ? new Training(
                        request.id(),
                        TrainingState.FAILED,
                        "It did not end within %s and was stopped".formatted(request.deadline()),
                        report.reference())
                : new Training(request.id(), report.state(), report.reason(), report.reference());
    }

    private static boolean isOverdue(TrainingRequest request, Report report, Instant at) {
        return report.started() != null
                && report.started().plus(request.deadline()).isBefore(at);
    }

    private Training unknown(TrainingRequest request) {
        return new Training(
                request.id(),
                TrainingState.UNKNOWN,
                "Trainer '%s' has no training of that id".formatted(request.trainer()),
                null);
    }

    /**
     * What a trainer says of a training.
     *
     * @param started when it was started, or taken; null when the trainer does not say
     * @param ended null while it has not, or when the trainer does not say
     */
    public record Report(
            TrainingState state,
            @Nullable String reason,
            @Nullable String reference,
            @Nullable Instant started,
            @Nullable Instant ended) {}
}
