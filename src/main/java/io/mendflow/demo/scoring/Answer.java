package io.mendflow.demo.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer over HTTP. */
record Answer(int status, String type, String text) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Answer json(Object content) {
        return json(200, content);
    }

    static Answer problem(int status, String problem) {
        return json(status, Map.of("error", problem));
    }

    static Answer json(int status, Object content) {
        try {
            return new Answer(status, "application/json", JSON.writeValueAsString(content) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Expected content that can be written as JSON, got " + content, e);
        }
    }

    void send(HttpExchange exchange) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
