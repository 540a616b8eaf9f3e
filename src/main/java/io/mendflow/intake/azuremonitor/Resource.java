package io.mendflow.intake.azuremonitor;

import io.mendflow.intake.Field;
import io.mendflow.intake.Malformed;
import io.mendflow.intake.Texts;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an alert is about, as in {@code /subscriptions/…/resourceGroups/shop/providers/Microsoft.Web/sites/checkout}. */
record Resource(String id) {

    private static final int LONGEST_NAME = 200;

    /** The last step. */
    String name() {
        String path = id.replaceAll("/+$", "");
        return Texts.shortened(path.substring(path.lastIndexOf('/') + 1), LONGEST_NAME);
    }

    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("resource", name());
        put(labels, "subscription", after("subscriptions"));
        put(labels, "resource_group", after("resourcegroups"));
        return labels;
    }

    private @Nullable String after(String step) {
        List<String> steps = Arrays.asList(id.split("/"));
        for (int i = 0; i + 1 < steps.size(); i++) {
            if (steps.get(i).equalsIgnoreCase(step)) {
                return steps.get(i + 1);
            }
        }
        return null;
    }

    /** Some of Azure's times have no offset; all are UTC. */
    static @Nullable Instant time(Field field) {
        Instant time = field.anyTime();
        String text = field.anyText();
        if (time != null || text == null || !text.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+")) {
            return time;
        }
        try {
            return Field.time(text + "Z", field.pointer());
        } catch (Malformed e) {
            return null;
        }
    }

    static void put(Map<String, String> texts, String name, @Nullable String value) {
        if (value != null) {
            texts.put(name, value);
        }
    }
}
