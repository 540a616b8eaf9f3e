package io.mendflow.intake.opsgenie;

import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an alert's details and tags say of it; tags of the form {@code name:value} are details too. */
record Details(Lenient reading, Field alert) {

    private static final List<String> SERVICE = List.of("service", "service_name", "serviceName", "Service", "app");
    private static final List<String> ENVIRONMENT = List.of("environment", "env", "Environment", "stage");

    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>(reading.texts(alert.at("details")));
        List<String> plain = new ArrayList<>();
        for (String tag : tags()) {
            int colon = tag.indexOf(':');
            if (colon > 0 && colon < tag.length() - 1) {
                labels.putIfAbsent(
                        tag.substring(0, colon).strip(),
                        tag.substring(colon + 1).strip());
            } else {
                plain.add(tag);
            }
        }
        if (!plain.isEmpty()) {
            labels.putIfAbsent("tags", String.join(",", plain));
        }
        String entity = reading.text(alert.at("entity"));
        if (entity != null) {
            labels.putIfAbsent("entity", entity);
        }
        return labels;
    }

    @Nullable
    String service(Map<String, String> labels) {
        String named = first(labels, SERVICE);
        return named == null ? reading.text(alert.at("entity")) : named;
    }

    @Nullable
    String environment(Map<String, String> labels) {
        return first(labels, ENVIRONMENT);
    }

    /** An array, and in old payloads one text. */
    private List<String> tags() {
        return reading.list(alert.at("tags")).stream()
                .flatMap(tag -> Arrays.stream(tag.split(",")))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList();
    }

    private static @Nullable String first(Map<String, String> labels, List<String> names) {
        return names.stream()
                .map(labels::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .orElse(null);
    }
}
