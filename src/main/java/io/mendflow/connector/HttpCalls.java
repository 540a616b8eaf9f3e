package io.mendflow.connector;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * HTTP for connectors, by the route {@code http}: with servers that the settings name, so that no list of what runbooks may reach is asked. Nobody
 * answering is an answer, never an exception; see {@link Http}.
 */
@Component
public class HttpCalls {

    /** Longest body that an answer has, in bytes; it is cut there. */
    static final int LONGEST_BODY = 1 << 20;

    private final Calls calls;

    HttpCalls(Calls calls) {
        this.calls = calls;
    }

    /** Reads. */
    public Answer get(URI url, Map<String, ?> headers, Duration deadline) {
        return exchange("GET", url, headers, null, deadline);
    }

    /**
     * One exchange.
     *
     * @param url absolute, of http or https
     * @param headers without control characters
     * @param content null for none
     * @param deadline for the whole of it
     */
    public Answer exchange(
            String method, URI url, Map<String, ?> headers, byte @Nullable [] content, Duration deadline) {
        String target = target(url);
        long start = System.nanoTime();
        Exchange exchange = calls.send("http", sent -> {
            Message request = sent.getIn();
            request.setHeaders(new HashMap<>(headers));
            request.setHeader(Exchange.HTTP_URI, url.toASCIIString());
            request.setHeader(Exchange.HTTP_METHOD, method);
            request.setHeader(Http.DEADLINE, Long.toString(start + deadline.toNanos()));
            request.setBody(content);
            sent.setProperty("target", target);
        });
        long nanos = System.nanoTime() - start;

        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        if (exchange.getException() == null) {
            return answer(exchange.getMessage(), target, millis);
        }
        String reason = nanos >= deadline.toNanos()
                ? "it gave no whole answer within " + deadline
                : Trouble.sentence(exchange.getException());
        return new Answer(0, "", Map.of(), "%s of %s failed: %s".formatted(method, target, reason), millis);
    }

    /** Host and port of a URL. */
    static String target(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        return uri.getHost() + ":" + port;
    }

    private static Answer answer(Message message, String target, long millis) {
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        byte[] bytes = message.getBody(byte[].class);
        var headers = new HashMap<String, String>();
        message.getHeaders().forEach((name, value) -> {
            if (!name.startsWith("Camel")) {
                headers.put(name, value instanceof List<?> several ? joined(several) : String.valueOf(value));
            }
        });
        String error = status >= 200 && status < 300 ? null : "%s answered with status %d".formatted(target, status);
        return new Answer(status, text(bytes), headers, error, millis);
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, 0, Math.min(bytes.length, LONGEST_BODY), StandardCharsets.UTF_8);
    }

    private static String joined(List<?> several) {
        return String.join(", ", several.stream().map(String::valueOf).toList());
    }
}
