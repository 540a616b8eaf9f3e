package io.mendflow.connector.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.mendflow.connector.Glob;
import io.mendflow.connector.KubernetesRequest;
import io.mendflow.connector.NotAllowed;
import io.mendflow.connector.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.core.env.Environment;

/** The clusters that the settings name: a client for each, made when it is first needed, and what may be touched there. */
final class Clusters {

    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private final KubernetesSettings settings;
    private final Secrets secrets;
    private final Environment environment;
    private final Map<String, KubernetesClient> clients = new HashMap<>();

    Clusters(KubernetesSettings settings, Secrets secrets, Environment environment) {
        this.settings = settings;
        this.secrets = secrets;
        this.environment = environment;
    }

    /** Does the work with what the request names, if it is allowed; what goes wrong on the way is said in words for people. */
    <T> T with(KubernetesRequest request, Function<Open, T> work) {
        KubernetesSettings cluster = settings(request.cluster());
        requireAllowed(request, cluster);
        try {
            return work.apply(new Open(
                    client(request.cluster(), cluster), request.cluster(), request.namespace(), request.name()));
        } catch (KubernetesClientException e) {
            throw new IllegalStateException(sentence(request, e), e);
        }
    }

    synchronized void close() {
        clients.values().forEach(KubernetesClient::close);
        clients.clear();
    }

    private KubernetesSettings settings(String name) {
        KubernetesSettings cluster =
                name.equals("default") ? settings : settings.clusters().get(name);
        if (cluster == null || !cluster.isConfigured()) {
            throw new IllegalStateException(
                    "Expected the settings to say where the Kubernetes cluster '%s' is, but they do not; set url, kubeconfig or in-cluster under %s"
                            .formatted(name, property(name)));
        }
        return cluster;
    }

    private static void requireAllowed(KubernetesRequest request, KubernetesSettings cluster) {
        if (request.namespace() != null) {
            requireAllowed(request, "namespace", request.namespace(), cluster.allowedNamespaces());
        } else if (request.name() != null) {
            requireAllowed(request, "node", request.name(), cluster.allowedNodes());
        }
    }

    private static void requireAllowed(KubernetesRequest request, String kind, String name, List<String> allowed) {
        if (allowed.stream().map(Glob::ofCommand).noneMatch(glob -> glob.matches(name))) {
            throw new NotAllowed("Expected a %s that %s.allowed-%ss allows (%s), got '%s'"
                    .formatted(
                            kind,
                            property(request.cluster()),
                            kind,
                            allowed.isEmpty() ? "none is" : String.join(", ", allowed),
                            name));
        }
    }

    private static String property(String cluster) {
        return cluster.equals("default") ? "mendflow.kubernetes" : "mendflow.kubernetes.clusters." + cluster;
    }

    private synchronized KubernetesClient client(String name, KubernetesSettings cluster) {
        return clients.computeIfAbsent(name, absent -> new KubernetesClientBuilder()
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withConfig(config(name, cluster))
                .build());
    }

    private Config config(String name, KubernetesSettings cluster) {
        String secret = cluster.tokenSecret();
        Config where = cluster.kubeconfig() != null
                ? Config.fromKubeconfig(cluster.context(), cluster.kubeconfig().toFile())
                : Config.empty();
        // A step is tried again by the engine, where it is seen, and by nobody else.
        var builder = new ConfigBuilder(where)
                .withConnectionTimeout(Math.toIntExact(cluster.connectTimeout().toMillis()))
                .withRequestTimeout(Math.toIntExact(cluster.requestTimeout().toMillis()))
                .withRequestRetryBackoffLimit(0);
        if (cluster.url() != null) {
            builder.withMasterUrl(cluster.url().toString())
                    .withOauthTokenProvider(
                            () -> secret == null ? null : secrets.require(secret, property(name) + ".token-secret"));
            if (cluster.ca() != null) {
                builder.withCaCertFile(cluster.ca().toString());
            }
        }
        if (cluster.inCluster()) {
            builder.withMasterUrl("https://%s:%s"
                            .formatted(variable("KUBERNETES_SERVICE_HOST"), variable("KUBERNETES_SERVICE_PORT")))
                    .withCaCertFile(SERVICE_ACCOUNT.resolve("ca.crt").toString())
                    .withOauthTokenProvider(Clusters::serviceAccountToken);
        }
        return builder.build();
    }

    private String variable(String name) {
        String value = environment.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(
                    "Expected the environment variable %s, which Kubernetes sets in every pod, but it is not set; is this a pod?"
                            .formatted(name));
        }
        return value.indexOf(':') < 0 ? value : "[" + value + "]";
    }

    /** Kubernetes renews the file within the hour. */
    private static String serviceAccountToken() {
        try {
            return Files.readString(SERVICE_ACCOUNT.resolve("token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read the token of the pod's service account", e);
        }
    }

    private static String sentence(KubernetesRequest request, KubernetesClientException failure) {
        String said = failure.getStatus() == null || failure.getStatus().getMessage() == null
                ? String.valueOf(failure.getMessage())
                : failure.getStatus().getMessage();
        String intent = "Expected %s on cluster %s to be done, but ".formatted(request.operation(), request.cluster());
        return intent
                + switch (failure.getCode()) {
                    case 0, -1 -> "its API server gave no answer: " + root(failure);
                    case HttpURLConnection.HTTP_UNAUTHORIZED ->
                        "it does not know Mendflow (401): " + said + "; check the token";
                    case HttpURLConnection.HTTP_FORBIDDEN ->
                        "Mendflow has no right to it (403): " + said + "; grant it by a role of the cluster";
                    default -> "it answered with status %d: %s".formatted(failure.getCode(), said);
                };
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpTimeoutException) {
                return "it did not answer in time";
            }
            if (cause instanceof UnresolvedAddressException) {
                return "the host name is not known";
            }
            root = cause;
        }
        return root instanceof ClosedChannelException || root instanceof ConnectException
                ? "the connection was refused"
                : root.getClass().getSimpleName() + (root.getMessage() == null ? "" : ": " + root.getMessage());
    }
}
