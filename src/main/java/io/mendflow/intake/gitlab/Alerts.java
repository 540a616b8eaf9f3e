package io.mendflow.intake.gitlab;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Texts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Alerts of GitLab's alert management. Older versions name no project: their address, which names the alert, has it.
 *
 * @see <a href="https://docs.gitlab.com/operations/incident_management/alerts/">alerts</a>
 */
final class Alerts {

    private static final int LONGEST_SERVICE = 200;

    private Alerts() {}

    static List<Signal> read(Event event) {
        Field alert = event.body().at("object_attributes").object();
        String url = alert.at("url").anyText();
        String title = alert.at("title").text();
        String project = project(event, url);
        Status status = status(alert.at("status"));
        Instant started = alert.at("started_at").anyTime();
        Map<String, String> labels = new LinkedHashMap<>();
        Event.put(labels, "project", project);
        String service = project == null ? "gitlab" : project.substring(project.lastIndexOf('/') + 1);
        return List.of(new Draft(event.delivery(), alert)
                .status(status)
                .severity(severity(alert.at("severity").anyText()))
                .title(title)
                .service(Texts.shortened(service, LONGEST_SERVICE))
                .fingerprint(Texts.hash(List.of("alert", url == null ? project + " " + title : url)))
                .startsAt(started)
                .endsAt(alert.at("ended_at").anyTime())
                .labels(labels)
                .annotation("url", url)
                .annotation("events", alert.at("events").anyText())
                .annotation("status", alert.at("status").anyText())
                .signal());
    }

    private static Status status(Field status) {
        return switch (status.text().toLowerCase(Locale.ROOT)) {
            case "triggered", "acknowledged" -> Status.FIRING;
            case "resolved", "ignored" -> Status.RESOLVED;
            default -> status.refuse("triggered, acknowledged, resolved or ignored");
        };
    }

    private static @Nullable String severity(@Nullable String word) {
        return word != null && word.equalsIgnoreCase("medium") ? "warning" : word;
    }

    /** Of {@code https://gitlab.example/acme/shop/-/alert_management/7/details}. */
    private static @Nullable String project(Event event, @Nullable String url) {
        if (!event.body().at("project").isMissing() || url == null) {
            return event.body().at("project").isMissing() ? null : event.project();
        }
        int end = url.indexOf("/-/");
        int host = url.indexOf("://");
        int path = url.indexOf('/', host < 0 ? 0 : host + 3);
        return end > path && path >= 0 ? url.substring(path + 1, end) : null;
    }
}
