package io.mendflow.connector.kubernetes;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mendflow.connector.DrainReport;
import io.mendflow.connector.Fence;
import io.mendflow.connector.PodStatus;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be done with a node. */
final class Nodes {

    private static final String KIND = "node";
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final Set<String> OPTIONS = Set.of("grace", "force");
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final Open open;

    Nodes(Open open) {
        this.open = open;
    }

    boolean ready() {
        return open.require(read(), KIND).getStatus().getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    boolean schedulable() {
        return !Boolean.TRUE.equals(open.require(read(), KIND).getSpec().getUnschedulable());
    }

    List<PodStatus> pods() {
        return onNode().stream()
                .map(Pods::status)
                .sorted(Comparator.comparing(PodStatus::namespace).thenComparing(PodStatus::name))
                .toList();
    }

    /** @return true when that was not so before */
    boolean cordon(boolean closed) {
        Node before = open.edit(KIND, this::read, node -> node.getSpec().setUnschedulable(closed));
        return Boolean.TRUE.equals(before.getSpec().getUnschedulable()) != closed;
    }

    DrainReport drain(Map<String, Object> options) {
        if (!OPTIONS.containsAll(options.keySet())) {
            throw new IllegalArgumentException("Expected the options grace and force, got " + options.keySet());
        }
        Duration grace = duration(options.get("grace"));
        requireCordoned();
        List<Pod> all = onNode();
        List<Pod> staying = all.stream().filter(Nodes::stays).toList();
        List<Pod> going = all.stream().filter(pod -> !stays(pod)).toList();
        if (!Boolean.TRUE.equals(options.get("force"))) {
            requireControlled(going);
        }
        var evicted = new ArrayList<String>();
        var blocked = new ArrayList<String>();
        var leaving = new ArrayList<String>();
        for (Pod pod : going) {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                leaving.add(text(pod));
            } else {
                (evict(pod, grace) ? evicted : blocked).add(text(pod));
            }
        }
        return new DrainReport(
                evicted, blocked, leaving, staying.stream().map(Nodes::text).toList());
    }

    private @Nullable Node read() {
        return open.client().nodes().withName(open.requireName()).get();
    }

    private List<Pod> onNode() {
        open.require(read(), KIND);
        return open.client()
                .pods()
                .inAnyNamespace()
                .withField("spec.nodeName", open.requireName())
                .list()
                .getItems();
    }

    /** @return false when a disruption budget keeps it */
    private boolean evict(Pod pod, @Nullable Duration grace) {
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        var options = new DeleteOptionsBuilder();
        if (grace != null) {
            options.withGracePeriodSeconds(grace.toSeconds());
        }
        var eviction = new EvictionBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withDeleteOptions(options.build())
                .build();
        try {
            return open.client().pods().inNamespace(namespace).withName(name).evict(eviction);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return true;
            }
            throw e;
        }
    }

    private void requireCordoned() {
        if (schedulable()) {
            throw new IllegalStateException(
                    "Expected node '%s' to be cordoned before it is drained, or its pods may come back to it; cordon it first"
                            .formatted(open.name()));
        }
        if (Fence.current().isPresent()) {
            open.edit(KIND, this::read, node -> {});
        }
    }

    private void requireControlled(List<Pod> pods) {
        List<String> alone = pods.stream()
                .filter(pod -> controller(pod) == null)
                .filter(pod -> pod.getStatus() == null
                        || !ENDED.contains(String.valueOf(pod.getStatus().getPhase())))
                .map(Nodes::text)
                .toList();
        if (!alone.isEmpty()) {
            throw new IllegalStateException(
                    "Expected every pod on node '%s' to be controlled by something that makes it anew elsewhere, but nothing controls %s; move them by hand, or drain with force: true to lose them"
                            .formatted(open.name(), String.join(", ", alone)));
        }
    }

    private static boolean stays(Pod pod) {
        OwnerReference controller = controller(pod);
        boolean mirror = pod.getMetadata().getAnnotations() != null
                && pod.getMetadata().getAnnotations().containsKey(MIRROR);
        return mirror || controller != null && "DaemonSet".equals(controller.getKind());
    }

    private static @Nullable OwnerReference controller(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Duration duration(@Nullable Object grace) {
        return grace == null || grace instanceof Duration ? (Duration) grace : Duration.parse(grace.toString());
    }

    private static String text(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }
}
