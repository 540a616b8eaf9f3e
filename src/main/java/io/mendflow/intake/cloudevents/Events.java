package io.mendflow.intake.cloudevents;

import io.mendflow.intake.Delivery;
import io.mendflow.intake.Field;
import io.mendflow.intake.Malformed;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * Finds the events in a delivery, whichever way it carries them.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">HTTP binding</a>
 */
final class Events {

    static final String PREFIX = "ce-";

    private Events() {}

    static List<Event> in(Delivery delivery) {
        String type = delivery.contentType() == null
                ? ""
                : delivery.contentType().getType() + "/"
                        + delivery.contentType().getSubtype();
        return switch (type) {
            case "application/cloudevents-batch+json" ->
                Field.of(delivery.body()).items().stream()
                        .map(Events::structured)
                        .toList();
            case "application/cloudevents+json" -> List.of(structured(Field.of(delivery.body())));
            default -> List.of(binary(delivery));
        };
    }

    private static Event structured(Field event) {
        Map<String, String> attributes = event.object().texts();
        attributes.remove("data");
        String base64 = attributes.remove("data_base64");
        Field data = base64 == null
                ? event.at("data")
                : decoded(event.at("data_base64"), base64, attributes.get("datacontenttype"));
        return new Event(attributes, data, name -> event.at(name).pointer());
    }

    private static Event binary(Delivery delivery) {
        Map<String, String> attributes = new HashMap<>();
        delivery.headers().forEach((header, value) -> {
            if (header.startsWith(PREFIX)) {
                attributes.put(header.substring(PREFIX.length()), HeaderValue.decode(header, value));
            }
        });
        if (attributes.isEmpty()) {
            throw new Malformed(
                    "header ce-specversion",
                    "an event, by ce-* headers or by Content-Type application/cloudevents+json or application/cloudevents-batch+json,",
                    "missing, and the Content-Type is " + delivery.contentType());
        }
        Field data = delivery.body().length == 0 ? null : Field.of(delivery.body());
        return new Event(attributes, data, name -> "header " + PREFIX + name);
    }

    private static @Nullable Field decoded(Field place, String base64, @Nullable String contentType) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return contentType == null || isJson(contentType) ? Field.of(bytes) : null;
        } catch (IllegalArgumentException e) {
            return place.refuse("Base64");
        }
    }

    private static boolean isJson(String contentType) {
        try {
            String subtype = MediaType.parseMediaType(contentType).getSubtype();
            return subtype.equals("json") || subtype.endsWith("+json");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
