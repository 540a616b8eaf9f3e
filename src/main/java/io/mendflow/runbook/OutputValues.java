package io.mendflow.runbook;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a run has noted so far, and what this part adds: texts, numbers, booleans, lists and maps; anything else as its text. */
class OutputValues extends AbstractMap<String, Object> {

    /** Longest text that is kept whole. */
    static final int LONGEST = 4000;

    private final Map<String, @Nullable Object> all;
    private final Map<String, @Nullable Object> added = new LinkedHashMap<>();

    OutputValues(Map<String, Object> before) {
        this.all = new LinkedHashMap<>(before);
    }

    @Override
    public synchronized @Nullable Object put(String name, @Nullable Object value) {
        Object plain = plain(value);
        added.put(name, plain);
        return all.put(name, plain);
    }

    @Override
    public synchronized @Nullable Object get(Object name) {
        return all.get(String.valueOf(name));
    }

    @Override
    public synchronized Set<Entry<String, Object>> entrySet() {
        return new LinkedHashMap<>(all).entrySet();
    }

    /** What this part has added, secrets masked, long texts cut. */
    synchronized Map<String, Object> added(Mask mask) {
        var kept = new LinkedHashMap<String, Object>();
        added.forEach((name, value) -> kept.put(name, cut(mask.value(value))));
        return kept;
    }

    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    private static @Nullable Object cut(@Nullable Object value) {
        if (value instanceof String text) {
            return cut(text);
        }
        if (value instanceof Map<?, ?> map) {
            var cut = new LinkedHashMap<String, @Nullable Object>();
            map.forEach((key, item) -> cut.put(String.valueOf(key), cut(item)));
            return cut;
        }
        if (value instanceof List<?> list) {
            var cut = new ArrayList<@Nullable Object>();
            list.forEach(item -> cut.add(cut(item)));
            return cut;
        }
        return value;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<String, @Nullable Object>();
            map.forEach((key, item) -> copy.put(String.valueOf(key), plain(item)));
            return copy;
        }
        if (value instanceof Iterable<?> items && !(value instanceof java.nio.file.Path)) {
            var copy = new ArrayList<@Nullable Object>();
            items.forEach(item -> copy.add(plain(item)));
            return copy;
        }
        return value.toString();
    }
}
