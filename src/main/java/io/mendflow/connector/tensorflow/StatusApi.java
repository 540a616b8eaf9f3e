package io.mendflow.connector.tensorflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.Answer;
import io.mendflow.connector.HttpCalls;
import io.mendflow.connector.tensorflow.TensorflowSettings.Server;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One model's status on a server: {@code GET /v1/models/<name>}. */
final class StatusApi {

    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpCalls http;
    private final Server server;
    private final String model;

    StatusApi(HttpCalls http, Server server, String model) {
        this.http = http;
        this.server = server;
        this.model = model;
    }

    /**
     * How a version is.
     *
     * @param state such as {@code LOADING} or {@code AVAILABLE}
     * @param error null when there is none
     */
    record VersionState(String version, String state, @Nullable String error) {

        boolean isAvailable() {
            return state.equals("AVAILABLE");
        }
    }

    /**
     * Every version that the server knows; none when it does not have the model.
     *
     * @throws IllegalStateException when it does not answer
     */
    List<VersionState> versions() {
        return states("");
    }

    /** Whether a label is a version's. */
    boolean isLabelled(String label, String version) {
        return states("/labels/" + label).stream().anyMatch(state -> state.version.equals(version));
    }

    private List<VersionState> states(String of) {
        URI url = URI.create(server.url().toString().replaceAll("/+$", "") + "/v1/models/" + model + of);
        Answer answer = http.get(url, Map.of(), server.deadline());
        // An unknown label is a bad request to it.
        boolean isUnknown = answer.getStatus() == NOT_FOUND || (!of.isEmpty() && answer.getStatus() / 100 == 4);
        if (isUnknown) {
            return List.of();
        }
        if (!answer.isOk()) {
            throw new IllegalStateException("Expected TensorFlow Serving to tell the status of model '%s', but %s"
                    .formatted(model, answer.getError()));
        }
        return read(answer.getBody());
    }

    private List<VersionState> read(String body) {
        try {
            var states = new ArrayList<VersionState>();
            for (JsonNode found : JSON.readTree(body).path("model_version_status")) {
                String code = found.path("status").path("error_code").asText("OK");
                boolean isFine = code.isEmpty() || code.equals("OK") || code.equals("0");
                states.add(new VersionState(
                        found.path("version").asText(),
                        found.path("state").asText(),
                        isFine
                                ? null
                                : code + ": "
                                        + found.path("status")
                                                .path("error_message")
                                                .asText()));
            }
            return states;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Expected TensorFlow Serving to tell the status of model '%s' by JSON, but it answered with something else"
                            .formatted(model),
                    e);
        }
    }
}
