package io.mendflow.intake;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place in a JSON body that knows its own pointer, so that a refusal can name it. */
public final class Field {

    private static final int LONGEST_SHOWN = 60;

    private final String pointer;
    private final JsonNode node;

    private Field(String pointer, JsonNode node) {
        this.pointer = pointer;
        this.node = node;
    }

    /** @throws Malformed when the bytes are not one JSON value */
    public static Field of(byte[] body) {
        return new Field("", Json.read(body));
    }

    /** The member of that name; a {@linkplain #isMissing() missing} one when there is none. */
    public Field at(String name) {
        String step = name.replace("~", "~0").replace("/", "~1");
        JsonNode child = node.get(name);
        return new Field(pointer + "/" + step, child == null ? MissingNode.getInstance() : child);
    }

    public Field at(JsonPointer path) {
        return new Field(pointer + path, node.at(path));
    }

    /** Where it is, as a JSON Pointer; {@code body} for all of the body. */
    public String pointer() {
        return pointer.isEmpty() ? "body" : pointer;
    }

    /** True when it is not there or null. */
    public boolean isMissing() {
        return node.isMissingNode() || node.isNull();
    }

    public boolean isArray() {
        return node.isArray();
    }

    public boolean isObject() {
        return node.isObject();
    }

    public Field object() {
        return node.isObject() ? this : refuse("an object");
    }

    public List<Field> items() {
        if (!node.isArray()) {
            refuse("an array");
        }
        List<Field> items = new ArrayList<>();
        for (JsonNode item : node) {
            items.add(new Field(pointer + "/" + items.size(), item));
        }
        return items;
    }

    /** Text that is there and not blank. */
    public String text() {
        String text = textOrNull();
        return text == null || text.isBlank() ? refuse("text that is not blank") : text;
    }

    /** Text, or a number or truth value as it was written; null when missing. */
    public @Nullable String textOrNull() {
        if (isMissing()) {
            return null;
        }
        return node.isValueNode() ? storable(node.asText()) : refuse("text");
    }

    /** A point in time: ISO-8601 with an offset, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970. */
    public @Nullable Instant timeOrNull() {
        return time(textOrNull(), pointer());
    }

    /** As {@link #timeOrNull()}, for a text that is not in the body. */
    public static @Nullable Instant time(@Nullable String text, String place) {
        return text == null || text.isBlank() ? null : Times.read(text, place);
    }

    /** The names of an object's members, in order; none of anything else. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** One member as {@link #texts()} has it. */
    String text(String name) {
        Field member = at(name);
        member.storable(name);
        return member.written();
    }

    /** An object as texts; what is inside a member is kept as JSON. Empty when missing. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        if (!isMissing()) {
            object().node
                    .fields()
                    .forEachRemaining(member -> texts.put(
                            at(member.getKey()).storable(member.getKey()),
                            at(member.getKey()).written()));
        }
        return texts;
    }

    /**
     * What is there as text, whatever its type, for what a signal can do without: objects and arrays as JSON, characters that cannot be stored
     * replaced. Null when missing or blank.
     */
    public @Nullable String anyText() {
        String text = isMissing() ? null : Texts.storable(node.isValueNode() ? node.asText() : node.toString());
        return text == null || text.isBlank() ? null : text;
    }

    /** As {@link #timeOrNull()}, and null when what is there is no time. */
    public @Nullable Instant anyTime() {
        try {
            return timeOrNull();
        } catch (Malformed e) {
            return null;
        }
    }

    /** As {@link #texts()}, with each member as {@link #anyText()}; empty when what is there is no object. */
    public Map<String, String> anyTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(name -> {
            String text = at(name).anyText();
            if (text != null) {
                texts.put(Texts.storable(name), text);
            }
        });
        return texts;
    }

    /** As {@link #items()}; empty when what is there is no array. */
    public List<Field> anyItems() {
        return node.isArray() ? items() : List.of();
    }

    /**
     * The JSON value that the text here is.
     *
     * @throws Malformed when it is none
     */
    public Field parsed() {
        try {
            return new Field(pointer, Json.read(text().getBytes(StandardCharsets.UTF_8)));
        } catch (Malformed e) {
            return refuse("JSON in a text");
        }
    }

    /** @throws Malformed always */
    public <T> T refuse(String expected) {
        throw new Malformed(pointer(), expected, shown());
    }

    private String written() {
        if (node.isNull()) {
            return "";
        }
        return node.isValueNode() ? storable(node.asText()) : storable(node.toString());
    }

    private String storable(String text) {
        return Texts.isStorable(text) ? text : refuse("Unicode text without NUL characters and lone surrogates");
    }

    private String shown() {
        return switch (node.getNodeType()) {
            case MISSING -> pointer.isEmpty() ? "empty" : "missing";
            case NULL -> "null";
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "the text '%s'".formatted(Texts.shortened(node.asText(), LONGEST_SHOWN));
            default -> Texts.shortened(node.asText(), LONGEST_SHOWN);
        };
    }
}
