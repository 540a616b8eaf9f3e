package io.mendflow.connector;

import io.mendflow.connector.Kubernetes.Place;
import java.util.List;

/** One Kubernetes cluster. */
public class KubernetesCluster implements Port {

    private final Calls calls;
    private final String name;

    KubernetesCluster(Calls calls, String name) {
        this.calls = calls;
        this.name = name;
    }

    @LeadsOn
    public KubernetesNamespace namespace(String namespace) {
        return new KubernetesNamespace(new Place(calls, name, Kubernetes.requireName("namespace", namespace), null));
    }

    @LeadsOn
    public KubernetesNode node(String node) {
        return new KubernetesNode(new Place(calls, name, null, Kubernetes.requireName("node", node)));
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "kubernetes/" + name;
    }
}
