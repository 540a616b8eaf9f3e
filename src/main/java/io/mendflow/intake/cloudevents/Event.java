package io.mendflow.intake.cloudevents;

import io.mendflow.intake.Field;
import io.mendflow.intake.Malformed;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One CloudEvent.
 *
 * @param attributes context attributes and extensions, by name
 * @param data the event's data when it is JSON
 * @param place where it is in the delivery, for refusals
 */
record Event(Map<String, String> attributes, @Nullable Field data, Place place) {

    private static final String VERSION = "1.0";

    Event {
        String version = required(attributes, "specversion", place);
        if (!version.equals(VERSION)) {
            throw new Malformed(place.of("specversion"), "version " + VERSION, "'" + version + "'");
        }
        required(attributes, "id", place);
        required(attributes, "source", place);
        required(attributes, "type", place);
    }

    String id() {
        return attributes.get("id");
    }

    String source() {
        return attributes.get("source");
    }

    String type() {
        return attributes.get("type");
    }

    @Nullable
    Instant time() {
        return Field.time(attributes.get("time"), place.of("time"));
    }

    @Nullable
    String subject() {
        return attributes.get("subject");
    }

    private static String required(Map<String, String> attributes, String name, Place place) {
        String value = attributes.get(name);
        if (value == null || value.isBlank()) {
            throw new Malformed(
                    place.of(name), "the attribute '%s'".formatted(name), value == null ? "missing" : "blank");
        }
        return value;
    }

    /** How the place of an attribute is called. */
    interface Place {
        String of(String attribute);
    }
}
