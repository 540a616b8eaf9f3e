package io.mendflow;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A Kubernetes API server that keeps objects in memory (fabric8's), with what it lacks of a cluster: the controller of deployments, evictions that
 * disruption budgets may refuse, and logs.
 */
public final class MockCluster implements AutoCloseable {

    private static final Pattern EVICTION = Pattern.compile("(/api/v1/namespaces/[^/]+/pods/([^/]+))/eviction");
    private static final Pattern LOG = Pattern.compile("/api/v1/namespaces/[^/]+/pods/([^/]+)/log[?].*");
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String TEMPLATE = "test/template";
    private static final Pattern PODS_OF_NODE = Pattern.compile("/api/v1/pods[?]fieldSelector=spec.nodeName%3D(.+)");
    /** Of the client in here. */
    private static final String OWN_TOKEN = "Bearer secret";
    /** It writes a line for each request. Kept, or the level would be lost with it. */
    private static final Logger CHATTER = Logger.getLogger("io.fabric8.mockwebserver.MockWebServer");

    private final KubernetesCrudDispatcher objects = new KubernetesCrudDispatcher();
    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(Serialization.jsonMapper()), new MockWebServer(), new HashMap<>(), new Api(), false);
    private final KubernetesClient client;
    private final Set<String> stuck = ConcurrentHashMap.newKeySet();
    private final Set<String> budgeted = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private final Map<String, String> logs = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService controller = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "deployment-controller");
        thread.setDaemon(true);
        return thread;
    });

    public MockCluster() {
        CHATTER.setLevel(Level.WARNING);
        server.init();
        // Patient, and without tries of its own: a busy machine must not make an object twice.
        client = new KubernetesClientBuilder()
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(url())
                        .withOauthToken("secret")
                        .withRequestTimeout(60_000)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        controller.scheduleWithFixedDelay(this::control, 10, 50, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        controller.shutdownNow();
        client.close();
        try {
            server.destroy();
        } catch (IllegalStateException e) {
            // A watch that ends at this very moment has the mock wait for its own event loop (seen in fabric8 7); all
            // that was asked of it is over.
            System.out.println("The mock cluster did not end in time: " + e.getMessage());
        }
    }

    public String url() {
        return server.url("/");
    }

    public KubernetesClient client() {
        return client;
    }

    /** Method, path and bearer token of each request that did not come from here. */
    public List<String> requests() {
        return requests;
    }

    /** Its rollouts come to no end from now on. */
    public void stick(String deployment) {
        stuck.add(deployment);
    }

    /** A disruption budget keeps it until it is freed. */
    public void budget(String pod) {
        budgeted.add(pod);
    }

    public void free(String pod) {
        budgeted.remove(pod);
    }

    /** The next request that is so, as {@code PUT /path}, is answered with a status that says no. */
    public void refuse(String request, int status) {
        refusals.put(request, status);
    }

    public void log(String pod, String text) {
        logs.put(pod, text);
    }

    public Deployment deploy(String namespace, String name, String image, int replicas) {
        return client.apps()
                .deployments()
                .resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withNewSelector()
                        .addToMatchLabels("app", name)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("app", name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName(name)
                        .withImage(image)
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
    }

    public Deployment deployment(String namespace, String name) {
        return client.apps().deployments().inNamespace(namespace).withName(name).get();
    }

    /** Releases a new image, as a person would. */
    public void release(String namespace, String name, String image) {
        Awaitility.await()
                .ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(() -> {
                    Deployment now = deployment(namespace, name);
                    now.getSpec().getTemplate().getSpec().getContainers().get(0).setImage(image);
                    client.resource(now).update();
                    return true;
                });
    }

    public String image(String namespace, String name) {
        return deployment(namespace, name)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getImage();
    }

    public boolean isRolledOut(String namespace, String name) {
        Deployment now = deployment(namespace, name);
        return now.getStatus() != null
                && now.getMetadata().getGeneration().equals(now.getStatus().getObservedGeneration());
    }

    public void node(String name) {
        client.nodes()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
    }

    /** @param controller kind of what controls it; null for nothing */
    public Pod pod(String namespace, String name, String node, String controller) {
        var pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("main")
                .withImage("web:1")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withStartTime("2026-01-01T10:00:00Z")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .addNewContainerStatus()
                .withName("main")
                .withRestartCount(3)
                .endContainerStatus()
                .endStatus();
        if (controller != null) {
            pod.editMetadata()
                    .addNewOwnerReference()
                    .withController(true)
                    .withKind(controller)
                    .withName("owner")
                    .withUid("uid")
                    .endOwnerReference()
                    .endMetadata();
        }
        return client.pods().resource(pod.build()).create();
    }

    public boolean hasPod(String namespace, String name) {
        return client.pods().inNamespace(namespace).withName(name).get() != null;
    }

    private void control() {
        try {
            for (Deployment deployment :
                    client.apps().deployments().inAnyNamespace().list().getItems()) {
                if (!stuck.contains(deployment.getMetadata().getName())) {
                    control(deployment);
                }
            }
        } catch (KubernetesClientException e) {
            // Somebody wrote in between; it is looked at again.
        }
    }

    private void control(Deployment deployment) {
        String namespace = deployment.getMetadata().getNamespace();
        String revision = revision(deployment);
        Map<String, String> annotations = annotations(deployment);
        if (!revision.equals(annotations.get(REVISION))) {
            annotations.put(REVISION, revision);
            deployment.getMetadata().setAnnotations(annotations);
            client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .resource(deployment)
                    .update();
            return;
        }
        int replicas = deployment.getSpec().getReplicas();
        DeploymentStatus status = new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(replicas)
                .withReadyReplicas(replicas)
                .withUpdatedReplicas(replicas)
                .withAvailableReplicas(replicas)
                .build();
        if (!status.equals(deployment.getStatus())) {
            deployment.setStatus(status);
            client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .resource(deployment)
                    .updateStatus();
        }
    }

    /** The revision of the replica set for the deployment's template, which becomes the newest one if it is not. */
    private String revision(Deployment deployment) {
        String template = Serialization.asJson(deployment.getSpec().getTemplate());
        List<ReplicaSet> own =
                client
                        .apps()
                        .replicaSets()
                        .inNamespace(deployment.getMetadata().getNamespace())
                        .list()
                        .getItems()
                        .stream()
                        .filter(set -> set.getMetadata()
                                .getOwnerReferences()
                                .get(0)
                                .getUid()
                                .equals(deployment.getMetadata().getUid()))
                        .toList();
        long newest = own.stream()
                .mapToLong(set -> Long.parseLong(annotations(set).get(REVISION)))
                .max()
                .orElse(0);
        Optional<ReplicaSet> same = own.stream()
                .filter(set -> annotations(set).get(TEMPLATE).equals(template))
                .max(Comparator.comparingLong(
                        set -> Long.parseLong(annotations(set).get(REVISION))));
        String current = same.map(set -> annotations(set).get(REVISION)).orElse("");
        if (current.equals(Long.toString(newest))) {
            return current;
        }
        String next = Long.toString(newest + 1);
        if (same.isPresent()) {
            same.get().getMetadata().getAnnotations().put(REVISION, next);
            client.resource(same.get()).update();
        } else {
            client.resource(replicaSet(deployment, template, next)).create();
        }
        return next;
    }

    private static ReplicaSet replicaSet(Deployment deployment, String template, String revision) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace(deployment.getMetadata().getNamespace())
                .withName(deployment.getMetadata().getName() + "-" + revision)
                .addToAnnotations(REVISION, revision)
                .addToAnnotations(TEMPLATE, template)
                .addNewOwnerReference()
                .withController(true)
                .withKind("Deployment")
                .withName(deployment.getMetadata().getName())
                .withUid(deployment.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withTemplate(deployment.getSpec().getTemplate())
                .editTemplate()
                .editMetadata()
                .addToLabels("pod-template-hash", "h" + revision)
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Map<String, String> annotations(io.fabric8.kubernetes.api.model.HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? new HashMap<>() : new HashMap<>(annotations);
    }

    private final class Api extends Dispatcher {

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            String path = request.getPath();
            String token = request.getHeader("Authorization");
            if (!OWN_TOKEN.equals(token)) {
                requests.add("%s %s %s".formatted(request.getMethod(), path, token));
            }
            for (Map.Entry<String, Integer> refusal : refusals.entrySet()) {
                if ((request.getMethod() + " " + path).equals(refusal.getKey())
                        && refusals.remove(refusal.getKey()) != null) {
                    return status(refusal.getValue(), "the API server says no");
                }
            }
            Matcher eviction = EVICTION.matcher(path);
            if (request.getMethod().equals("POST") && eviction.matches()) {
                return budgeted.contains(eviction.group(2))
                        ? status(429, "Cannot evict pod as it would violate the pod's disruption budget.")
                        : objects.handleDelete(eviction.group(1));
            }
            Matcher podsOfNode = PODS_OF_NODE.matcher(path);
            if (podsOfNode.matches()) {
                return podsOf(podsOfNode.group(1));
            }
            Matcher log = LOG.matcher(path);
            return log.matches()
                    ? new MockResponse().setResponseCode(200).setBody(logs.getOrDefault(log.group(1), ""))
                    : objects.dispatch(request);
        }

        /** The selector that fabric8's server does not know. */
        private MockResponse podsOf(String node) {
            var all = Serialization.unmarshal(
                    objects.handleGet("/api/v1/pods").getBody().readUtf8(), PodList.class);
            all.getItems().removeIf(pod -> !node.equals(pod.getSpec().getNodeName()));
            return new MockResponse().setResponseCode(200).setBody(Serialization.asJson(all));
        }

        private MockResponse status(int code, String message) {
            return new MockResponse()
                    .setResponseCode(code)
                    .setBody(
                            """
                            {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "%s", "code": %d}"""
                                    .formatted(message, code));
        }
    }
}
