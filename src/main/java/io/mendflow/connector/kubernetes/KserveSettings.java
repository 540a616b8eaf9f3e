package io.mendflow.connector.kubernetes;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The models on KServe. Which namespaces may be touched is said by the settings of their cluster.
 *
 * @param kserve as {@code mendflow.serving.kserve.<name>}
 */
@Validated
@ConfigurationProperties("mendflow.serving")
record KserveSettings(@DefaultValue Map<String, @Valid Place> kserve) {

    Place require(String name) {
        Place found = kserve.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "Expected a serving that the settings have, got 'kserve/%s'; set mendflow.serving.kserve.%s.namespace"
                            .formatted(name, name));
        }
        return found;
    }

    /** How an InferenceService runs, and with that how its traffic is split. */
    enum Mode {
        /** Revisions of Knative: {@code spec.predictor.canaryTrafficPercent}. */
        KNATIVE,
        /** Deployments of Kubernetes, from KServe 0.20 on: {@code spec.canary}. */
        STANDARD
    }

    /**
     * One InferenceService, which is there already.
     *
     * @param cluster its name in {@code mendflow.kubernetes.clusters}
     * @param service name of the InferenceService; null: the serving's
     * @param mode null: as its status or its annotation says, else Knative
     */
    record Place(
            @NotBlank @DefaultValue("default") String cluster,
            @NotBlank String namespace,
            @Nullable String service,
            @Nullable Mode mode) {}
}
