package io.mendflow.connector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.mendflow.MockCluster;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.Fence;
import io.mendflow.connector.NotAllowed;
import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.Serving;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.ServingStatus.Phase;
import io.mendflow.connector.ServingStatus.Share;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against fabric8's API server, with the status that KServe's controller would write. */
class KserveServingTest {

    private static final String PLAIN =
            """
            predictor:
              minReplicas: 4
              model:
                modelFormat: {name: sklearn}
                storageUri: s3://models/fraud/6
            """;

    private static final Map<String, Object> TRUE = Map.of("type", "Ready", "status", "True");

    @TempDir
    static Path home;

    private static MockCluster cluster;
    private static ConnectorModule module;
    private static Serving serving;

    @BeforeAll
    static void start() {
        cluster = new MockCluster();
        module = ConnectorModule.start(Map.of(
                "mendflow.home", home.toString(),
                "mendflow.kubernetes.url", cluster.url(),
                "mendflow.kubernetes.request-timeout", "PT1M",
                "mendflow.kubernetes.allowed-namespaces[0]", "ml",
                "mendflow.serving.kserve.fraud.namespace", "ml",
                "mendflow.serving.kserve.split.namespace", "ml",
                "mendflow.serving.kserve.split.service", "fraud",
                "mendflow.serving.kserve.split.mode", "standard",
                "mendflow.serving.kserve.strange.namespace", "kube-system"));
        serving = module.get(Serving.class);
    }

    @AfterAll
    static void stop() {
        module.close();
        cluster.close();
    }

    @BeforeEach
    void clear() {
        services().withName("fraud").delete();
    }

    @Test
    void shiftsRevisionsOfKnativeOnceTheNewOneIsReady() {
        deploy(PLAIN);

        ServingStatus status = serving.shift(request("kserve/fraud", 5));

        assertThat(predictor())
                .containsEntry("canaryTrafficPercent", 5)
                .containsEntry("minReplicas", 4)
                .containsEntry(
                        "model", Map.of("modelFormat", Map.of("name", "sklearn"), "storageUri", "s3://models/fraud/7"));
        assertThat(fraud().getMetadata().getAnnotations()).containsEntry("mendflow.io/change", "key-5");
        assertThat(status.phase()).isEqualTo(Phase.MOVING);

        status(Map.of(
                "conditions", List.of(TRUE),
                "components", revisions("r1", "r2", latest("r1", 100))));
        assertThat(serving.look(request("kserve/fraud", 5)))
                .isEqualTo(new ServingStatus(
                        Phase.MOVING,
                        List.of(share("6", 100)),
                        "KServe gives version 7 0 % of the traffic, and shall give it 5 %"));

        status(Map.of(
                "conditions", List.of(TRUE),
                "components", revisions("r2", "r2", latest("r2", 5), previous("r1", 95))));
        assertThat(serving.look(request("kserve/fraud", 5)))
                .isEqualTo(new ServingStatus(Phase.READY, List.of(share("6", 95), share("7", 5)), null));
    }

    @Test
    void promotesARevisionByTakingThePercentageAway() {
        deploy(PLAIN);
        serving.shift(request("kserve/fraud", 50));

        serving.promote(request("kserve/fraud", 100));

        assertThat(predictor()).doesNotContainKey("canaryTrafficPercent");
        status(Map.of("conditions", List.of(TRUE), "components", revisions("r2", "r2", latest("r2", 100))));
        assertThat(serving.look(request("kserve/fraud", 100)))
                .isEqualTo(new ServingStatus(Phase.READY, List.of(share("7", 100)), null));
    }

    @Test
    void restoresTheRevisionBeforeThoughTheNewOneIsBroken() {
        deploy(PLAIN);
        serving.shift(request("kserve/fraud", 5));
        Map<String, Object> broken = new HashMap<>(Map.of(
                "conditions",
                List.of(Map.of("type", "Ready", "status", "False", "reason", "RevisionFailed")),
                "modelStatus",
                Map.of(
                        "transitionStatus",
                        "BlockedByFailedLoad",
                        "lastFailureInfo",
                        Map.of("reason", "ModelLoadFailed", "message", "no such bucket", "modelRevisionName", "r2")),
                "components",
                revisions("r1", "r2", latest("r2", 5), previous("r1", 95))));
        status(broken);
        assertThat(serving.look(request("kserve/fraud", 5)))
                .isEqualTo(new ServingStatus(
                        Phase.FAILED,
                        List.of(share("6", 95), share("7", 5)),
                        "KServe says BlockedByFailedLoad, ModelLoadFailed: no such bucket"));

        serving.restore(request("kserve/fraud", 0));

        assertThat(predictor()).containsEntry("canaryTrafficPercent", 0);
        broken.put("components", revisions("r1", "r2", latest("r2", 0), previous("r1", 100)));
        status(broken);
        assertThat(serving.look(request("kserve/fraud", 0)))
                .isEqualTo(new ServingStatus(Phase.READY, List.of(share("6", 100)), null));
    }

