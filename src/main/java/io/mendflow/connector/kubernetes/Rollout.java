package io.mendflow.connector.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.mendflow.connector.DeploymentStatus;
import io.mendflow.connector.DeploymentStatus.Condition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far the rollout of a deployment is, as {@code kubectl rollout status} tells it. */
final class Rollout {

    private static final String REVISION = "deployment.kubernetes.io/revision";

    private Rollout() {}

    static DeploymentStatus status(Deployment deployment) {
        ObjectMeta meta = deployment.getMetadata();
        var said = Optional.ofNullable(deployment.getStatus()).orElseGet(() -> new DeploymentStatusBuilder().build());
        List<Condition> conditions =
                said.getConditions().stream().map(Rollout::condition).toList();
        var bare = new DeploymentStatus(
                meta.getName(),
                deployment.getSpec().getTemplate().getSpec().getContainers().stream()
                        .map(Container::getImage)
                        .toList(),
                desired(deployment),
                count(said.getReplicas()),
                count(said.getReadyReplicas()),
                count(said.getUpdatedReplicas()),
                count(said.getAvailableReplicas()),
                count(meta.getGeneration()),
                count(said.getObservedGeneration()),
                revision(meta),
                Boolean.TRUE.equals(deployment.getSpec().getPaused()),
                false,
                "",
                conditions);
        String missing = missing(bare);
        return new DeploymentStatus(
                bare.name(),
                bare.images(),
                bare.desired(),
                bare.total(),
                bare.ready(),
                bare.updated(),
                bare.available(),
                bare.generation(),
                bare.observedGeneration(),
                bare.revision(),
                bare.paused(),
                missing == null,
                missing == null ? "it is rolled out" : missing,
                conditions);
    }

    /** The number of a rollout, which Kubernetes keeps with the deployment and with each of its replica sets; 0 when it has none yet. */
    static long revision(ObjectMeta meta) {
        String text =
                meta.getAnnotations() == null ? null : meta.getAnnotations().get(REVISION);
        return text == null ? 0 : Long.parseLong(text);
    }

    static int desired(Deployment deployment) {
        Integer replicas = deployment.getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    /** What a rollout still waits for; null when it is through. */
    private static @Nullable String missing(DeploymentStatus now) {
        if (now.observedGeneration() < now.generation()) {
            return "its last change has not been seen by its controller yet";
        }
        boolean stuck = now.conditions().stream()
                .anyMatch(condition -> condition.type().equals("Progressing")
                        && condition.reason().equals("ProgressDeadlineExceeded"));
        if (stuck) {
            return "it has made no progress within its deadline";
        }
        if (now.updated() < now.desired()) {
            return "%d of %d new replicas are there".formatted(now.updated(), now.desired());
        }
        if (now.total() > now.updated()) {
            return "%d old replicas are still there".formatted(now.total() - now.updated());
        }
        if (now.available() < now.updated()) {
            return "%d of %d new replicas are available".formatted(now.available(), now.updated());
        }
        return null;
    }

    private static Condition condition(DeploymentCondition condition) {
        return new Condition(
                condition.getType(), condition.getStatus(), text(condition.getReason()), text(condition.getMessage()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static int count(@Nullable Integer count) {
        return count == null ? 0 : count;
    }

    private static long count(@Nullable Long count) {
        return count == null ? 0 : count;
    }
}
