package io.mendflow.connector;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A training to be done, or rows to be scored.
 *
 * <p>The parameters tell the trainer where everything is; folders and files are absolute paths that it can reach:
 *
 * <ul>
 *   <li>{@code train}: {@code data} (file of rows with their labels), {@code output} (empty folder), {@code seed}. The trainer leaves the model's
 *       artifacts in {@code output/model/} and may leave {@code output/training.json} with {@code parameters}, {@code metrics}, {@code code}
 *       (commit or image digest) and {@code environment} (a map).
 *   <li>{@code score}: {@code data} (file of rows), {@code model} (folder of the artifacts), {@code output} (empty folder). The trainer leaves
 *       {@code output/predictions.csv}: a header, then one line a row in the order of {@code data}; {@code prediction} is the label or value,
 *       {@code score} the probability of the positive class where there is one.
 * </ul>
 *
 * @param trainer {@code <kind>/<name>}
 * @param id tells this request from every other; letters, digits and hyphens, at most 60
 * @param task {@code train} or {@code score}
 * @param parameters see above; further ones are the model's own settings
 * @param deadline after which it is ended, counted from its start
 */
public record TrainingRequest(
        String trainer, String id, String model, String task, Map<String, String> parameters, Duration deadline) {

    public TrainingRequest {
        if (!trainer.matches("[a-z][a-z0-9-]*/[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "Expected a trainer such as 'command/fraud', its kind and its name, got '%s'".formatted(trainer));
        }
        if (!id.matches("[A-Za-z0-9-]{1,60}")) {
            throw new IllegalArgumentException(
                    "Expected a training's id of at most 60 letters, digits and hyphens, got '%s'".formatted(id));
        }
        if (!Trainer.TASKS.contains(task)) {
            throw new IllegalArgumentException(
                    "Expected a task that is one of %s, got '%s'".formatted(Trainer.TASKS, task));
        }
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** What a route {@code trainer.<kind>.…} is given, which anybody may have called. */
    public static TrainingRequest of(String kind, Map<String, ?> body) {
        var parameters = new HashMap<String, String>();
        if (body.get("parameters") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> parameters.put(String.valueOf(name), String.valueOf(value)));
        }
        return new TrainingRequest(
                kind + "/" + text(body, "trainer"),
                text(body, "id"),
                text(body, "model"),
                text(body, "task"),
                parameters,
                body.get("deadline") instanceof Duration deadline ? deadline : Duration.parse(text(body, "deadline")));
    }

    /** What follows the kind in the trainer's name. */
    public String name() {
        return trainer.substring(trainer.indexOf('/') + 1);
    }

    /**
     * The request as environment variables: {@code MENDFLOW_TASK}, {@code MENDFLOW_MODEL_NAME}, {@code MENDFLOW_TRAINING} (the id), and each parameter,
     * {@code heldOut} as {@code MENDFLOW_HELD_OUT}.
     *
     * @throws IllegalArgumentException when two would be one variable
     */
    public Map<String, String> variables() {
        var variables = new TreeMap<String, String>(
                Map.of("MENDFLOW_TASK", task, "MENDFLOW_MODEL_NAME", model, "MENDFLOW_TRAINING", id));
        parameters.forEach((name, value) -> {
            String variable = "MENDFLOW_" + snake(name).toUpperCase(Locale.ROOT);
            if (variables.putIfAbsent(variable, value) != null) {
                throw new IllegalArgumentException(
                        "Expected parameters that are told apart as environment variables, but '%s' is %s, which is taken; rename it"
                                .formatted(name, variable));
            }
        });
        return variables;
    }

    /** A parameter's name in lower case with underscores: {@code heldOut} is {@code held_out}. */
    public static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("[^A-Za-z0-9]", "_")
                .toLowerCase(Locale.ROOT);
    }

    String kind() {
        return trainer.substring(0, trainer.indexOf('/'));
    }

    private static String text(Map<String, ?> body, String name) {
        @Nullable Object value = body.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Expected a training to have '%s', got none".formatted(name));
        }
        return value.toString();
    }
}
