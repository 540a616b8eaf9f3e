package io.mendflow.connector.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The experiment that Mendflow's runs are in. */
final class Experiment {

    private static final String BY_NAME = "mlflow/experiments/get-by-name";

    private final Api api;
    private final String name;
    private volatile @Nullable String id;

    Experiment(Api api, String name) {
        this.api = api;
        this.name = name;
    }

    /** Its id; it is made when it is not there. */
    String id() {
        String known = id;
        if (known == null) {
            known = find().orElseGet(this::make);
            id = known;
        }
        return known;
    }

    private Optional<String> find() {
        Optional<JsonNode> found =
                api.find(BY_NAME, Map.of("experiment_name", name)).map(answer -> answer.path("experiment"));
        if (found.isPresent() && found.get().path("lifecycle_stage").asText().equals("deleted")) {
            throw new IllegalStateException(
                    "Expected experiment '%s' in MLflow, but it is deleted; restore it there, or name another by mendflow.mlflow.experiment"
                            .formatted(name));
        }
        return found.map(experiment -> experiment.path("experiment_id").asText());
    }

    private String make() {
        try {
            return api.post("mlflow/experiments/create", Map.of("name", name))
                    .path("experiment_id")
                    .asText();
        } catch (Api.AlreadyThere e) {
            return find().orElseThrow(() -> e);
        }
    }
}
