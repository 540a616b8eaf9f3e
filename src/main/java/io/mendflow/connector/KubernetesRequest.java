package io.mendflow.connector;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the route {@code kubernetes}.
 *
 * @param cluster its name in the settings; {@code default} is the one of {@code mendflow.kubernetes} itself
 * @param operation kind of object and verb, such as {@code deployment.restart}
 * @param namespace null for what is in none, such as a node
 * @param name of the object; null for an operation on a namespace
 */
public record KubernetesRequest(
        String cluster,
        String operation,
        @Nullable String namespace,
        @Nullable String name,
        Map<String, Object> arguments) {

    public KubernetesRequest {
        arguments = new HashMap<>(arguments);
    }
}
