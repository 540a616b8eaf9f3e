package io.mendflow.intake.pagerduty;

import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An incident as PagerDuty shows it, or a mere reference to one. */
record Incident(Lenient reading, Field shown) {

    /** Names of priorities that say something here; others are of the account's own making. */
    private static final Pattern KNOWN_PRIORITY =
            Pattern.compile("p[1-5]|sev[0-5]|critical|high|error|warning|medium|low|info");

    Field at(String name) {
        return shown.at(name);
    }

    @Nullable
    String id() {
        return reading.text(at("id"), at("incident_key"));
    }

    @Nullable
    String title() {
        return reading.text(
                at("title"),
                at("description"),
                at("trigger_summary_data").at("subject"),
                at("trigger_summary_data").at("description"),
                at("summary"),
                at("message"));
    }

    @Nullable
    String service() {
        return reading.text(at("service").at("summary"), at("service").at("name"));
    }

    @Nullable
    Instant createdAt() {
        return reading.time(at("created_at"), at("created_on"));
    }

    /** The priority where it says something, else the urgency, which every incident has. */
    @Nullable
    String severity() {
        String priority =
                reading.text(at("priority").at("summary"), at("priority").at("name"));
        String word = priority == null ? "" : priority.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return KNOWN_PRIORITY.matcher(word).matches() ? word : reading.text(at("urgency"));
    }

    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        put(labels, "incident", reading.text(at("id")));
        put(labels, "number", reading.text(at("number"), at("incident_number")));
        put(labels, "service_id", reading.text(at("service").at("id")));
        put(labels, "urgency", reading.text(at("urgency")));
        put(
                labels,
                "priority",
                reading.text(at("priority").at("summary"), at("priority").at("name")));
        put(labels, "escalation_policy", reading.text(at("escalation_policy").at("summary")));
        put(labels, "incident_key", reading.text(at("incident_key")));
        return labels;
    }

    private static void put(Map<String, String> labels, String name, @Nullable String value) {
        if (value != null) {
            labels.put(name, value);
        }
    }
}
