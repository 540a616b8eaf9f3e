package io.mendflow.connector;

import io.mendflow.connector.Kubernetes.Place;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A deployment of a Kubernetes cluster. */
public class KubernetesDeployment implements Port {

    private final Place place;

    KubernetesDeployment(Place place) {
        this.place = place;
    }

    @Read
    public DeploymentStatus getStatus() {
        return place.ask(DeploymentStatus.class, "deployment.status");
    }

    /** How many replicas it is to have. */
    @Read
    public int getReplicas() {
        return getStatus().desired();
    }

    /** How many of its replicas are ready. */
    @Read
    public int getReady() {
        return getStatus().ready();
    }

    /** True when every replica is of its newest template and available, and no old one is left. */
    @Read
    public boolean rolloutDone() {
        return getStatus().rolloutDone();
    }

    /** Number of its newest rollout. */
    @Read
    public long revision() {
        return getStatus().revision();
    }

    /** Name of the horizontal autoscaler that sets its replicas; null when there is none. */
    @Read
    public @Nullable String getAutoscaler() {
        String name = place.ask(String.class, "deployment.autoscaler");
        return name.isEmpty() ? null : name;
    }

    /** Replaces its pods one after the other, as {@code kubectl rollout restart} does. Nothing takes it back: the new pods are of the same template. */
    @Effect
    public void restart() {
        place.ask(Long.class, "deployment.restart");
    }

    /**
     * Sets how many replicas it is to have.
     *
     * @return how many it was to have before
     */
    @Effect(undo = "scale")
    public int scale(long replicas) {
        return place.ask(Integer.class, "deployment.scale", Map.of("replicas", replicas));
    }

    /**
     * Goes back to the template before the newest one, as {@code kubectl rollout undo} does; doing it again goes forth again.
     *
     * @return the revision that it goes back to; Kubernetes gives it a new number
     * @throws IllegalStateException when there is no earlier revision
     */
    @Effect(undo = "undoRollout")
    public long undoRollout() {
        return place.ask(Long.class, "deployment.undo");
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return KubernetesNamespace.target(place) + "/deployment/" + place.name();
    }
}
