package io.mendflow.connector.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an InferenceService says of itself. */
final class Look {

    private static final Set<String> GIVEN_UP = Set.of("BlockedByFailedLoad", "InvalidSpec");

    private final GenericKubernetesResource object;

    Look(GenericKubernetesResource object) {
        this.object = object;
    }

    Map<String, Object> spec() {
        return Tree.of(object.getAdditionalProperties(), "spec");
    }

    Map<String, Object> status() {
        return Tree.of(object.getAdditionalProperties(), "status");
    }

    Map<String, Object> predictorStatus() {
        return Tree.of(status(), "components", "predictor");
    }

    /** Whether its controller has seen the last change of the spec. One that tells no generation is believed. */
    boolean isSeen() {
        Long observed = Tree.number(status(), "observedGeneration");
        Long generation = object.getMetadata().getGeneration();
        return observed == null || generation == null || observed >= generation;
    }

    /** Why the model that it shall load cannot be loaded; null when it has not given up. */
    @Nullable
    String failure() {
        Map<String, Object> model = Tree.of(status(), "modelStatus");
        Map<String, Object> last = Tree.of(model, "lastFailureInfo");
        String failed = Tree.text(last, "modelRevisionName");
        String created = Tree.text(predictorStatus(), "latestCreatedRevision");
        boolean isOld = !failed.isEmpty() && !created.isEmpty() && !failed.equals(created);
        String transition = Tree.text(model, "transitionStatus");
        if (!GIVEN_UP.contains(transition) || isOld) {
            return null;
        }
        String reason = Tree.text(last, "reason");
        String message = Tree.text(last, "message");
        return "KServe says %s%s%s"
                .formatted(transition, reason.isEmpty() ? "" : ", " + reason, message.isEmpty() ? "" : ": " + message);
    }

    /** What its condition {@code Ready} still waits for; null when it is true. */
    @Nullable
    String unready() {
        Map<String, Object> ready = condition("Ready");
        if (Tree.text(ready, "status").equals("True")) {
            return null;
        }
        String why = Tree.text(ready, "message").isEmpty() ? Tree.text(ready, "reason") : Tree.text(ready, "message");
        return "KServe is not ready yet" + (why.isEmpty() ? "" : ": " + why);
    }

    boolean isTrue(String condition) {
        return Tree.text(condition(condition), "status").equals("True");
    }

    private Map<String, Object> condition(String type) {
        return Tree.list(status(), "conditions").stream()
                .filter(condition -> Tree.text(condition, "type").equals(type))
                .findFirst()
                .orElse(Map.of());
    }
}