    @Test
    void believesNoFailureOfAnEarlierRevisionAndNoStatusOfAnEarlierSpec() {
        deploy(PLAIN);
        serving.shift(request("kserve/fraud", 5));
        Map<String, Object> old = new HashMap<>(Map.of(
                "conditions",
                List.of(TRUE),
                "modelStatus",
                Map.of("transitionStatus", "InvalidSpec", "lastFailureInfo", Map.of("modelRevisionName", "r1")),
                "components",
                revisions("r2", "r2", latest("r2", 5), previous("r0", 95))));
        status(old);
        assertThat(serving.look(request("kserve/fraud", 5)).phase()).isEqualTo(Phase.READY);

        old.put("observedGeneration", fraud().getMetadata().getGeneration() - 1);
        status(old);
        assertThat(serving.look(request("kserve/fraud", 5)).reason())
                .isEqualTo("KServe has not seen the last change yet");
    }

    @Test
    void givesACanaryItsOwnPredictorInStandardMode() {
        deploy(
                PLAIN
                        + """
                        canary:
                        - trafficPercent: 10
                          predictor: {name: experiment, model: {storageUri: "s3://other"}}
                        """);

        serving.shift(request("kserve/split", 5));
        serving.shift(request("kserve/split", 25));

        assertThat(predictor()).doesNotContainKeys("canaryTrafficPercent", "name");
        assertThat(canaries())
                .containsExactly(
                        Map.of(
                                "trafficPercent",
                                10,
                                "predictor",
                                Map.of("name", "experiment", "model", Map.of("storageUri", "s3://other"))),
                        Map.of(
                                "trafficPercent",
                                25,
                                "predictor",
                                Map.of(
                                        "name",
                                        "v7",
                                        "model",
                                        Map.of(
                                                "modelFormat",
                                                Map.of("name", "sklearn"),
                                                "storageUri",
                                                "s3://models/fraud/7"))));
        status(Map.of("conditions", List.of(TRUE), "canaryStatuses", List.of(Map.of("name", "v7", "ready", false))));
        ServingStatus waiting = serving.look(request("kserve/split", 25));
        assertThat(waiting.phase()).isEqualTo(Phase.MOVING);
        assertThat(waiting.shares()).containsExactly(share("6", 90));

        status(Map.of("conditions", List.of(TRUE), "canaryStatuses", List.of(Map.of("name", "v7", "ready", true))));
        assertThat(serving.look(request("kserve/split", 25)))
                .isEqualTo(new ServingStatus(Phase.READY, List.of(share("6", 65), share("7", 25)), null));
    }

    @Test
    void promotesAndRestoresPredictorsInStandardMode() {
        deploy(PLAIN);
        serving.shift(request("kserve/split", 50));

        serving.promote(request("kserve/split", 100));
        serving.promote(request("kserve/split", 100));

        assertThat(predictor()).containsEntry("name", "v7").containsEntry("minReplicas", 4);
        assertThat(predictor().get("model")).asString().contains("s3://models/fraud/7");
        assertThat(canaries()).isEmpty();
        status(Map.of("conditions", List.of(TRUE)));
        assertThat(serving.look(request("kserve/split", 100)))
                .isEqualTo(new ServingStatus(Phase.READY, List.of(share("7", 100)), null));

        assertThat(serving.restore(request("kserve/split", 0)))
                .isEqualTo(new ServingStatus(Phase.READY, List.of(share("6", 100)), null));
        assertThat(predictor()).containsEntry("name", "v6");
        assertThat(predictor().get("model")).asString().contains("s3://models/fraud/6");
    }

    @Test
    void takesACanaryAwayInStandardMode() {
        deploy(PLAIN);
        serving.shift(request("kserve/split", 50));
        status(Map.of("conditions", List.of(TRUE), "modelStatus", Map.of("transitionStatus", "BlockedByFailedLoad")));
        assertThat(serving.look(request("kserve/split", 50)).phase()).isEqualTo(Phase.FAILED);

        assertThat(serving.restore(request("kserve/split", 0)).phase()).isEqualTo(Phase.READY);

        assertThat(canaries()).isEmpty();
        assertThat(predictor()).doesNotContainKey("name");
    }

