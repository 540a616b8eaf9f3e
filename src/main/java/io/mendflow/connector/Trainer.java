package io.mendflow.connector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Has models trained and rows scored elsewhere. Who does it are the routes {@code trainer.<kind>.start}, {@code .look}, {@code .cancel} and
 * {@code .logs}, where the kind is what a trainer's name begins with: {@code command/fraud} is the trainer {@code fraud} of kind {@code command}. A
 * user's own routes make a kind of their own.
 *
 * <p>Each route gets a map with {@code trainer} (what follows the kind), {@code id}, {@code model}, {@code task}, {@code parameters} and
 * {@code deadline}; the first three answer with a {@link Training}, {@code .logs} (which has {@code lines} too) with text.
 */
@Component
public class Trainer {

    private final Calls calls;

    Trainer(Calls calls) {
        this.calls = calls;
    }

    /** Starts a training, or hands back the one that was started with the same id: asked twice, it is done once. */
    public Training start(TrainingRequest request) {
        return calls.ask(route(request, "start"), body(request), Training.class);
    }

    /** How a training is now; {@link TrainingState#UNKNOWN} when none was started with its id. */
    public Training look(TrainingRequest request) {
        return calls.ask(route(request, "look"), body(request), Training.class);
    }

    /** Ends a training; one that has ended stays as it is. */
    public Training cancel(TrainingRequest request) {
        return calls.ask(route(request, "cancel"), body(request), Training.class);
    }

    /** The last lines that a training printed; empty where there are none, or none to be had. */
    public String logs(TrainingRequest request, int lines) {
        Map<String, Object> body = body(request);
        body.put("lines", lines);
        return calls.ask(route(request, "logs"), body, String.class);
    }

    private static String route(TrainingRequest request, String operation) {
        return "trainer." + request.kind() + "." + operation;
    }

    private static Map<String, Object> body(TrainingRequest request) {
        return new HashMap<>(Map.of(
                "trainer", request.name(),
                "id", request.id(),
                "model", request.model(),
                "task", request.task(),
                "parameters", request.parameters(),
                "deadline", request.deadline()));
    }

    /** Where trainings and those who watch them leave what the other needs; see {@link TrainingRequest}. */
    public static final List<String> TASKS = List.of("train", "score");
}
