package io.mendflow.intake.sentry;

import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import io.mendflow.intake.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whatever else Sentry tells: a comment, an installation, or a resource that came after this was written. */
final class Note {

    private Note() {}

    static Draft draft(Delivery delivery, Field data, String resource, String action, Lenient reading) {
        String project = reading.text(data.at("project_slug"));
        String issue = reading.text(data.at("issue_id"), data.at("group_id"));
        String own = reading.text(
                data.at("comment_id"), data.at("installation").at("uuid"), data.at("id"), data.at("run_id"));
        Map<String, String> labels = new LinkedHashMap<>(Map.of("event", "%s.%s".formatted(resource, action)));
        if (issue != null) {
            labels.put("issue", issue);
        }
        return new Draft(delivery, data)
                .status(Status.OCCURRED)
                .severity("info")
                .title("%s %s".formatted(resource, action))
                .service(project)
                .fingerprint(Texts.hash(List.of(resource, action, String.valueOf(issue), String.valueOf(own))))
                .startsAt(reading.time(data.at("timestamp")))
                .labels(labels)
                .annotation("comment", reading.text(data.at("comment")))
                .annotation(Lenient.UNREAD, reading.unread())
                .orElse(resource, "sentry");
    }
}
