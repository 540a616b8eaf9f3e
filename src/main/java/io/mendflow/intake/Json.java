package io.mendflow.intake;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.springframework.http.MediaType;

/** JSON as senders write it, read so that nothing is lost or rounded on the way. */
final class Json {

    private static final Set<Charset> CHARSETS = Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    static boolean isJson(MediaType type) {
        boolean json = type.getType().equals("application")
                && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"));
        return json && (type.getCharset() == null || CHARSETS.contains(type.getCharset()));
    }

    static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw new Malformed("body", "one JSON value", reason(e));
        } catch (IOException e) {
            throw new Malformed("body", "one JSON value", "unreadable: " + e.getMessage());
        }
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("Expected a value that can be written as JSON, got " + value, e);
        }
    }

    static Map<String, String> texts(String json) {
        try {
            return MAPPER.readerForMapOf(String.class).readValue(json);
        } catch (JacksonException e) {
            throw new IllegalStateException("Expected stored JSON to be readable, got " + json, e);
        }
    }

    private static String reason(JacksonException e) {
        String at = e.getLocation() == null
                ? ""
                : " in line %d, column %d"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
        return "not one%s: %s"
                .formatted(at, e.getOriginalMessage().lines().findFirst().orElse(""));
    }
}
