package io.mendflow.connector;

import org.jspecify.annotations.Nullable;

/**
 * Which versions of a model shall serve.
 *
 * @param serving {@code <kind>/<name>}
 * @param champion null when none is live yet
 * @param share of the challenger, 0 to 100
 * @param key tells this change from every other, for servers that take one
 */
public record ServingRequest(
        String serving,
        String model,
        @Nullable ServedVersion champion,
        ServedVersion challenger,
        int share,
        String key) {

    public ServingRequest {
        if (!serving.matches("[a-z][a-z0-9-]*/[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "Expected a serving such as 'kserve/fraud', its kind and its name, got '%s'".formatted(serving));
        }
        if (share < 0 || share > 100) {
            throw new IllegalArgumentException("Expected a share from 0 to 100, got " + share);
        }
    }

    String kind() {
        return serving.substring(0, serving.indexOf('/'));
    }

    String name() {
        return serving.substring(serving.indexOf('/') + 1);
    }
}
