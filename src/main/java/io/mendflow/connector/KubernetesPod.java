package io.mendflow.connector;

import io.mendflow.connector.Kubernetes.Place;
import java.util.List;
import java.util.Map;

/** A pod of a Kubernetes cluster. */
public class KubernetesPod implements Port {

    private static final int USUAL_LINES = 200;

    private final Place place;

    KubernetesPod(Place place) {
        this.place = place;
    }

    @Read
    public PodStatus getStatus() {
        return place.ask(PodStatus.class, "pod.status");
    }

    /** The last 200 lines of its log. */
    @Read
    public String logs() {
        return logs(USUAL_LINES);
    }

    /** The last lines of its log, of its first container when it has several; at most 1 MiB of it. */
    @Read
    public String logs(long lines) {
        return place.ask(String.class, "pod.logs", Map.of("lines", lines));
    }

    /**
     * Deletes it with the grace that it asks for itself. What controls it makes a new one under another name.
     *
     * @return false when it was not there
     */
    @Effect
    public boolean delete() {
        return place.ask(Boolean.class, "pod.delete");
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return KubernetesNamespace.target(place) + "/pod/" + place.name();
    }
}
