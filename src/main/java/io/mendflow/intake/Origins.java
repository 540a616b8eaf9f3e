package io.mendflow.intake;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mendflow.incident.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Which fields of a delivery its signals depend on. It is found out by changing one field after the other and reading again, so that it holds for
 * every sender, whatever its code looks like.
 */
final class Origins {

    private static final int MOST_FIELDS = 300;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final Map<String, Function<Signal, Object>> ATTRIBUTES = new LinkedHashMap<>();

    static {
        ATTRIBUTES.put("kind", Signal::kind);
        ATTRIBUTES.put("status", Signal::status);
        ATTRIBUTES.put("severity", Signal::severity);
        ATTRIBUTES.put("service", Signal::service);
        ATTRIBUTES.put("environment", Signal::environment);
        ATTRIBUTES.put("fingerprint", Signal::fingerprint);
        ATTRIBUTES.put("title", Signal::title);
        ATTRIBUTES.put("startsAt", Signal::startsAt);
        ATTRIBUTES.put("endsAt", Signal::endsAt);
    }

    private final Sender sender;
    private final Delivery delivery;
    private final List<Signal> signals;
    private final List<Map<String, List<String>>> found = new ArrayList<>();
    private final List<String> unused = new ArrayList<>();

    Origins(Sender sender, Delivery delivery, List<Signal> signals) {
        this.sender = sender;
        this.delivery = delivery;
        this.signals = signals;
        signals.forEach(signal -> found.add(new LinkedHashMap<>()));
        trace();
    }

    /** For each attribute of that signal the fields that it depends on. */
    Map<String, List<String>> of(int signal) {
        return found.get(signal);
    }

    /** Fields that make no difference. */
    List<String> unused() {
        return unused;
    }

    private void trace() {
        JsonNode body;
        try {
            body = Json.read(delivery.body());
        } catch (Malformed e) {
            // Its sender read it, so it is not JSON: there are no fields to change.
            return;
        }
        List<JsonPointer> fields = new ArrayList<>();
        collect(JsonPointer.empty(), body, fields);
        int most = Math.min(MOST_FIELDS, MOST_BYTES / Math.max(1, delivery.body().length));
        fields.stream().limit(most).forEach(field -> compare(field, changed(body, field)));
    }

    private void compare(JsonPointer field, Delivery changed) {
        List<Signal> others;
        try {
            others = sender.read(changed);
        } catch (Malformed e) {
            // It is not read without this field: all depends on it, but it is no part of anything.
            return;
        }
        if (others.size() != signals.size()) {
            return;
        }
        if (others.equals(signals)) {
            unused.add(field.toString());
        }
        for (int i = 0; i < signals.size(); i++) {
            for (var attribute : ATTRIBUTES.entrySet()) {
                Object before = attribute.getValue().apply(signals.get(i));
                if (!Objects.equals(before, attribute.getValue().apply(others.get(i)))) {
                    found.get(i)
                            .computeIfAbsent(attribute.getKey(), name -> new ArrayList<>())
                            .add(field.toString());
                }
            }
        }
    }

    private Delivery changed(JsonNode body, JsonPointer field) {
        JsonNode copy = body.deepCopy();
        JsonNode parent = copy.at(field.head());
        JsonNode other = TextNode.valueOf(body.at(field).asText() + "~");
        JsonPointer step = field.last();
        if (parent instanceof ObjectNode object) {
            object.set(step.getMatchingProperty(), other);
        } else if (parent instanceof ArrayNode array) {
            array.set(step.getMatchingIndex(), other);
        }
        return new Delivery(
                delivery.source(),
                delivery.contentType(),
                delivery.headers(),
                Json.write(copy).getBytes(StandardCharsets.UTF_8),
                delivery.receivedAt());
    }

    private static void collect(JsonPointer at, JsonNode node, List<JsonPointer> fields) {
        if (fields.size() > MOST_FIELDS) {
            return;
        }
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(name -> collect(at.appendProperty(name), node.get(name), fields));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(at.appendIndex(i), node.get(i), fields);
            }
        } else if (!at.matches() && !node.isNull()) {
            fields.add(at);
        }
    }
}
