package io.mendflow.connector;

import java.util.Map;
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

    /** As a route of a kind gets it, see {@link Serving}. */
    public static ServingRequest of(String kind, Map<String, ?> body) {
        return new ServingRequest(
                kind + "/" + body.get("serving"),
                (String) body.get("model"),
                (ServedVersion) body.get("champion"),
                (ServedVersion) body.get("challenger"),
                (Integer) body.get("share"),
                (String) body.get("key"));
    }

    String kind() {
        return serving.substring(0, serving.indexOf('/'));
    }

    /** What follows the kind. */
    public String name() {
        return serving.substring(serving.indexOf('/') + 1);
    }
}
