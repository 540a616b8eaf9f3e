package io.mendflow.demo.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;

/** Scores payments, each with the version whose turn it is, and remembers how that went. */
final class ScoreRequests {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Watched watched;
    private final Windows windows;

    ScoreRequests(Watched watched, Windows windows) {
        this.watched = watched;
        this.windows = windows;
    }

    Answer answer(byte[] body) throws IOException {
        long begin = System.nanoTime();
        JsonNode payment;
        try {
            payment = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return Answer.problem(400, "Expected a payment as JSON, but it cannot be read: " + e.getOriginalMessage());
        }
        String id = payment.path("id").asText("");
        if (id.isEmpty()) {
            return Answer.problem(400, "Expected a payment with an 'id', got none");
        }
        LoadedVersion version = watched.now().answering(id);
        return version == null
                ? Answer.problem(
                        503,
                        "No model is loaded: " + String.join("; ", watched.now().problems()))
                : score(version, payment, begin);
    }

    private Answer score(LoadedVersion version, JsonNode payment, long begin) {
        Row row = column -> payment.hasNonNull(column) ? payment.path(column).asText() : null;
        Window window = windows.of(version);
        try {
            double score = version.classifier().score(row);
            boolean isApproved = !version.classifier().isFraud(score);
            double approved = isApproved ? row.number(Payment.AMOUNT) : 0;
            window.scored(System.nanoTime() - begin, score, approved, isApproved);
            return Answer.json(Map.of(
                    "version", version.version(), "score", score, "decision", isApproved ? "approve" : "decline"));
        } catch (IllegalArgumentException e) {
            window.failed(System.nanoTime() - begin);
            return Answer.json(500, Map.of("version", version.version(), "error", String.valueOf(e.getMessage())));
        }
    }
}
