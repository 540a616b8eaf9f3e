package io.mendflow.connector.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mendflow.connector.Fence;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that a request may act on, with the place that it names.
 *
 * @param namespace null for a node
 * @param name null for a namespace as a whole
 */
record Open(KubernetesClient client, String cluster, @Nullable String namespace, @Nullable String name) {

    private static final String FENCE = "mendflow.io/fence";
    private static final String RUN = "mendflow.io/run";
    private static final int TRIES = 5;

    /** Those that were made with a name have one. */
    String requireName() {
        if (name == null) {
            throw new IllegalArgumentException("Expected the name of an object");
        }
        return name;
    }

    <T> T require(@Nullable T found, String kind) {
        if (found == null) {
            throw new IllegalStateException(
                    "Expected a %s '%s' in %s, but there is none".formatted(kind, name, where()));
        }
        return found;
    }

    /**
     * Changes an object, unless a later lease than this run's has changed it. Reading it and writing it are one: when somebody else writes in
     * between, the cluster refuses, and it is read again.
     *
     * @return as it was before
     */
    <T extends HasMetadata> T edit(String kind, Supplier<@Nullable T> read, Consumer<T> change) {
        return edit(kind, read, change, changed -> client.resource(changed).update());
    }

    /** As above, for objects that the client has no class for, and so cannot write by itself. */
    <T extends HasMetadata> T edit(String kind, Supplier<@Nullable T> read, Consumer<T> change, Consumer<T> write) {
        for (int attempt = 1; ; attempt++) {
            T before = require(read.get(), kind);
            T changed = client.getKubernetesSerialization().clone(before);
            stamp(changed, kind);
            change.accept(changed);
            try {
                write.accept(changed);
                return before;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private String where() {
        return namespace == null ? "cluster " + cluster : "namespace %s of cluster %s".formatted(namespace, cluster);
    }

    private void stamp(HasMetadata object, String kind) {
        Fence fence = Fence.current().orElse(null);
        if (fence == null) {
            return;
        }
        var annotations = new HashMap<String, String>();
        if (object.getMetadata().getAnnotations() != null) {
            annotations.putAll(object.getMetadata().getAnnotations());
        }
        String seen = annotations.getOrDefault(FENCE, "");
        if (seen.matches("\\d{1,18}") && Long.parseLong(seen) > fence.number()) {
            throw new IllegalStateException(
                    "Expected to change %s '%s' in %s with the lease %d of %s, but %s has changed it with the later lease %s; this run has lost its lease, so start it again"
                            .formatted(kind, name, where(), fence.number(), fence.run(), annotations.get(RUN), seen));
        }
        annotations.put(FENCE, Long.toString(fence.number()));
        annotations.put(RUN, fence.run());
        object.getMetadata().setAnnotations(annotations);
    }
}
