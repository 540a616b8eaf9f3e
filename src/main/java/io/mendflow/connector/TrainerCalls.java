package io.mendflow.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * One exchange with a trainer that speaks HTTP, by the route {@code http}: with a deadline for the whole of it, a circuit breaker a target, and a
 * second try of reads alone. Any status is an answer.
 */
@Component
public class TrainerCalls {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Calls calls;
    private final Secrets secrets;

    TrainerCalls(Calls calls, Secrets secrets) {
        this.calls = calls;
        this.secrets = secrets;
    }

    public TrainerReply get(TrainerAccess access, String path) {
        return send("GET", access, path, null, Map.of());
    }

    /**
     * Sends something.
     *
     * @param path with its query, encoded
     * @param body sent as JSON; null for none
     * @throws TrainerFailed when there is no answer
     */
    public TrainerReply send(
            String method, TrainerAccess access, String path, @Nullable Object body, Map<String, String> headers) {
        URI uri = access.at(path);
        byte[] content = content(body);
        String authorization = access.authorization(secrets).orElse(null);
        long start = System.nanoTime();
        Exchange exchange = calls.send("http", sent -> {
            Message request = sent.getIn();
            headers.forEach(request::setHeader);
            request.setHeader("Accept", "application/json, text/plain;q=0.9");
            if (content != null) {
                request.setHeader(Exchange.CONTENT_TYPE, "application/json");
            }
            if (authorization != null && !headers.containsKey("Authorization")) {
                request.setHeader("Authorization", authorization);
            }
            request.setHeader(Exchange.HTTP_URI, uri.toASCIIString());
            request.setHeader(Exchange.HTTP_METHOD, method);
            request.setHeader(
                    Http.DEADLINE, Long.toString(start + access.timeout().toNanos()));
            request.setBody(content);
            sent.setProperty("target", target(uri));
        });
        String shown = "%s %s%s".formatted(method, target(uri), uri.getPath());
        if (exchange.getException() != null) {
            throw new TrainerFailed(
                    "Expected an answer to %s, but %s; what was asked may have happened or not"
                            .formatted(
                                    shown,
                                    System.nanoTime() - start
                                                    >= access.timeout().toNanos()
                                            ? "it gave no whole one within " + access.timeout()
                                            : Trouble.sentence(exchange.getException())),
                    Calls.cause(exchange.getException()));
        }
        byte[] bytes = exchange.getMessage().getBody(byte[].class);
        return new TrainerReply(
                shown,
                exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class),
                bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8));
    }

    private static byte @Nullable [] content(@Nullable Object body) {
        try {
            return body == null ? null : JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Expected what can be written as JSON", e);
        }
    }

    private static String target(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        return uri.getHost() + ":" + port;
    }
}
