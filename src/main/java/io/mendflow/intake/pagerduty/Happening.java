package io.mendflow.intake.pagerduty;

import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an incident, or to something else of PagerDuty's.
 *
 * @param type such as {@code incident.triggered}
 * @param at when
 * @param data what it happened to, or a note that names its incident
 */
record Happening(Lenient reading, Field event, String type, @Nullable Instant at, Field data) {

    /** What leaves an incident open, in the words of version 3 and those before, for payloads that do not show its status. */
    private static final List<String> LEAVES_OPEN = List.of(
            "incident.trigger",
            "incident.acknowledge",
            "incident.unacknowledge",
            "incident.reopen",
            "incident.escalate",
            "incident.delegate",
            "incident.reassign",
            "incident.assign");

    /** An event of version 3. */
    static Happening of(Field event) {
        var reading = new Lenient();
        Field data = event.at("data").object();
        String type = reading.text(event.at("event_type"));
        return new Happening(
                reading,
                event,
                type == null ? event.at("event_type").refuse("the type of an event, such as incident.triggered") : type,
                reading.time(event.at("occurred_at")),
                data);
    }

    /** A message of version 2, or of version 1, which has the incident one step deeper. */
    static Happening old(Field message) {
        var reading = new Lenient();
        Field deeper = message.at("data").at("incident");
        String type = reading.text(message.at("event"), message.at("type"));
        return new Happening(
                reading,
                message,
                type == null ? message.at("event").refuse("the type of an event, such as incident.trigger") : type,
                reading.time(message.at("created_on")),
                deeper.isObject() ? deeper : message.at("incident").object());
    }

    Draft draft(Delivery delivery) {
        Incident incident = new Incident(reading, isNote() ? data.at("incident") : data);
        boolean ofService = type.startsWith("service.");
        Status status = status();
        return new Draft(delivery, data)
                .kind(ofService ? Kind.CHANGE : Kind.ALERT)
                .status(status)
                .severity(status == Status.OCCURRED ? "info" : incident.severity())
                .title(title(status, incident))
                .service(ofService ? reading.text(data.at("summary"), data.at("name")) : incident.service())
                .fingerprint(fingerprint(status, incident))
                .startsAt(startsAt(status, incident))
                .endsAt(at)
                .labels(incident.labels())
                .annotation("event", type)
                .annotation("html_url", reading.text(incident.at("html_url"), data.at("html_url")))
                .annotation("agent", reading.text(event.at("agent").at("summary")))
                .annotation("client", reading.text(event.at("client").at("name")))
                .annotation("note", reading.text(data.at("content"), data.at("message")))
                .annotation(Lenient.UNREAD, reading.unread())
                .orElse(type, type.startsWith("pagey.") ? "pagerduty" : "unknown");
    }

    /** True when the data are something about an incident and not the incident. */
    private boolean isNote() {
        return data.at("incident").isObject();
    }

    private Status status() {
        String word = type.strip().toLowerCase(Locale.ROOT);
        if (word.startsWith("incident.resolve")) {
            return Status.RESOLVED;
        }
        if (!word.startsWith("incident.") || isNote()) {
            return Status.OCCURRED;
        }
        String shown = reading.text(data.at("status"));
        return switch (shown == null ? "" : shown.strip().toLowerCase(Locale.ROOT)) {
            case "resolved" -> Status.RESOLVED;
            case "triggered", "acknowledged" -> Status.FIRING;
            default -> LEAVES_OPEN.stream().anyMatch(word::startsWith) ? Status.FIRING : Status.OCCURRED;
        };
    }

    private @Nullable String title(Status status, Incident incident) {
        String title = incident.title();
        return status == Status.OCCURRED ? title == null ? type : "%s: %s".formatted(type, title) : title;
    }

    private @Nullable String fingerprint(Status status, Incident incident) {
        String id = incident.id();
        if (id != null || status == Status.OCCURRED) {
            return id == null ? reading.text(event.at("id")) : id;
        }
        return data.at("id").refuse("the id of an incident");
    }

    /**
     * An incident that is opened again has its old date of creation: it begins anew with the event. The end is of whatever is open, which only the
     * receiver knows.
     */
    private @Nullable Instant startsAt(Status status, Incident incident) {
        return switch (status) {
            case FIRING -> type.startsWith("incident.reopen") ? at : incident.createdAt();
            case RESOLVED -> null;
            case OCCURRED -> at;
        };
    }
}
