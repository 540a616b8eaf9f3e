package io.mendflow.connector.kubernetes;

import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How KServe splits traffic between two versions, of which a version is what {@code storageUri} says. */
sealed interface Canary permits KnativeCanary, StandardCanary {

    void shift(Map<String, Object> spec, ServingRequest request);

    void promote(Map<String, Object> spec, ServingRequest request);

    void restore(Map<String, Object> spec, ServingRequest request);

    ServingStatus look(Look look, ServingRequest request);

    /** What is loaded: {@code model}, or the one part with a {@code storageUri} that is named by its framework. */
    static String modelKey(Map<String, Object> predictor) {
        if (predictor.get("model") instanceof Map) {
            return "model";
        }
        List<String> framework = predictor.keySet().stream()
                .filter(key -> Tree.of(predictor, key).containsKey("storageUri"))
                .toList();
        if (framework.size() != 1) {
            throw new IllegalStateException(
                    "Expected an InferenceService with spec.predictor.model.storageUri, got a predictor with %s"
                            .formatted(predictor.keySet()));
        }
        return framework.get(0);
    }

    static String source(ServedVersion version) {
        if (version.source() == null) {
            throw new IllegalArgumentException(
                    "Expected where KServe gets version %s from, such as s3://models/fraud/%s, but it has no source"
                            .formatted(version.version(), version.version()));
        }
        return version.source();
    }

    static ServedVersion requireChampion(@Nullable ServedVersion champion) {
        if (champion == null) {
            throw new IllegalArgumentException(
                    "Expected a champion to go back to, but none is live; delete the InferenceService, or promote");
        }
        return champion;
    }
}
