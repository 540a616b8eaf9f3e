package io.mendflow.connector.kubernetes;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where a Kubernetes cluster is, how to be let in, and what may be touched: one of {@code url}, {@code kubeconfig} and {@code inCluster}; none: there
 * is no cluster.
 *
 * @param url of the API server, such as {@code https://10.0.0.1:6443}
 * @param tokenSecret name of the secret that holds the bearer token, for {@code url}; looked up at every request
 * @param ca file with the certificates (PEM) that the API server's is checked against, for {@code url}; none: those that Java trusts
 * @param kubeconfig file that says it all
 * @param context of the kubeconfig; none: its current one
 * @param inCluster the cluster that Mendflow itself runs in, by the service account of its pod
 * @param allowedNamespaces globs; nothing in any other namespace is read or changed
 * @param allowedNodes globs; no other node is read or changed
 * @param connectTimeout for a connection
 * @param requestTimeout for a whole request
 * @param clusters further clusters by name, with the same settings each
 */
@Validated
@ConfigurationProperties("mendflow.kubernetes")
record KubernetesSettings(
        @Nullable URI url,
        @Nullable String tokenSecret,
        @Nullable Path ca,
        @Nullable Path kubeconfig,
        @Nullable String context,
        @DefaultValue("false") boolean inCluster,
        @NotNull @DefaultValue List<String> allowedNamespaces,
        @NotNull @DefaultValue List<String> allowedNodes,
        @NotNull @DefaultValue("PT5S") Duration connectTimeout,
        @NotNull @DefaultValue("PT10S") Duration requestTimeout,
        @Nullable Map<String, KubernetesSettings> clusters) {

    KubernetesSettings {
        clusters = clusters == null ? Map.of() : Map.copyOf(clusters);
        long ways = Stream.of(url != null, kubeconfig != null, inCluster)
                .filter(Boolean::booleanValue)
                .count();
        if (ways > 1) {
            throw new IllegalArgumentException(
                    "Expected one of url, kubeconfig and in-cluster to say where a Kubernetes cluster is, got " + ways);
        }
        if (url != null
                && (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?"))) {
            throw new IllegalArgumentException(
                    "Expected the url of a Kubernetes cluster to be an http or https address, such as https://10.0.0.1:6443, got '"
                            + url + "'");
        }
        if (connectTimeout.toMillis() <= 0 || requestTimeout.toMillis() <= 0) {
            throw new IllegalArgumentException(
                    "Expected the timeouts of a Kubernetes cluster to be more than no time, got " + connectTimeout
                            + " and " + requestTimeout);
        }
    }

    boolean isConfigured() {
        return url != null || kubeconfig != null || inCluster;
    }
}
