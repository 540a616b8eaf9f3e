package io.mendflow.connector;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a Kubernetes pod stands.
 *
 * @param phase such as {@code Running}
 * @param reason why it is not well, such as {@code CrashLoopBackOff}; empty when it is
 * @param restarts of all its containers
 * @param node empty while it has none
 * @param started null while it has not
 */
public record PodStatus(
        String namespace,
        String name,
        String phase,
        boolean ready,
        String reason,
        int restarts,
        String node,
        List<String> images,
        @Nullable Instant started) {

    public PodStatus {
        images = List.copyOf(images);
    }
}
