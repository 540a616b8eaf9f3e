package io.mendflow.connector.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.kubernetes.KserveSettings.Mode;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One InferenceService ({@code serving.kserve.io/v1beta1}) of a cluster. */
final class InferenceService {

    private static final String KIND = "InferenceService";
    private static final String SHOWN = "KServe InferenceService";
    private static final String CHANGE = "mendflow.io/change";
    private static final String MODE = "serving.kserve.io/deploymentMode";
    private static final ResourceDefinitionContext DEFINITION = new ResourceDefinitionContext.Builder()
            .withGroup("serving.kserve.io")
            .withVersion("v1beta1")
            .withKind(KIND)
            .withPlural("inferenceservices")
            .withNamespaced(true)
            .build();

    private final Open open;
    private final @Nullable Mode mode;

    /** @param mode null: as the object itself says */
    InferenceService(Open open, @Nullable Mode mode) {
        this.open = open;
        this.mode = mode;
    }

    /** Changes its spec, and notes which change that was. */
    void edit(ServingRequest request, BiConsumer<Canary, Map<String, Object>> change) {
        open.edit(
                SHOWN,
                this::read,
                changed -> {
                    var annotations = new HashMap<String, String>();
                    if (changed.getMetadata().getAnnotations() != null) {
                        annotations.putAll(changed.getMetadata().getAnnotations());
                    }
                    annotations.put(CHANGE, request.key());
                    changed.getMetadata().setAnnotations(annotations);
                    change.accept(canary(changed), Tree.ofNew(changed.getAdditionalProperties(), "spec"));
                },
                changed -> objects().resource(changed).update());
    }

    ServingStatus look(ServingRequest request) {
        GenericKubernetesResource found = open.require(read(), SHOWN);
        return canary(found).look(new Look(found), request);
    }

    private @Nullable GenericKubernetesResource read() {
        return objects().withName(open.requireName()).get();
    }

    private NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            objects() {
        MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
                all = open.client().genericKubernetesResources(DEFINITION);
        return all.inNamespace(open.namespace());
    }

    private Canary canary(GenericKubernetesResource object) {
        Mode known = mode == null ? said(object) : mode;
        return known == Mode.STANDARD ? new StandardCanary() : new KnativeCanary();
    }

    private static Mode said(GenericKubernetesResource object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        String annotated = annotations == null ? null : annotations.get(MODE);
        Object status = Tree.of(object.getAdditionalProperties(), "status").get("deploymentMode");
        String text = status == null || status.toString().isEmpty() ? annotated : status.toString();
        return Objects.equals(text, "Standard") || Objects.equals(text, "RawDeployment") ? Mode.STANDARD : Mode.KNATIVE;
    }
}
