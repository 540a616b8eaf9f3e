package io.mendflow.connector;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version to be made.
 *
 * @param key tells this request from every other of the model, such as the id of the process that makes it
 * @param run that made it; null when none is known
 */
public record NewVersion(
        String model,
        String key,
        @Nullable String run,
        @Nullable String description,
        Map<String, String> tags,
        List<Artifact> artifacts) {

    public NewVersion {
        tags = Map.copyOf(tags);
        artifacts = List.copyOf(artifacts);
    }
}
