package io.mendflow.demo.scoring;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the trainer is told, in variables of its environment.
 *
 * @param task {@code MENDFLOW_TASK}: {@code train} or {@code score}
 * @param data {@code MENDFLOW_DATA}: file of rows
 * @param output {@code MENDFLOW_OUTPUT}: folder for the results
 * @param model {@code MENDFLOW_MODEL}: folder of a model's artifacts; null for a training
 * @param seed {@code MENDFLOW_SEED}: 0 when it is not set
 * @param shuffled {@code MENDFLOW_LABELS}: {@code true}, or {@code shuffled} for a training that goes wrong as if labels were joined to other rows
 * @param withSettlement {@code MENDFLOW_FEATURES}: {@code live}, or {@code with-settlement} for a model that needs what live requests do not have
 */
record TaskSettings(
        String task,
        Path data,
        Path output,
        @Nullable Path model,
        long seed,
        boolean shuffled,
        boolean withSettlement) {

    static TaskSettings of(Map<String, String> environment) {
        String task = oneOf(environment, "MENDFLOW_TASK", "train", "score");
        return new TaskSettings(
                task,
                Path.of(require(environment, "MENDFLOW_DATA")),
                Path.of(require(environment, "MENDFLOW_OUTPUT")),
                task.equals("score") ? Path.of(require(environment, "MENDFLOW_MODEL")) : null,
                seed(environment.getOrDefault("MENDFLOW_SEED", "0")),
                oneOf(environment, "MENDFLOW_LABELS", "true", "shuffled").equals("shuffled"),
                oneOf(environment, "MENDFLOW_FEATURES", "live", "with-settlement")
                        .equals("with-settlement"));
    }

    List<String> features() {
        return withSettlement
                ? Stream.concat(Payment.LIVE_COLUMNS.stream(), Stream.of(Payment.SETTLED_AMOUNT))
                        .toList()
                : Payment.LIVE_COLUMNS;
    }

    /** The settings that a training depends on beside its rows, as they are told. */
    Map<String, String> parameters() {
        return Map.of(
                "seed", Long.toString(seed),
                "labels", shuffled ? "shuffled" : "true",
                "features", withSettlement ? "with-settlement" : "live");
    }

    private static String require(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("Expected the variable %s in the environment, got none".formatted(name));
        }
        return value;
    }

    private static long seed(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Expected MENDFLOW_SEED to be a whole number, got '" + value + "'", e);
        }
    }

    /** The first is the default. */
    private static String oneOf(Map<String, String> environment, String name, String... values) {
        String value = environment.getOrDefault(name, values[0]);
        if (!List.of(values).contains(value)) {
            throw new IllegalArgumentException(
                    "Expected %s to be one of %s, got '%s'".formatted(name, List.of(values), value));
        }
        return value;
    }
}
