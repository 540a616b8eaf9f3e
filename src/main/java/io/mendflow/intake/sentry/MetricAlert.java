package io.mendflow.intake.sentry;

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

/** A rule over a metric that is critical, warning or resolved. What Sentry calls its incident is one episode. */
final class MetricAlert {

    private MetricAlert() {}

    static Draft draft(Delivery delivery, Field data, String action, Lenient reading) {
        Field alert = data.at("metric_alert").object();
        Field rule = alert.at("alert_rule");
        String id = reading.text(alert.at("id"), alert.at("identifier"));
        Status status = status(action);
        Instant startsAt = reading.time(alert.at("date_started"), alert.at("date_detected"), alert.at("date_created"));
        List<String> projects =
                reading.list(alert.at("projects").isMissing() ? rule.at("projects") : alert.at("projects"));
        Map<String, String> labels = new LinkedHashMap<>();
        if (!projects.isEmpty()) {
            labels.put("project", String.join(",", projects));
        }
        String ruleId = reading.text(rule.at("id"));
        if (ruleId != null) {
            labels.put("rule", ruleId);
        }
        return new Draft(delivery, alert)
                .status(status)
                .severity(action)
                .title(reading.text(rule.at("name"), alert.at("title"), data.at("description_title")))
                .title(reading.text(data.at("description_title")))
                .service(projects.isEmpty() ? null : projects.get(0))
                .environment(reading.text(rule.at("environment")))
                // Issues have numbers of their own, so that this one needs a name before it.
                .fingerprint(
                        id == null
                                ? alert.at("id").refuse("the id of a metric alert's incident")
                                : "metric-alert-" + id)
                .startsAt(startsAt)
                .endsAt(reading.time(alert.at("date_closed")))
                .labels(labels)
                .annotation("action", action)
                .annotation("description", reading.text(data.at("description_text")))
                .annotation("url", reading.text(data.at("web_url")))
                .annotation("query", reading.text(rule.at("query")))
                .annotation("aggregate", reading.text(rule.at("aggregate")))
                .annotation(Lenient.UNREAD, reading.unread())
                .orElse("Metric alert without a title", "unknown");
    }

    private static Status status(String action) {
        return switch (action.strip().toLowerCase(Locale.ROOT)) {
            case "critical", "warning", "open" -> Status.FIRING;
            case "resolved" -> Status.RESOLVED;
            default -> Status.OCCURRED;
        };
    }
}
