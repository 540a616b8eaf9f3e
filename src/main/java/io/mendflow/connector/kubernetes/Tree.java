package io.mendflow.connector.kubernetes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts of an object that comes without a class: maps, lists, texts and numbers. */
final class Tree {

    private Tree() {}

    /** The map at a path; empty when there is none. */
    static Map<String, Object> of(Map<String, Object> tree, String... path) {
        Map<String, Object> at = tree;
        for (String part : path) {
            at = map(at.get(part));
        }
        return at;
    }

    /** The map under a name, put there when there is none. */
    static Map<String, Object> ofNew(Map<String, Object> tree, String name) {
        if (!(tree.get(name) instanceof Map)) {
            tree.put(name, new LinkedHashMap<String, Object>());
        }
        return map(tree.get(name));
    }

    /** The maps in the list under a name. */
    static List<Map<String, Object>> list(Map<String, Object> tree, String name) {
        return tree.get(name) instanceof List<?> list
                ? list.stream().filter(Map.class::isInstance).map(Tree::map).toList()
                : List.of();
    }

    /** The text under a name; empty when there is none. */
    static String text(Map<String, Object> tree, String name) {
        Object value = tree.get(name);
        return value == null ? "" : value.toString();
    }

    /** The number under a name; null when there is none. */
    static @Nullable Long number(Map<String, Object> tree, String name) {
        return tree.get(name) instanceof Number number ? Long.valueOf(number.longValue()) : null;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }
}
