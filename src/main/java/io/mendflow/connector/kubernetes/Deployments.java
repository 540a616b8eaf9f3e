package io.mendflow.connector.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.mendflow.connector.DeploymentStatus;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be done with a deployment. */
final class Deployments {

    private static final String KIND = "deployment";
    private static final String RESTARTED = "kubectl.kubernetes.io/restartedAt";
    /** Kubernetes adds it to the template of each replica set. */
    private static final String HASH = "pod-template-hash";

    private final Open open;
    private final Clock clock;

    Deployments(Open open, Clock clock) {
        this.open = open;
        this.clock = clock;
    }

    DeploymentStatus status() {
        return Rollout.status(open.require(read(), KIND));
    }

    String autoscaler() {
        return open
                .client()
                .autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(open.namespace())
                .list()
                .getItems()
                .stream()
                .filter(scaler -> scales(scaler.getSpec().getScaleTargetRef()))
                .map(scaler -> scaler.getMetadata().getName())
                .findFirst()
                .orElse("");
    }

    long restart() {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Deployment before = open.edit(KIND, this::read, deployment -> {
            PodTemplateSpec template = deployment.getSpec().getTemplate();
            if (template.getMetadata() == null) {
                template.setMetadata(new ObjectMeta());
            }
            var annotations = copy(template.getMetadata().getAnnotations());
            annotations.put(RESTARTED, now);
            template.getMetadata().setAnnotations(annotations);
        });
        return Rollout.revision(before.getMetadata());
    }

    int scale(long replicas) {
        if (replicas < 0 || replicas > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Expected a number of replicas, got " + replicas);
        }
        Deployment before =
                open.edit(KIND, this::read, deployment -> deployment.getSpec().setReplicas(Math.toIntExact(replicas)));
        return Rollout.desired(before);
    }

    long undo() {
        ReplicaSet previous = previous(open.require(read(), KIND));
        open.edit(KIND, this::read, deployment -> deployment.getSpec().setTemplate(template(previous)));
        return Rollout.revision(previous.getMetadata());
    }

    private @Nullable Deployment read() {
        return open.client()
                .apps()
                .deployments()
                .inNamespace(open.namespace())
                .withName(open.requireName())
                .get();
    }

    private boolean scales(@Nullable CrossVersionObjectReference target) {
        return target != null
                && "Deployment".equals(target.getKind())
                && open.requireName().equals(target.getName());
    }

    /** The replica set of the newest revision before the deployment's own. */
    private ReplicaSet previous(Deployment deployment) {
        List<ReplicaSet> all = open.client()
                .apps()
                .replicaSets()
                .inNamespace(open.namespace())
                .list()
                .getItems();
        long current = Rollout.revision(deployment.getMetadata());
        Optional<ReplicaSet> previous = all.stream()
                .filter(set -> isOf(deployment, set))
                .filter(set -> Rollout.revision(set.getMetadata()) < current)
                .max(Comparator.comparingLong(set -> Rollout.revision(set.getMetadata())));
        return previous.orElseThrow(() -> new IllegalStateException(
                "Expected an earlier revision of deployment '%s' than %d to go back to, but none is kept"
                        .formatted(open.name(), current)));
    }

    private static boolean isOf(Deployment deployment, ReplicaSet set) {
        String uid = deployment.getMetadata().getUid();
        return set.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> Boolean.TRUE.equals(owner.getController())
                        && owner.getUid().equals(uid));
    }

    private static PodTemplateSpec template(ReplicaSet set) {
        PodTemplateSpec template = set.getSpec().getTemplate();
        var labels = copy(template.getMetadata().getLabels());
        labels.remove(HASH);
        template.getMetadata().setLabels(labels);
        return template;
    }

    private static Map<String, String> copy(@Nullable Map<String, String> map) {
        return map == null ? new HashMap<>() : new HashMap<>(map);
    }
}
