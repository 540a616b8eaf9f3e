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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An issue, in the default template of a workflow's webhook and in what people make of it. */
final class Issue {

    /** The id in the page's address is not the issue's id, but it is better than none. */
    private static final Pattern IN_URL = Pattern.compile("/issues/([^/?#]+)");

    private Issue() {}

    static Draft draft(Delivery delivery, Field body) {
        var reading = new Lenient();
        String url = reading.text(body.at("issueUrl"), body.at("issuePageUrl"));
        String state = reading.text(body.at("state"));
        Instant closedAt = reading.time(body.at("closedAt"));
        Status status = status(state, closedAt);
        List<String> entities = reading.list(body.at("impactedEntities"));
        Map<String, String> labels = new LinkedHashMap<>(reading.texts(body.at("labels")));
        put(labels, "entities", String.join(",", entities.stream().distinct().toList()));
        put(labels, "policy", String.join(",", reading.list(body.at("alertPolicyNames"))));
        put(labels, "condition", String.join(",", reading.list(body.at("alertConditionNames"))));
        put(labels, "workflow", reading.text(body.at("workflowName")));
        return new Draft(delivery, body)
                .status(status)
                .severity(reading.text(body.at("priority"), body.at("severity")))
                .title(title(reading, body))
                .service(labels.get("service"))
                .service(reading.text(body.at("service"), body.at("serviceName"), body.at("service_name")))
                .orElse("Issue without a title", entities.isEmpty() ? "unknown" : entities.get(0))
                .environment(reading.text(
                        body.at("environment"),
                        body.at("env"),
                        body.at("labels").at("environment")))
                .fingerprint(id(reading, body, url))
                .startsAt(reading.time(body.at("createdAt"), body.at("activatedAt")))
                .endsAt(closedAt == null ? reading.time(body.at("updatedAt")) : closedAt)
                .labels(labels)
                .annotation("issueUrl", url)
                .annotation("state", state)
                .annotation("trigger", reading.text(body.at("trigger")))
                .annotation("totalIncidents", reading.text(body.at("totalIncidents")))
                .annotation("sources", String.join(",", reading.list(body.at("sources"))))
                .annotation("owner", reading.text(body.at("owner")))
                .annotation(Lenient.UNREAD, reading.unread());
    }

    /** A template of people's own may leave the state out: then it is over when it has an end. */
    private static Status status(@Nullable String state, @Nullable Instant closedAt) {
        if (state == null) {
            return closedAt == null ? Status.FIRING : Status.RESOLVED;
        }
        return switch (state.strip().toUpperCase(Locale.ROOT)) {
            case "CREATED", "ACTIVATED", "ACKNOWLEDGED", "OPEN" -> Status.FIRING;
            case "CLOSED", "DEACTIVATED", "RESOLVED" -> Status.RESOLVED;
            default -> Status.OCCURRED;
        };
    }

    /** One text in the default template; all of the annotation, which is an array, in others. */
    private static @Nullable String title(Lenient reading, Field body) {
        List<String> titles = reading.list(body.at("title"));
        return titles.isEmpty() ? null : titles.get(0);
    }

    private static String id(Lenient reading, Field body, @Nullable String url) {
        String id = reading.text(body.at("id"), body.at("issueId"), body.at("issue_id"));
        Matcher inUrl = IN_URL.matcher(url == null ? "" : url);
        if (id != null) {
            return id;
        }
        return inUrl.find() ? inUrl.group(1) : body.at("id").refuse("the id of an issue, or an incident_id");
    }

    private static void put(Map<String, String> labels, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            labels.putIfAbsent(name, value);
        }
    }
}
