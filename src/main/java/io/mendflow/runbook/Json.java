package io.mendflow.runbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON columns of this package's tables. */
final class Json {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Expected a value that can be written as JSON", e);
        }
    }

    /** A plain value; null when there is none. */
    static @Nullable Object value(@Nullable String text) {
        return text == null ? null : read(text, new TypeReference<Object>() {});
    }

    static List<Call> calls(String text) {
        return read(text, new TypeReference<List<Call>>() {});
    }

    static Map<String, Object> map(String text) {
        return read(text, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    private static <T> T read(String text, TypeReference<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Expected stored JSON to be readable, got " + text, e);
        }
    }
}
