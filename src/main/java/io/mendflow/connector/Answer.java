package io.mendflow.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of an HTTP request. Nobody answering is an answer too: it is not {@code ok}, has status 0 and an {@code error}.
 *
 * <p>A class with getters, so that runbooks read {@code http.get(url).ok}.
 */
public final class Answer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int status;
    private final String body;
    private final Map<String, String> headers;
    private final @Nullable String error;
    private final long millis;
    private @Nullable Object json;

    Answer(int status, String body, Map<String, String> headers, @Nullable String error, long millis) {
        this.status = status;
        this.body = body;
        var anyCase = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        this.headers = Collections.unmodifiableMap(anyCase);
        this.error = error;
        this.millis = millis;
    }

    /** True for a status of 200 to 299. */
    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    /** The HTTP status; 0 when nobody answered. */
    public int getStatus() {
        return status;
    }

    /** The body as text, at most its first MiB; empty when there is none. */
    public String getBody() {
        return body;
    }

    /** The body as maps, lists, texts, numbers and booleans; null when it is not JSON. */
    public synchronized @Nullable Object getJson() {
        if (json == null && !body.isBlank()) {
            try {
                json = JSON.readValue(body, Object.class);
            } catch (JsonProcessingException e) {
                return null;
            }
        }
        return json;
    }

    /** The headers by name in any case; several of one name are joined by a comma. */
    public Map<String, String> getHeaders() {
        return headers;
    }

    /** Why it is not ok, as a sentence; null when it is. */
    public @Nullable String getError() {
        return error;
    }

    /** How long it took, in milliseconds. */
    public long getMillis() {
        return millis;
    }

    @Override
    public String toString() {
        return "%d after %d ms%s".formatted(status, millis, error == null ? "" : ": " + error);
    }
}
