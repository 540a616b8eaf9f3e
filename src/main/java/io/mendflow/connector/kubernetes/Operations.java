package io.mendflow.connector.kubernetes;

import io.mendflow.connector.KubernetesRequest;
import io.mendflow.connector.Secrets;
import java.time.Clock;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Does what the route {@code kubernetes} is asked for. The Kubernetes client is some hundred classes: none is loaded, and no connection made,
 * before the first request.
 */
@Component("kubernetesOperations")
class Operations implements DisposableBean {

    private final Clusters clusters;
    private final Clock clock;

    Operations(KubernetesSettings settings, Secrets secrets, Environment environment, Clock clock) {
        this.clusters = new Clusters(settings, secrets, environment);
        this.clock = clock;
    }

    /**
     * Does it.
     *
     * @throws io.mendflow.connector.NotAllowed when the settings do not allow the namespace or the node
     * @throws IllegalStateException when the cluster is not there, refuses, or has no such object
     */
    public Object perform(KubernetesRequest request) {
        return clusters.with(request, open -> {
            var deployments = new Deployments(open, clock);
            var pods = new Pods(open);
            var nodes = new Nodes(open);
            return switch (request.operation()) {
                case "deployment.status" -> deployments.status();
                case "deployment.autoscaler" -> deployments.autoscaler();
                case "deployment.restart" -> deployments.restart();
                case "deployment.scale" ->
                    deployments.scale((Long) request.arguments().get("replicas"));
                case "deployment.undo" -> deployments.undo();
                case "namespace.pods" -> pods.labelled(request.arguments().get("labels"));
                case "namespace.events" ->
                    pods.events((String) request.arguments().get("object"));
                case "pod.status" -> pods.status();
                case "pod.logs" -> pods.logs((Long) request.arguments().get("lines"));
                case "pod.delete" -> pods.delete();
                case "node.ready" -> nodes.ready();
                case "node.schedulable" -> nodes.schedulable();
                case "node.pods" -> nodes.pods();
                case "node.cordon" -> nodes.cordon(true);
                case "node.uncordon" -> nodes.cordon(false);
                case "node.drain" -> nodes.drain(request.arguments());
                default ->
                    throw new IllegalArgumentException(
                            "Expected an operation on Kubernetes, got '" + request.operation() + "'");
            };
        });
    }

    /** Does work of this package's own with what the request names, under the same limits. */
    <T> T with(KubernetesRequest request, Function<Open, T> work) {
        return clusters.with(request, work);
    }

    @Override
    public void destroy() {
        clusters.close();
    }
}
