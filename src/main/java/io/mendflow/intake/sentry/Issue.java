package io.mendflow.intake.sentry;

import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An issue that was created, resolved, or opened again; what else is done to it changes nothing about the trouble. */
final class Issue {

    private Issue() {}

    static Draft draft(Delivery delivery, Field issue, String action, Lenient reading) {
        Field project = issue.at("project");
        Status status = status(action, reading.text(issue.at("status")));
        Map<String, String> labels = new LinkedHashMap<>();
        put(labels, "issue", reading.text(issue.at("shortId")));
        put(labels, "project", reading.text(project.at("slug"), project.at("name")));
        put(labels, "platform", reading.text(issue.at("platform"), project.at("platform")));
        put(labels, "category", reading.text(issue.at("issueCategory")));
        String title = title(reading, issue);
        String id = reading.text(issue.at("id"));
        return new Draft(delivery, issue)
                .status(status)
                .severity(status == Status.OCCURRED ? "info" : reading.text(issue.at("level")))
                .title(status == Status.OCCURRED && title != null ? "%s: %s".formatted(action, title) : title)
                .service(labels.get("project"))
                .fingerprint(id == null ? issue.at("id").refuse("the id of an issue") : id)
                // An issue that is opened again keeps its first sight: only at its creation is that the start.
                .startsAt(action.equals("created") ? reading.time(issue.at("firstSeen")) : null)
                .endsAt(reading.time(issue.at("statusDetails").at("resolvedAt")))
                .labels(labels)
                .annotation("action", action)
                .annotation("culprit", reading.text(issue.at("culprit")))
                .annotation("url", reading.text(issue.at("web_url"), issue.at("permalink"), issue.at("url")))
                .annotation("count", reading.text(issue.at("count")))
                .annotation("userCount", reading.text(issue.at("userCount")))
                .annotation("firstSeen", reading.text(issue.at("firstSeen")))
                .annotation("lastSeen", reading.text(issue.at("lastSeen")))
                .annotation("substatus", reading.text(issue.at("substatus")))
                .annotation(Lenient.UNREAD, reading.unread())
                .orElse("Issue without a title", "unknown");
    }

    private static Status status(String action, @Nullable String shown) {
        return switch (action.strip().toLowerCase(Locale.ROOT)) {
            case "created", "unresolved" -> Status.FIRING;
            case "resolved" -> Status.RESOLVED;
            case "triggered" -> "resolved".equals(shown) ? Status.RESOLVED : Status.FIRING;
            default -> Status.OCCURRED;
        };
    }

    private static @Nullable String title(Lenient reading, Field issue) {
        return reading.text(
                issue.at("title"),
                issue.at("metadata").at("title"),
                issue.at("metadata").at("value"),
                issue.at("culprit"));
    }

    private static void put(Map<String, String> labels, String name, @Nullable String value) {
        if (value != null) {
            labels.put(name, value);
        }
    }
}
