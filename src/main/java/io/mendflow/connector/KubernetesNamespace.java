package io.mendflow.connector;

import io.mendflow.connector.Kubernetes.Place;
import java.util.List;
import java.util.Map;

/** A namespace of a Kubernetes cluster. */
public class KubernetesNamespace implements Port {

    private final Place place;

    KubernetesNamespace(Place place) {
        this.place = place;
    }

    @LeadsOn
    public KubernetesDeployment deployment(String name) {
        return new KubernetesDeployment(named("deployment", name));
    }

    @LeadsOn
    public KubernetesPod pod(String name) {
        return new KubernetesPod(named("pod", name));
    }

    /** All its pods, by name. */
    @Read
    public List<PodStatus> pods() {
        return pods(Map.of());
    }

    /** Its pods that have all these labels, by name. */
    @Read
    public List<PodStatus> pods(Map<String, ?> labels) {
        return place.list(PodStatus.class, "namespace.pods", Map.of("labels", labels));
    }

    /** What has happened in it of late, newest first, at most 100. */
    @Read
    public List<ClusterEvent> events() {
        return place.list(ClusterEvent.class, "namespace.events", Map.of());
    }

    /**
     * What has happened of late to its objects of that name, and to those that are named after it, as the pods of a deployment are; newest first,
     * at most 100.
     */
    @Read
    public List<ClusterEvent> events(String object) {
        return place.list(ClusterEvent.class, "namespace.events", Map.of("object", object));
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return target(place);
    }

    static String target(Place place) {
        return "kubernetes/" + place.cluster() + "/namespace/" + place.namespace();
    }

    private Place named(String kind, String name) {
        return new Place(place.calls(), place.cluster(), place.namespace(), Kubernetes.requireName(kind, name));
    }
}
