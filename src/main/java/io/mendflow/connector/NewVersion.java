package io.mendflow.connector;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
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

    /**
     * For stores, before anything is stored.
     *
     * @param checked the path if the store can have it
     * @throws IllegalArgumentException when there is no artifact, two have one path, or one's path is another's folder
     */
    public void requireDistinct(UnaryOperator<String> checked) {
        if (artifacts.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected at least one artifact for a new version of model '%s', got none".formatted(model));
        }
        Set<String> files = new HashSet<>();
        Set<String> folders = new HashSet<>();
        for (Artifact artifact : artifacts) {
            String path = checked.apply(artifact.path());
            if (!files.add(path)) {
                throw new IllegalArgumentException(
                        "Expected artifacts with different paths, got '%s' twice".formatted(path));
            }
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(path.substring(0, slash));
            }
        }
        files.stream().filter(folders::contains).findFirst().ifPresent(path -> {
            throw new IllegalArgumentException("Expected '%s' to be a file or a folder, got both".formatted(path));
        });
    }
}
