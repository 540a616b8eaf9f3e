package io.mendflow.connector.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.mendflow.connector.ModelNotFound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;

/**
 * MLflow's REST API (https://mlflow.org/docs/latest/api_reference/rest-api.html), by the route {@code mlflow}.
 *
 * <p>All throw {@link ModelNotFound} for what MLflow does not have, {@link AlreadyThere} for what it has already,
 * {@link IllegalArgumentException} for what it refuses, and {@link UncheckedIOException} when it is away, is broken or does not let Mendflow
 * in.
 */
final class Api {

    private static final int PAGE = 100;
    private static final int LONGEST_REASON = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProducerTemplate routes;
    private final String shown;

    Api(ProducerTemplate routes, MlflowSettings settings) {
        this.routes = routes;
        this.shown = settings.at("").toString();
    }

    /** Something to be made that MLflow has already. */
    static final class AlreadyThere extends RuntimeException {

        private static final long serialVersionUID = 1L;

        AlreadyThere(String message) {
            super(message);
        }
    }

    JsonNode get(String path, Map<String, String> query) {
        return exchange("GET", path + "?" + written(query), null);
    }

    /** As {@link #get}; nothing for what MLflow does not have. */
    Optional<JsonNode> find(String path, Map<String, String> query) {
        try {
            return Optional.of(get(path, query));
        } catch (ModelNotFound e) {
            return Optional.empty();
        }
    }

    JsonNode post(String path, Map<String, ?> body) {
        return exchange("POST", path, body);
    }

    JsonNode patch(String path, Map<String, ?> body) {
        return exchange("PATCH", path, body);
    }

    JsonNode delete(String path, Map<String, ?> body) {
        return exchange("DELETE", path, body);
    }

    /** All that a GET lists under a name, from all pages. */
    List<JsonNode> list(String path, Map<String, String> query, String name) {
        return pages(
                token -> {
                    var asked = new HashMap<>(query);
                    asked.put("max_results", Integer.toString(PAGE));
                    asked.computeIfAbsent("page_token", key -> token);
                    return get(path, asked);
                },
                name);
    }

    /** All that a POST lists under a name, from all pages. */
    List<JsonNode> search(String path, Map<String, ?> body, String name) {
        return pages(
                token -> {
                    Map<String, Object> asked = new HashMap<>(body);
                    asked.put("max_results", PAGE);
                    asked.computeIfAbsent("page_token", key -> token);
                    return post(path, asked);
                },
                name);
    }

    /** A list of {@code {"key","value"}} as a map. */
    static Map<String, String> texts(JsonNode pairs) {
        Map<String, String> texts = new TreeMap<>();
        pairs.forEach(
                pair -> texts.put(pair.path("key").asText(), pair.path("value").asText()));
        return texts;
    }

    /** A map as a list of {@code {"key","value"}}. */
    static List<Map<String, String>> pairs(Map<String, String> texts) {
        return new TreeMap<>(texts)
                .entrySet().stream()
                        .map(entry -> Map.of("key", entry.getKey(), "value", entry.getValue()))
                        .toList();
    }

    private static List<JsonNode> pages(Page page, String name) {
        List<JsonNode> all = new ArrayList<>();
        String token = null;
        do {
            JsonNode answer = page.after(token);
            answer.path(name).forEach(all::add);
            token = answer.path("next_page_token").asText("");
        } while (!token.isEmpty());
        return all;
    }

    private JsonNode exchange(String method, String path, @Nullable Object body) {
        byte[] content = body == null ? null : json(body);
        Exchange exchange = routes.send("direct:mlflow", sent -> {
            sent.setProperty("method", method);
            sent.setProperty("path", path);
            sent.getIn().setBody(content);
        });
        String what = method + " " + path.replaceFirst("\\?.*", "");
        if (exchange.getException() != null) {
            throw failed(what, cause(exchange.getException()));
        }
        byte[] answer = exchange.getMessage().getBody(byte[].class);
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        JsonNode read = read(answer);
        if (status >= 200 && status < 300 && read != null) {
            return read;
        }
        throw refused(what, status, read);
    }

    private RuntimeException refused(String what, int status, @Nullable JsonNode answer) {
        String code = answer == null ? "" : answer.path("error_code").asText();
        String reason = answer == null
                ? "no JSON; is mendflow.mlflow.url the address of MLflow?"
                : shortened(answer.path("message").asText(code));
        String message = "Expected MLflow at %s to do %s, but it answered with status %d: %s"
                .formatted(shown, what, status, reason);
        if (status == 401 || status == 403) {
            return broken(message + "; see mendflow.mlflow.username, password-secret and token-secret", null);
        }
        return switch (code) {
            case "RESOURCE_DOES_NOT_EXIST" -> new ModelNotFound(message);
            case "RESOURCE_ALREADY_EXISTS" -> new AlreadyThere(message);
            default ->
                status >= 400 && status < 500 && status != 429 && !code.isEmpty()
                        ? new IllegalArgumentException(message)
                        : broken(message, null);
        };
    }

    private RuntimeException failed(String what, Throwable cause) {
        if (cause instanceof IllegalStateException setting) {
            return setting;
        }
        String why = cause instanceof CallNotPermittedException
                ? "its last calls failed, so that it is left alone for some seconds"
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return broken(
                "Expected MLflow at %s to do %s, but there was no answer (%s); is it running, and does mendflow.mlflow.url lead there?"
                        .formatted(shown, what, why),
                cause);
    }

    private static UncheckedIOException broken(String message, @Nullable Throwable cause) {
        return new UncheckedIOException(message, new IOException(message, cause));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof RuntimeCamelException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static byte[] json(Object body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Expected what can be written as JSON", e);
        }
    }

    private static @Nullable JsonNode read(byte @Nullable [] answer) {
        try {
            JsonNode read = answer == null ? null : JSON.readTree(answer);
            return read != null && read.isObject() ? read : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String shortened(String reason) {
        String line = reason.replaceAll("\\s+", " ");
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
    }

    private static String written(Map<String, String> query) {
        return new TreeMap<>(query)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** One page of a list. */
    private interface Page {
        JsonNode after(@Nullable String token);
    }
}
