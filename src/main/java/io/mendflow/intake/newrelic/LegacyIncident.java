package io.mendflow.intake.newrelic;

import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An incident of a policy, as notification channels posted it. Its timestamp is that of the event, so only the opening tells the start. */
final class LegacyIncident {

    private LegacyIncident() {}

    static Draft draft(Delivery delivery, Field body) {
        var reading = new Lenient();
        String state = reading.text(body.at("current_state"), body.at("event_type"));
        Status status = status(state, body);
        Instant at = reading.time(body.at("timestamp"));
        List<Field> targets = reading.items(body.at("targets"));
        Map<String, String> labels = new LinkedHashMap<>();
        targets.forEach(target -> reading.texts(target.at("labels")).forEach(labels::putIfAbsent));
        String target = targets.isEmpty() ? null : reading.text(targets.get(0).at("name"));
        put(labels, "target", target);
        put(
                labels,
                "target_type",
                targets.isEmpty() ? null : reading.text(targets.get(0).at("type")));
        put(labels, "policy", reading.text(body.at("policy_name")));
        put(labels, "condition", reading.text(body.at("condition_name")));
        put(labels, "account", reading.text(body.at("account_name"), body.at("account_id")));
        return new Draft(delivery, body)
                .status(status)
                .severity(reading.text(body.at("severity"), body.at("priority")))
                .title(reading.text(body.at("condition_name"), body.at("details")))
                .service(target)
                .service(labels.get("service"))
                .environment(labels.getOrDefault("environment", labels.get("env")))
                .fingerprint(id(reading, body))
                .startsAt(isOpening(state) ? at : null)
                .endsAt(at)
                .labels(labels)
                .annotation("details", reading.text(body.at("details")))
                .annotation("state", state)
                .annotation("incident_url", reading.text(body.at("incident_url")))
                .annotation("policy_url", reading.text(body.at("policy_url")))
                .annotation("runbook_url", reading.text(body.at("runbook_url")))
                .annotation("chart_url", reading.text(body.at("violation_chart_url")))
                .annotation("owner", reading.text(body.at("owner")))
                .annotation(Lenient.UNREAD, reading.unread())
                .orElse("Incident without a condition", "unknown");
    }

    private static Status status(@Nullable String state, Field body) {
        return switch (word(state)) {
            case "open", "acknowledged", "incident_open", "incident_acknowledged" -> Status.FIRING;
            case "closed", "incident_close", "incident_resolved", "incident_closed" -> Status.RESOLVED;
            case "" -> body.at("current_state").refuse("open, acknowledged or closed");
            default -> Status.OCCURRED;
        };
    }

    private static boolean isOpening(@Nullable String state) {
        return word(state).endsWith("open");
    }

    private static String word(@Nullable String state) {
        return state == null ? "" : state.strip().toLowerCase(Locale.ROOT);
    }

    private static String id(Lenient reading, Field body) {
        String id = reading.text(body.at("incident_id"), body.at("condition_id"));
        return id == null ? body.at("incident_id").refuse("the id of an incident") : id;
    }

    private static void put(Map<String, String> labels, String name, @Nullable String value) {
        if (value != null) {
            labels.putIfAbsent(name, value);
        }
    }
}
