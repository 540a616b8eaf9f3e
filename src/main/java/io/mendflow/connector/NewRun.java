package io.mendflow.connector;

import java.util.Map;

/**
 * A run to be started.
 *
 * @param key tells this request from every other of the model
 * @param name for people
 */
public record NewRun(
        String model,
        String key,
        String name,
        Lineage lineage,
        Map<String, String> parameters,
        Map<String, String> tags) {

    public NewRun {
        parameters = Map.copyOf(parameters);
        tags = Map.copyOf(tags);
    }
}
