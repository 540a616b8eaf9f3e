package io.mendflow.connector;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Kubernetes for runbooks: {@code kubernetes.namespace('shop').deployment('web').restart()}. Who does the work is the route {@code kubernetes}.
 *
 * <p>A cluster is reached when {@code mendflow.kubernetes} says where it is, and then only in the namespaces and on the nodes that are allowed.
 * What is changed carries the annotations {@code mendflow.io/run} and {@code mendflow.io/fence} of the run that did it, and a run whose lease has
 * gone to another one is refused.
 */
@Component
public class Kubernetes implements Port {

    private static final String DEFAULT = "default";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private final Calls calls;

    Kubernetes(Calls calls) {
        this.calls = calls;
    }

    /** A cluster that {@code mendflow.kubernetes.clusters} names. */
    @LeadsOn
    public KubernetesCluster cluster(String name) {
        return new KubernetesCluster(calls, requireName("cluster", name));
    }

    /** A namespace of the default cluster. */
    @LeadsOn
    public KubernetesNamespace namespace(String name) {
        return cluster(DEFAULT).namespace(name);
    }

    /** A node of the default cluster. */
    @LeadsOn
    public KubernetesNode node(String name) {
        return cluster(DEFAULT).node(name);
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "kubernetes";
    }

    static String requireName(String kind, @Nullable String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Expected the name of a %s in lower-case letters, digits, '-' and '.', got '%s'"
                            .formatted(kind, name));
        }
        return name;
    }

    /** An object of a cluster, and how to ask for something done with it. */
    record Place(Calls calls, String cluster, @Nullable String namespace, @Nullable String name) {

        <T> T ask(Class<T> type, String operation, Map<String, Object> arguments) {
            var request = new KubernetesRequest(cluster, operation, namespace, name, arguments);
            Object answer = calls.call("kubernetes", request).getMessage().getBody();
            if (!type.isInstance(answer)) {
                throw new IllegalStateException(
                        "Expected route 'kubernetes' to answer %s with a %s, but it answered with %s"
                                .formatted(operation, type.getSimpleName(), answer));
            }
            return type.cast(answer);
        }

        <T> T ask(Class<T> type, String operation) {
            return ask(type, operation, Map.of());
        }

        <T> List<T> list(Class<T> type, String operation, Map<String, Object> arguments) {
            List<?> found = ask(List.class, operation, arguments);
            return found.stream().map(type::cast).toList();
        }
    }
}
