package io.mendflow.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** The fields that a payload has, as JSON Pointers in which a star stands for every item of an array. */
final class Fields {

    private static final int DEEPEST = 8;
    private static final int MOST = 1000;

    private Fields() {}

    /** None when the body is no JSON. */
    static Set<String> of(byte[] body) {
        Set<String> fields = new TreeSet<>();
        try {
            collect(Json.read(body), "", 0, fields);
        } catch (Malformed e) {
            // Forms and lines have no fields.
        }
        return fields;
    }

    private static void collect(JsonNode node, String pointer, int depth, Set<String> fields) {
        if (depth == DEEPEST || fields.size() >= MOST) {
            return;
        }
        if (node.isArray()) {
            node.forEach(item -> collect(item, pointer + "/*", depth + 1, fields));
        }
        node.properties().forEach(member -> {
            String field = pointer + "/" + member.getKey().replace("~", "~0").replace("/", "~1");
            if (!member.getValue().isNull()) {
                fields.add(field);
                collect(member.getValue(), field, depth + 1, fields);
            }
        });
    }
}
