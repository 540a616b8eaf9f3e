package io.mendflow.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.mendflow.MockCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class KubernetesTest {

    private static final String SHOP = "shop";

    @TempDir
    static Path folder;

    private static MockCluster cluster;
    private static RawServer silent;
    private static ConnectorModule module;
    private static Kubernetes kubernetes;

    /** Of objects that no other test uses. */
    private String name;

    @BeforeAll
    static void start() throws IOException {
        cluster = new MockCluster();
        silent = new RawServer(socket -> socket.getInputStream().readAllBytes());
        Path kubeconfig = Files.writeString(
                folder.resolve("kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters: [{name: mock, cluster: {server: "%s"}}]
                users: [{name: me, user: {token: token-of-the-file}}]
                contexts: [{name: here, context: {cluster: mock, user: me}}]
                """
                        .formatted(cluster.url()));
        module = ConnectorModule.start(Map.ofEntries(
                Map.entry("MENDFLOW_SECRET_KUBE_TOKEN", "token-of-the-secret"),
                Map.entry("mendflow.kubernetes.url", cluster.url()),
                Map.entry("mendflow.kubernetes.token-secret", "kube-token"),
                Map.entry("mendflow.kubernetes.request-timeout", "PT1M"),
                Map.entry("mendflow.kubernetes.allowed-namespaces[0]", "shop*"),
                Map.entry("mendflow.kubernetes.allowed-nodes[0]", "n-*"),
                Map.entry("mendflow.kubernetes.clusters.spare.kubeconfig", kubeconfig.toString()),
                Map.entry("mendflow.kubernetes.clusters.spare.allowed-namespaces[0]", "*"),
                Map.entry("mendflow.kubernetes.clusters.silent.url", silent.url()),
                Map.entry("mendflow.kubernetes.clusters.silent.request-timeout", "PT0.3S"),
                Map.entry("mendflow.kubernetes.clusters.silent.allowed-nodes[0]", "*"),
                Map.entry("mendflow.kubernetes.clusters.gone.url", "http://127.0.0.1:1"),
                Map.entry("mendflow.kubernetes.clusters.gone.allowed-nodes[0]", "*")));
        kubernetes = module.get(Kubernetes.class);
    }

    @AfterAll
    static void stop() throws IOException {
        module.close();
        silent.close();
        cluster.close();
    }

    @BeforeEach
    void name(TestInfo test) {
        name = test.getTestMethod().orElseThrow().getName().toLowerCase();
    }

    @Test
    void restartsARolloutAndSaysWhenItIsThrough() {
        KubernetesDeployment web = deployed("web:1", 3);
        assertThat(web.revision()).isEqualTo(1);
        cluster.stick(name);

        web.restart();

        assertThat(web.rolloutDone()).isFalse();
        assertThat(web.getStatus().rollout()).isEqualTo("its last change has not been seen by its controller yet");
        assertThat(cluster.deployment(SHOP, name)
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getAnnotations())
                .containsKey("kubectl.kubernetes.io/restartedAt");
        assertThat(cluster.image(SHOP, name)).isEqualTo("web:1");
        assertThat(web.target("restart", List.of())).isEqualTo("kubernetes/default/namespace/shop/deployment/" + name);
    }

    @Test
    void scalesAndSaysWhatWasBefore() {
        KubernetesDeployment web = deployed("web:1", 3);

        assertThat(web.scale(5)).isEqualTo(3);

        await().until(web::rolloutDone);
        assertThat(web.getReplicas()).isEqualTo(5);
        assertThat(web.getReady()).isEqualTo(5);
        assertThat(web.getStatus().images()).containsExactly("web:1");
        assertThat(web.scale(3)).isEqualTo(5);
        assertThatThrownBy(() -> web.scale(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void goesBackToTheTemplateBeforeAndForthAgain() {
        KubernetesDeployment web = deployed("web:1", 2);
        release("web:2", 2);
        release("web:3", 3);

        assertThat(web.undoRollout()).isEqualTo(2);

        assertThat(cluster.image(SHOP, name)).isEqualTo("web:2");
        assertThat(cluster.deployment(SHOP, name)
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels())
                .containsExactly(Map.entry("app", name));
        await().until(() -> web.revision() == 4);
        assertThat(web.undoRollout()).isEqualTo(3);
        assertThat(cluster.image(SHOP, name)).isEqualTo("web:3");
    }

    @Test
    void refusesToGoBackWhenThereIsNothingToGoBackTo() {
        KubernetesDeployment web = deployed("web:1", 1);

        assertThatThrownBy(web::undoRollout)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("earlier revision of deployment '" + name + "' than 1");
    }

    @Test
    void marksWhatItChangesWithTheRunAndRefusesARunThatHasLostItsLease() throws Exception {
        KubernetesDeployment web = deployed("web:1", 3);

        new Fence("RUN-2", 12).during(() -> web.scale(4));

        assertThat(cluster.deployment(SHOP, name).getMetadata().getAnnotations())
                .containsEntry("mendflow.io/fence", "12")
                .containsEntry("mendflow.io/run", "RUN-2");
        assertThatThrownBy(() -> new Fence("RUN-1", 11).during(() -> web.scale(9)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lease 11 of RUN-1, but RUN-2 has changed it with the later lease 12");
        assertThat(web.getReplicas()).isEqualTo(4);
        assertThat(new Fence("RUN-3", 13).<Integer>during(() -> web.scale(3))).isEqualTo(4);
    }

    @Test
    void readsAgainWhenSomebodyElseWritesInBetween() {
        KubernetesDeployment web = deployed("web:1", 3);
        cluster.refuse("PUT /apis/apps/v1/namespaces/shop/deployments/" + name, 409);

        assertThat(web.scale(4)).isEqualTo(3);

        assertThat(web.getReplicas()).isEqualTo(4);
        assertThat(cluster.requests())
                .filteredOn(r -> r.startsWith("PUT") && r.contains("/" + name + " Bearer"))
                .hasSize(2);
    }

    @Test
    void findsTheAutoscalerOfADeployment() {
        KubernetesDeployment web = deployed("web:1", 3);
        assertThat(web.getAutoscaler()).isNull();

        cluster.client()
                .resource(new HorizontalPodAutoscalerBuilder()
                        .withNewMetadata()
                        .withNamespace(SHOP)
                        .withName("scaler")
                        .endMetadata()
                        .withNewSpec()
                        .withNewScaleTargetRef("apps/v1", "Deployment", name)
                        .endSpec()
                        .build())
                .create();

        assertThat(web.getAutoscaler()).isEqualTo("scaler");
    }

    @Test
    void seesPodsTheirLogsAndTheirEvents() {
        cluster.pod(SHOP, "web-1", "n-7", "ReplicaSet");
        cluster.log("web-1", "hello\nthere\n");
        event("web-1", "2026-01-01T10:00:00Z", "Pulled");
        event("web-1", "2026-01-01T11:00:00Z", "BackOff");
        event("webber", "2026-01-01T12:00:00Z", "Other");
        KubernetesNamespace shop = kubernetes.namespace(SHOP);

        assertThat(shop.pods(Map.of("app", "web"))).singleElement().satisfies(pod -> {
            assertThat(pod.name()).isEqualTo("web-1");
            assertThat(pod.ready()).isTrue();
            assertThat(pod.restarts()).isEqualTo(3);
            assertThat(pod.started()).isEqualTo("2026-01-01T10:00:00Z");
        });
        assertThat(shop.pods(Map.of("app", "other"))).isEmpty();
        assertThatThrownBy(() -> shop.pod("web-1").logs(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(shop.pod("web-1").logs(20)).isEqualTo("hello\nthere\n");
        assertThat(cluster.requests())
                .anyMatch(request -> request.contains("/log?") && request.contains("tailLines=20"));
        assertThat(shop.events("web")).extracting(ClusterEvent::reason).containsExactly("BackOff", "Pulled");
        assertThat(shop.events()).hasSize(3);

        assertThat(shop.pod("web-1").delete()).isTrue();
        assertThat(shop.pod("web-1").delete()).isFalse();
        assertThat(cluster.hasPod(SHOP, "web-1")).isFalse();
    }

    @Test
    void drainsANodeAndKeepsToDisruptionBudgets() throws Exception {
        cluster.node("n-1");
        cluster.pod(SHOP, "moves", "n-1", "ReplicaSet");
        cluster.pod("elsewhere", "kept", "n-1", "StatefulSet");
        cluster.pod("kube-system", "agent", "n-1", "DaemonSet");
        cluster.pod(SHOP, "neighbour", "n-2", "ReplicaSet");
        cluster.budget("kept");
        KubernetesNode node = kubernetes.node("n-1");
        assertThatThrownBy(node::drain).hasMessageContaining("to be cordoned before it is drained");

        node.cordon();
        assertThat(node.getSchedulable()).isFalse();
        DrainReport first = new Fence("RUN-1", 1).during(() -> node.drain(Map.of("grace", "PT5S")));

        assertThat(first.evicted()).containsExactly("shop/moves");
        assertThat(first.blocked()).containsExactly("elsewhere/kept");
        assertThat(first.skipped()).containsExactly("kube-system/agent");
        assertThat(first.isDone()).isFalse();
        assertThat(cluster.hasPod(SHOP, "moves")).isFalse();
        assertThat(node.drain().blocked()).containsExactly("elsewhere/kept");

        cluster.free("kept");
        assertThat(node.drain().evicted()).containsExactly("elsewhere/kept");
        assertThat(node.drain().isDone()).isTrue();
        assertThat(node.pods()).extracting(PodStatus::name).containsExactly("agent");
        assertThat(cluster.hasPod(SHOP, "neighbour")).isTrue();
        node.uncordon();
        assertThat(node.getSchedulable()).isTrue();
        assertThat(node.getReady()).isTrue();
        assertThatThrownBy(() -> new Fence("RUN-0", 0).during(() -> {
                    node.cordon();
                    return null;
                }))
                .hasMessageContaining("later lease 1");
    }

    @Test
    void evictsNothingWhereAPodWouldBeLostForGood() {
        cluster.node("n-3");
        cluster.pod(SHOP, "controlled", "n-3", "ReplicaSet");
        cluster.pod(SHOP, "alone", "n-3", null);
        KubernetesNode node = kubernetes.node("n-3");
        node.cordon();

        assertThatThrownBy(node::drain)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing controls shop/alone");
        assertThat(cluster.hasPod(SHOP, "controlled")).isTrue();
        assertThat(node.drain(Map.of("force", true)).evicted())
                .containsExactlyInAnyOrder("shop/controlled", "shop/alone");
    }

    @Test
    void touchesNothingThatTheSettingsDoNotAllow() {
        int before = cluster.requests().size();

        assertThatThrownBy(() -> kubernetes.namespace("kube-system").pods())
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.kubernetes.allowed-namespaces allows (shop*), got 'kube-system'");
        assertThatThrownBy(() -> kubernetes.node("master-1").getReady())
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.kubernetes.allowed-nodes");
        assertThatThrownBy(() -> kubernetes.cluster("spare").node("n-1").cordon())
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.kubernetes.clusters.spare.allowed-nodes allows (none is)");
        assertThat(cluster.requests().subList(before, cluster.requests().size()))
                .noneMatch(request -> request.contains("kube-system") || request.contains("nodes"));
        assertThatThrownBy(() -> kubernetes.namespace("shop/../kube-system"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isLetInByASecretOrAsAKubeconfigSays() {
        kubernetes.namespace("shop-secret").pods();
        kubernetes.cluster("spare").namespace("shop-file").pods();

        assertThat(cluster.requests())
                .anyMatch(
                        request -> request.contains("/shop-secret/") && request.endsWith("Bearer token-of-the-secret"))
                .anyMatch(request -> request.contains("/shop-file/") && request.endsWith("Bearer token-of-the-file"));
    }

    @Test
    void saysWhatIsMissingAndWhoIsAway() {
        assertThatThrownBy(() -> kubernetes.namespace(SHOP).deployment("nobody").restart())
                .hasMessage("Expected a deployment 'nobody' in namespace shop of cluster default, but there is none");
        assertThatThrownBy(() -> kubernetes.cluster("other").node("n-1").cordon())
                .hasMessageContaining("set url, kubeconfig or in-cluster under mendflow.kubernetes.clusters.other");
        assertThatThrownBy(() -> kubernetes.cluster("gone").node("n-1").cordon())
                .hasMessageContaining("its API server gave no answer: the connection was refused");
        assertThatThrownBy(() -> kubernetes.cluster("silent").node("n-1").cordon())
                .hasMessageContaining("its API server gave no answer: it did not answer in time");
        cluster.refuse("GET /api/v1/namespaces/shop/pods/secretive", 403);
        assertThatThrownBy(() -> kubernetes.namespace(SHOP).pod("secretive").getStatus())
                .hasMessageContaining("no right to it (403): the API server says no");
    }

    private KubernetesDeployment deployed(String image, int replicas) {
        cluster.deploy(SHOP, name, image, replicas);
        KubernetesDeployment web = kubernetes.namespace(SHOP).deployment(name);
        await().until(web::rolloutDone);
        return web;
    }

    private void release(String image, long revision) {
        cluster.release(SHOP, name, image);
        await().until(() -> kubernetes.namespace(SHOP).deployment(name).revision() == revision);
    }

    private static void event(String pod, String at, String reason) {
        cluster.client()
                .v1()
                .events()
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withNamespace(SHOP)
                        .withName(pod + "." + reason.toLowerCase())
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withKind("Pod")
                        .withName(pod)
                        .endInvolvedObject()
                        .withType("Warning")
                        .withReason(reason)
                        .withLastTimestamp(at)
                        .build())
                .create();
    }
}
