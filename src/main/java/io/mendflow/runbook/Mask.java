package io.mendflow.runbook;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Hides secrets, as they are and as they are usually encoded, in whatever is kept. */
final class Mask {

    private static final String HIDDEN = "***";

    private final TreeSet<String> hidden =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    void hide(String secret) {
        hidden.add(secret);
        hidden.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        hidden.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
        secret.lines().filter(line -> line.length() > 3).forEach(hidden::add);
    }

    String text(String text) {
        String masked = text;
        for (String secret : hidden) {
            masked = masked.replace(secret, HIDDEN);
        }
        return masked;
    }

    /** The same value with every text in it masked. */
    @Nullable
    Object value(@Nullable Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof Map<?, ?> map) {
            var masked = new java.util.LinkedHashMap<String, @Nullable Object>();
            map.forEach((key, item) -> masked.put(text(String.valueOf(key)), value(item)));
            return masked;
        }
        if (value instanceof List<?> list) {
            var masked = new ArrayList<@Nullable Object>();
            list.forEach(item -> masked.add(value(item)));
            return masked;
        }
        if (value != null && hidden.contains(value.toString())) {
            return HIDDEN;
        }
        return value;
    }
}
