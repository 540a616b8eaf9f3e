package io.mendflow.intake.cloudevents;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import io.mendflow.intake.Shape;
import io.mendflow.intake.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * CloudEvents 1.0.
 *
 * <p>An event's data is read as Mendflow's plain shape: title, service, environment, severity, status, kind, fingerprint, startsAt, endsAt,
 * labels, annotations. What it does not have comes from the attributes: the title from the subject, else the type; the service from an
 * extension {@code service}, else the last step of the source; the start of what fires from the time. A type that contains one of
 * {@code mendflow.cloudevents.change-types} makes a change, one of {@code resolved-types} a resolved signal. An event that says neither title,
 * status, severity nor kind is kept as an occurrence and opens no incident. All attributes become annotations {@code ce-<name>}.
 */
@Component
class CloudEventsSender implements Sender {

    private final CloudEventsSettings settings;

    CloudEventsSender(CloudEventsSettings settings) {
        this.settings = settings;
    }

    @Override
    public String type() {
        return "cloudevents";
    }

    /** An event in headers alone has no body, and so no content type. */
    @Override
    public boolean accepts(@Nullable MediaType contentType) {
        return contentType == null || Sender.super.accepts(contentType);
    }

    @Override
    public String contentTypes() {
        return "application/cloudevents+json, application/cloudevents-batch+json, or application/json beside ce-* headers";
    }

    @Override
    public boolean keeps(String header) {
        return header.startsWith(Events.PREFIX);
    }

    /** Producers make source and id unique for each event. */
    @Override
    public @Nullable String idempotencyKey(Delivery delivery) {
        List<Event> events = Events.in(delivery);
        return events.size() == 1
                ? Texts.hash(List.of(events.get(0).source(), events.get(0).id()))
                : null;
    }

    /**
     * Lets the asking producer post, at any rate.
     *
     * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection">abuse protection</a>
     */
    @Override
    public Map<String, String> handshake(Map<String, String> headers) {
        Map<String, String> answer = new LinkedHashMap<>();
        String origin = headers.get("webhook-request-origin");
        if (origin != null) {
            answer.put("WebHook-Allowed-Origin", origin);
            answer.put("WebHook-Allowed-Rate", "*");
        }
        return answer;
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        return Events.in(delivery).stream()
                .map(event -> signal(delivery, event))
                .toList();
    }

    private Signal signal(Delivery delivery, Event event) {
        Field data = event.data() != null && event.data().isObject() ? event.data() : Field.of(new byte[] {'{', '}'});
        Draft draft = Shape.PLAIN.draft(delivery, data);
        boolean says = draft.hasTitle() || says(data, "status") || says(data, "severity") || says(data, "kind");
        boolean change = contains(event.type(), settings.changeTypes());
        boolean resolved = contains(event.type(), settings.resolvedTypes());
        if (change) {
            draft.kind(Kind.CHANGE);
        } else if (resolved && !says(data, "status")) {
            draft.status(Status.RESOLVED);
        } else if (!says && !resolved) {
            draft.status(Status.OCCURRED);
        }
        if (!draft.hasFingerprint()) {
            draft.fingerprint(fingerprint(event, data, draft));
        }
        if (data.at("startsAt").isMissing() && !draft.isResolved()) {
            draft.startsAt(event.time());
        }
        if (data.at("endsAt").isMissing()) {
            draft.endsAt(event.time());
        }
        event.attributes().forEach((name, value) -> draft.annotation(Events.PREFIX + name, value));
        String extension = event.attributes().get("service");
        return draft.orElse(
                        event.subject() == null ? event.type() : event.subject(),
                        extension == null ? lastStep(event.source()) : extension)
                .signal();
    }

    /** An alert that says what it is about keeps its fingerprint from one event to the next; anything else is named by its event. */
    private static String fingerprint(Event event, Field data, Draft draft) {
        if (draft.isChange() || event.subject() == null && !draft.hasTitle()) {
            return Texts.hash(List.of(event.source(), event.id()));
        }
        List<String> parts = new ArrayList<>(List.of(event.source(), String.valueOf(event.subject())));
        for (String name : List.of("service", "environment", "title")) {
            parts.add(String.valueOf(data.at(name).textOrNull()));
        }
        new TreeMap<>(data.at("labels").texts()).forEach((name, value) -> parts.addAll(List.of(name, value)));
        return Texts.hash(parts);
    }

    private static boolean says(Field data, String name) {
        return !data.at(name).isMissing();
    }

    private static boolean contains(String type, List<String> words) {
        return words.stream().anyMatch(type::contains);
    }

    private static String lastStep(String source) {
        String path = source.replaceAll("[/:]+$", "");
        String step = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);
        return step.isBlank() ? "unknown" : step;
    }
}
