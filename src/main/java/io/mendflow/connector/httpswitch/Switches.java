package io.mendflow.connector.httpswitch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.Answer;
import io.mendflow.connector.HttpCalls;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.ServingStatus.Phase;
import io.mendflow.connector.httpswitch.SwitchSettings.Switch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks HTTP switches to shift traffic: the bean behind the routes {@code serving.http.*}. */
@Component("httpSwitches")
class Switches {

    /** Answers that the same change will get again. */
    private static final Set<Integer> SENSELESS = Set.of(400, 404, 405, 409, 410, 413, 415, 422);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SwitchSettings settings;
    private final HttpCalls http;
    private final Secrets secrets;

    Switches(SwitchSettings settings, HttpCalls http, Secrets secrets) {
        this.settings = settings;
        this.http = http;
        this.secrets = secrets;
    }

    public ServingStatus shift(Map<String, Object> body) {
        return change("shift", ServingRequest.of("http", body));
    }

    public ServingStatus promote(Map<String, Object> body) {
        return change("promote", ServingRequest.of("http", body));
    }

    public ServingStatus restore(Map<String, Object> body) {
        return change("restore", ServingRequest.of("http", body));
    }

    public ServingStatus look(Map<String, Object> body) {
        ServingRequest request = ServingRequest.of("http", body);
        Switch asked = settings.require(request.name());
        Answer answer = http.get(asked.status(), headers(request.name(), asked), asked.deadline());
        if (!answer.isOk()) {
            throw open("say how it is", request, answer);
        }
        return StatusDocument.of(answer.getBody())
                .map(document -> document.judged(request))
                .orElseThrow(() -> new IllegalStateException(
                        "Expected switch '%s' to say how it is by a JSON document with phase and versions, but it answered with something else"
                                .formatted(request.name())));
    }

    private ServingStatus change(String operation, ServingRequest request) {
        Switch asked = settings.require(request.name());
        Map<String, String> headers = new HashMap<>(headers(request.name(), asked));
        headers.put("Content-Type", "application/json");
        headers.put("Idempotency-Key", request.key());
        Answer answer =
                http.exchange(asked.method(), asked.url(), headers, document(operation, request), asked.deadline());
        if (SENSELESS.contains(answer.getStatus())) {
            return new ServingStatus(
                    Phase.FAILED,
                    List.of(),
                    "The switch refused to %s with status %d: %s"
                            .formatted(operation, answer.getStatus(), StatusDocument.reason(answer.getBody())));
        }
        if (!answer.isOk()) {
            throw open(operation, request, answer);
        }
        return StatusDocument.of(answer.getBody())
                .map(document -> document.judged(request))
                .orElseGet(() -> new ServingStatus(
                        Phase.MOVING, List.of(), "The switch has taken the change on and said no more"));
    }

    private static byte[] document(String operation, ServingRequest request) {
        var document = new HashMap<String, @Nullable Object>();
        document.put("operation", operation);
        document.put("serving", request.name());
        document.put("model", request.model());
        document.put("champion", request.champion());
        document.put("challenger", request.challenger());
        document.put("share", request.share());
        document.put("key", request.key());
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Expected a change that can be written as JSON", e);
        }
    }

    private static IllegalStateException open(String what, ServingRequest request, Answer answer) {
        return new IllegalStateException("Expected switch '%s' to %s, but %s"
                .formatted(request.name(), what, answer.getError() == null ? "it did not" : answer.getError()));
    }

    private Map<String, String> headers(String name, Switch asked) {
        return asked.tokenSecret() == null
                ? Map.of("Accept", "application/json")
                : Map.of(
                        "Accept",
                        "application/json",
                        "Authorization",
                        "Bearer "
                                + secrets.require(
                                        asked.tokenSecret(), "mendflow.serving.http." + name + ".token-secret"));
    }
}
