package io.mendflow.intake.sentry;

import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import java.util.LinkedHashMap;
import java.util.Map;

/** An issue as the plug-in for webhooks posts it, which knows no resolving. */
final class Plugin {

    private Plugin() {}

    static Draft draft(Delivery delivery, Field body, Lenient reading) {
        Field event = body.at("event");
        String id = reading.text(body.at("id"));
        String project = reading.text(body.at("project_slug"), body.at("project"), body.at("project_name"));
        Map<String, String> labels = new LinkedHashMap<>(Event.tags(event, reading));
        if (project != null) {
            labels.putIfAbsent("project", project);
        }
        return new Draft(delivery, body)
                .status(Status.FIRING)
                .severity(reading.text(body.at("level"), event.at("level")))
                .title(reading.text(event.at("title"), body.at("message"), body.at("culprit")))
                .service(project)
                .service(labels.get("service"))
                .environment(labels.get("environment"))
                .environment(reading.text(event.at("environment")))
                .fingerprint(id == null ? body.at("id").refuse("the id of an issue") : id)
                .labels(labels)
                .annotation("culprit", reading.text(body.at("culprit")))
                .annotation("url", reading.text(body.at("url")))
                .annotation("rules", String.join(", ", reading.list(body.at("triggering_rules"))))
                .annotation("eventId", reading.text(event.at("event_id")))
                .annotation(Lenient.UNREAD, reading.unread())
                .orElse("Issue without a title", "unknown");
    }
}
