package io.mendflow.intake.sentry;

import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An event, of which the issue it belongs to is what counts: an alert's rule met it, or it is one error of many. */
final class Event {

    private static final Pattern ISSUE = Pattern.compile("/issues/([^/?#]+)/?$");
    private static final Pattern PROJECT = Pattern.compile("/projects/[^/]+/([^/]+)/");

    private Event() {}

    /** That a rule was met says that the issue is there, not since when. */
    static Draft alert(Delivery delivery, Field data, String action, Lenient reading) {
        Field event = data.at("event").object();
        return draft(delivery, event, action, reading)
                .status(Status.FIRING)
                .severity(reading.text(event.at("level")))
                .annotation("rule", reading.text(data.at("triggered_rule")))
                .annotation(Lenient.UNREAD, reading.unread());
    }

    static Draft error(Delivery delivery, Field data, String action, Lenient reading) {
        Field event = data.at("error").object();
        return draft(delivery, event, action, reading)
                .status(Status.OCCURRED)
                .severity("info")
                .startsAt(reading.time(event.at("datetime"), event.at("timestamp"), event.at("received")))
                .annotation(Lenient.UNREAD, reading.unread());
    }

    private static Draft draft(Delivery delivery, Field event, String action, Lenient reading) {
        Map<String, String> labels = new LinkedHashMap<>(tags(event, reading));
        String project = in(PROJECT, reading.text(event.at("url")));
        String slug = project == null ? reading.text(event.at("project_slug"), event.at("project")) : project;
        if (slug != null) {
            labels.putIfAbsent("project", slug);
        }
        String inUrl = in(ISSUE, reading.text(event.at("issue_url")));
        String issue = inUrl == null ? reading.text(event.at("issue_id"), event.at("groupID")) : inUrl;
        return new Draft(delivery, event)
                .title(reading.text(
                        event.at("title"), event.at("metadata").at("value"), event.at("message"), event.at("culprit")))
                .service(slug)
                .service(labels.get("service"))
                .environment(labels.get("environment"))
                .environment(reading.text(event.at("environment")))
                .fingerprint(
                        issue == null ? event.at("issue_url").refuse("the address of an issue, or an issue_id") : issue)
                .labels(labels)
                .annotation("action", action)
                .annotation("culprit", reading.text(event.at("culprit")))
                .annotation("url", reading.text(event.at("web_url"), event.at("url")))
                .annotation("eventId", reading.text(event.at("event_id")))
                .annotation("at", reading.text(event.at("datetime")))
                .annotation("release", reading.text(event.at("release")))
                .orElse("Issue without a title", "unknown");
    }

    /** Pairs of name and value. */
    static Map<String, String> tags(Field event, Lenient reading) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Field tag : reading.items(event.at("tags"))) {
            List<String> pair = tag.isObject() ? List.copyOf(reading.texts(tag).values()) : reading.list(tag);
            if (pair.size() == 2) {
                tags.putIfAbsent(pair.get(0), pair.get(1));
            }
        }
        return tags;
    }

    private static @Nullable String in(Pattern pattern, @Nullable String url) {
        Matcher found = pattern.matcher(url == null ? "" : url);
        return found.find() ? found.group(1) : null;
    }
}
