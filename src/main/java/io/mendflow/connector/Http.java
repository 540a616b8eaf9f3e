package io.mendflow.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * HTTP for runbooks: {@code http.get(url).ok}. Who does the talking is the route {@code http}.
 *
 * <p>Refused connections, broken ones, unknown names, failed TLS and silence past the deadline are answers, never exceptions. Redirects are
 * not followed: they are answers with a 3xx status. A connection is never used twice, so that an effect never meets a stale one.
 *
 * <p>Options: {@code headers} (a map) and {@code deadline} (a {@link Duration}, or text such as {@code PT2S}). A map or a list as body is sent
 * as JSON, text as text, bytes as bytes.
 */
@Component
public class Http implements Port {

    /** Header of an exchange that says until when it may last, as a {@link System#nanoTime} value; it is never sent. */
    public static final String DEADLINE = "Mendflow-Deadline";

    private static final Set<String> OPTIONS = Set.of("headers", "deadline");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    /** Texts that Groovy puts together are no strings to Jackson by themselves. */
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule().addSerializer(CharSequence.class, ToStringSerializer.instance));

    private final HttpCalls calls;
    private final HttpSettings settings;
    private final AllowedUrls allowed;

    Http(Calls calls, HttpSettings settings) {
        this.calls = new HttpCalls(calls);
        this.settings = settings;
        this.allowed = new AllowedUrls("mendflow.http.allowed-urls", settings.allowedUrls());
    }

    @Read
    public Answer get(Object url) {
        return get(url, Map.of());
    }

    @Read
    public Answer get(Object url, Map<String, ?> options) {
        return exchange("GET", url, null, options);
    }

    @Effect
    public Answer post(Object url) {
        return post(url, null, Map.of());
    }

    @Effect
    public Answer post(Object url, @Nullable Object body) {
        return post(url, body, Map.of());
    }

    @Effect
    public Answer post(Object url, @Nullable Object body, Map<String, ?> options) {
        return exchange("POST", url, body, options);
    }

    @Effect
    public Answer put(Object url, @Nullable Object body) {
        return put(url, body, Map.of());
    }

    @Effect
    public Answer put(Object url, @Nullable Object body, Map<String, ?> options) {
        return exchange("PUT", url, body, options);
    }

    @Effect
    public Answer delete(Object url) {
        return delete(url, null, Map.of());
    }

    @Effect
    public Answer delete(Object url, @Nullable Object body, Map<String, ?> options) {
        return exchange("DELETE", url, body, options);
    }

    /** The host and port that a URL leads to. */
    @Override
    public String target(String operation, List<?> arguments) {
        return "http/"
                + (arguments.isEmpty() ? "" : HttpCalls.target(allowed.require(String.valueOf(arguments.get(0)))));
    }

    private Answer exchange(String method, Object url, @Nullable Object body, Map<String, ?> options) {
        URI uri = allowed.require(url.toString());
        requireKnown(options);
        Duration deadline = deadline(options.get("deadline"));
        Map<String, Object> headers = headers(options.get("headers"));
        byte[] content = content(body, headers);
        return calls.exchange(method, uri, headers, content, deadline);
    }

    private static void requireKnown(Map<String, ?> options) {
        for (String option : options.keySet()) {
            if (!OPTIONS.contains(option)) {
                throw new IllegalArgumentException("Expected the options headers and deadline, got '" + option + "'");
            }
        }
    }

    private Duration deadline(@Nullable Object option) {
        Duration deadline = settings.deadline();
        try {
            if (option != null) {
                deadline = option instanceof Duration given ? given : Duration.parse(option.toString());
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "Expected a deadline as an ISO-8601 duration, such as PT2S, got '" + option + "'", e);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("Expected a deadline of more than no time, got " + deadline);
        }
        return deadline;
    }

    private static Map<String, Object> headers(@Nullable Object option) {
        var headers = new HashMap<String, Object>();
        if (option == null) {
            return headers;
        }
        if (!(option instanceof Map<?, ?> given)) {
            throw new IllegalArgumentException(
                    "Expected headers as a map, got a " + option.getClass().getSimpleName());
        }
        given.forEach((key, value) -> {
            String name = String.valueOf(key);
            String text = String.valueOf(value);
            if (!HEADER_NAME.matcher(name).matches() || text.chars().anyMatch(c -> c < ' ' && c != '\t')) {
                throw new IllegalArgumentException("Expected a header without control characters, got one at " + name);
            }
            if (!name.regionMatches(true, 0, "Camel", 0, 5)) {
                headers.put(name, text);
            }
        });
        return headers;
    }

    private static byte @Nullable [] content(@Nullable Object body, Map<String, Object> headers) {
        if (body == null) {
            return null;
        }
        if (body instanceof byte[] bytes) {
            withType(headers, "application/octet-stream");
            return bytes;
        }
        if (body instanceof Map || body instanceof List) {
            withType(headers, "application/json");
            try {
                return JSON.writeValueAsBytes(body);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("Expected a body that can be written as JSON", e);
            }
        }
        withType(headers, "text/plain; charset=utf-8");
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void withType(Map<String, Object> headers, String type) {
        if (headers.keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            headers.put("Content-Type", type);
        }
    }
}