    @Test
    void findsTheModeThatTheObjectSays() {
        deploy(PLAIN);
        status(Map.of("deploymentMode", "Standard"));

        serving.shift(request("kserve/fraud", 5));

        assertThat(canaries()).hasSize(1);
    }

    @Test
    void setsTheSourceOfAPredictorThatIsNamedByItsFramework() {
        deploy("predictor: {sklearn: {storageUri: s3://models/fraud/6, protocolVersion: v2}}");

        serving.shift(request("kserve/fraud", 5));

        assertThat(predictor())
                .containsEntry("sklearn", Map.of("storageUri", "s3://models/fraud/7", "protocolVersion", "v2"));
    }

    @Test
    void refusesWhatMakesNoSenseOrIsNotAllowed() {
        assertThatThrownBy(() -> serving.shift(request("kserve/fraud", 5)))
                .hasMessage(
                        "Expected a KServe InferenceService 'fraud' in namespace ml of cluster default, but there is none");
        deploy(PLAIN);
        var sourceless = new ServingRequest("kserve/fraud", "fraud", null, new ServedVersion("7", "d7", null), 5, "k");
        assertThatThrownBy(() -> serving.shift(sourceless)).hasMessageContaining("it has no source");
        assertThatThrownBy(() -> serving.restore(new ServingRequest(
                        "kserve/fraud",
                        "fraud",
                        null,
                        request("kserve/fraud", 0).challenger(),
                        0,
                        "k")))
                .hasMessageContaining("Expected a champion to go back to");
        assertThatThrownBy(() -> serving.shift(request("kserve/none", 5)))
                .hasMessageContaining("mendflow.serving.kserve.none.namespace");
        assertThatThrownBy(() -> serving.shift(request("kserve/strange", 5))).isInstanceOf(NotAllowed.class);
        assertThat(predictor().get("model")).asString().contains("s3://models/fraud/6");
    }

    @Test
    void refusesARunThatHasLostItsLease() throws Exception {
        deploy(PLAIN);
        new Fence("RUN-2", 12).during(() -> serving.shift(request("kserve/fraud", 5)));

        assertThatThrownBy(() -> new Fence("RUN-1", 11).during(() -> serving.promote(request("kserve/fraud", 100))))
                .hasMessageContaining("lease 11 of RUN-1");
        assertThat(predictor()).containsEntry("canaryTrafficPercent", 5);
    }

    private static ServingRequest request(String serving, int share) {
        return new ServingRequest(
                serving,
                "fraud",
                new ServedVersion("6", "d6", "s3://models/fraud/6"),
                new ServedVersion("7", "d7", "s3://models/fraud/7"),
                share,
                "key-" + share);
    }

    private static Share share(String version, int percent) {
        return new Share(version, null, percent);
    }

    private static Map<String, Object> revisions(String ready, String created, Object... traffic) {
        return Map.of(
                "predictor",
                Map.of("latestReadyRevision", ready, "latestCreatedRevision", created, "traffic", List.of(traffic)));
    }

    private static Map<String, Object> latest(String revision, int percent) {
        return Map.of("latestRevision", true, "percent", percent, "revisionName", revision);
    }

    private static Map<String, Object> previous(String revision, int percent) {
        return Map.of("latestRevision", false, "percent", percent, "revisionName", revision, "tag", "prev");
    }

    private static void deploy(String spec) {
        try {
            services()
                    .resource(new GenericKubernetesResourceBuilder()
                            .withApiVersion("serving.kserve.io/v1beta1")
                            .withKind("InferenceService")
                            .withNewMetadata()
                            .withNamespace("ml")
                            .withName("fraud")
                            .endMetadata()
                            .addToAdditionalProperties(
                                    "spec", new ObjectMapper(new YAMLFactory()).readValue(spec, Map.class))
                            .build())
                    .create();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void status(Map<String, Object> status) {
        GenericKubernetesResource now = fraud();
        now.setAdditionalProperty("status", status);
        services().resource(now).updateStatus();
    }

    private static Map<String, Object> predictor() {
        return fraud().get("spec", "predictor");
    }

    private static List<Map<String, Object>> canaries() {
        List<Map<String, Object>> found = fraud().get("spec", "canary");
        return found == null ? List.of() : found;
    }

    private static GenericKubernetesResource fraud() {
        return services().withName("fraud").get();
    }

    private static NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            services() {
        return cluster.client()
                .genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup("serving.kserve.io")
                        .withVersion("v1beta1")
                        .withKind("InferenceService")
                        .withPlural("inferenceservices")
                        .withNamespaced(true)
                        .build())
                .inNamespace("ml");
    }
}
