package io.mendflow.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a trainer elsewhere answered.
 *
 * @param request method and address, for messages
 */
public record TrainerReply(String request, int status, String body) {

    private static final int LONGEST = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    public boolean isMissing() {
        return status == 404;
    }

    /**
     * The body as JSON.
     *
     * @throws TrainerFailed when it is none, or the status is no 2xx
     */
    public JsonNode json() {
        if (!isOk()) {
            throw refused();
        }
        try {
            JsonNode json = JSON.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // As if it were a text: not what was expected.
        }
        throw new TrainerFailed(
                "Expected a JSON object from %s, but it answered: %s".formatted(request, shown()), null);
    }

    /** Why it is no 2xx. */
    public TrainerFailed refused() {
        String hint = status == 401 || status == 403 ? "; check the secret that the settings name" : "";
        return new TrainerFailed(
                "Expected %s to be done, but it answered with status %d: %s%s"
                        .formatted(request, status, shown(), hint),
                null);
    }

    private String shown() {
        String text = body.strip().replaceAll("\\s+", " ");
        return text.isEmpty() ? "nothing" : text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
