package io.mendflow.connector;

import io.mendflow.connector.Kubernetes.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A node of a Kubernetes cluster. */
public class KubernetesNode implements Port {

    private final Place place;

    KubernetesNode(Place place) {
        this.place = place;
    }

    /** True when its kubelet says that it is ready. */
    @Read
    public boolean getReady() {
        return place.ask(Boolean.class, "node.ready");
    }

    /** True when new pods may be put on it. */
    @Read
    public boolean getSchedulable() {
        return place.ask(Boolean.class, "node.schedulable");
    }

    /** The pods on it, of all namespaces. */
    @Read
    public List<PodStatus> pods() {
        return place.list(PodStatus.class, "node.pods", Map.of());
    }

    /** Lets no new pods onto it; those that are there stay. */
    @Effect(undo = "uncordon")
    public void cordon() {
        place.ask(Boolean.class, "node.cordon");
    }

    @Effect(undo = "cordon")
    public void uncordon() {
        place.ask(Boolean.class, "node.uncordon");
    }

    /** {@link #drain(Map)} with the grace that each pod asks for itself. */
    @Effect
    public DrainReport drain() {
        return drain(Map.of());
    }

    /**
     * Asks every pod on it to go, by the eviction API, so that disruption budgets are kept. Pods of a daemon set and pods that the node runs by
     * itself stay. It does not wait: a step calls it until the report says {@code done}, with the step's own retry as pace and deadline.
     *
     * <p>Options: {@code grace} (how long a pod may take to end, a {@link Duration} or text; each pod's own without) and {@code force} (true: also
     * pods that nothing controls, which are gone for good; without it they are a refusal before anything is evicted).
     *
     * @throws IllegalStateException when there are pods that nothing controls
     */
    @Effect
    public DrainReport drain(Map<String, ?> options) {
        return place.ask(DrainReport.class, "node.drain", Map.copyOf(options));
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "kubernetes/" + place.cluster() + "/node/" + place.name();
    }
}
