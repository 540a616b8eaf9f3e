package io.mendflow.intake;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A signal in the making, with the rules that hold for every sender: what is missing gets its default, what is too long for its column is
 * shortened with the whole text kept among the annotations, and what cannot be shortened is refused.
 */
public final class Draft {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TITLE = 1000;

    private final Delivery delivery;
    private final Field at;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private Kind kind = Kind.ALERT;
    private Status status = Status.FIRING;
    private @Nullable String severity;
    private @Nullable String title;
    private @Nullable String service;
    private String environment = "production";
    private @Nullable String fingerprint;
    private @Nullable Instant startsAt;
    private @Nullable Instant endsAt;

    /** @param at the part of the delivery that this signal is made of; refusals name it */
    public Draft(Delivery delivery, Field at) {
        this.delivery = delivery;
        this.at = at;
    }

    public Draft kind(Kind value) {
        kind = value;
        return this;
    }

    public Draft status(Status value) {
        status = value;
        return this;
    }

    public Draft severity(@Nullable String word) {
        severity = word;
        return this;
    }

    public Draft title(@Nullable String value) {
        title = isBlank(value) ? title : value;
        return this;
    }

    public Draft service(@Nullable String value) {
        service = isBlank(value) ? service : value;
        return this;
    }

    /** Without one it is {@code production}. */
    public Draft environment(@Nullable String value) {
        environment = value == null || value.isBlank() ? environment : value;
        return this;
    }

    /** What the sender calls this alert. Without one it is a hash of service, environment, title and labels. */
    public Draft fingerprint(@Nullable String value) {
        fingerprint = isBlank(value) ? fingerprint : value;
        return this;
    }

    public Draft startsAt(@Nullable Instant value) {
        startsAt = value;
        return this;
    }

    public Draft endsAt(@Nullable Instant value) {
        endsAt = value;
        return this;
    }

    public Draft labels(Map<String, String> values) {
        labels.putAll(values);
        return this;
    }

    public Draft annotations(Map<String, String> values) {
        annotations.putAll(values);
        return this;
    }

    /** Adds an annotation unless it has no value or the sender wrote one of that name. */
    public Draft annotation(String name, @Nullable String value) {
        if (!isBlank(value)) {
            annotations.putIfAbsent(name, value);
        }
        return this;
    }

    /** What to call them when the sender gave no title or no service. */
    public Draft orElse(String aTitle, String aService) {
        title = title == null ? aTitle : title;
        service = service == null ? aService : service;
        return this;
    }

    public boolean hasTitle() {
        return title != null;
    }

    public boolean isChange() {
        return kind == Kind.CHANGE;
    }

    public boolean isResolved() {
        return status == Status.RESOLVED;
    }

    public boolean hasService() {
        return service != null;
    }

    public boolean hasFingerprint() {
        return fingerprint != null;
    }

    /** @throws Malformed when something is missing that has no default, or a name is too long */
    public Signal signal() {
        String named = title == null ? at.at("title").refuse("a title") : title;
        String of = name("service", service == null ? at.at("service").refuse("the name of a service") : service);
        String in = name("environment", environment);
        String shown = shortened("title", named, LONGEST_TITLE);
        String print = fingerprint == null ? hash(of, in, named) : fitting(fingerprint);
        return new Signal(
                delivery.source(),
                kind,
                kind == Kind.CHANGE ? Status.OCCURRED : status,
                severity == null && kind == Kind.CHANGE ? Severity.INFO : Severity.of(severity),
                of,
                in,
                print,
                shown,
                labels,
                annotations,
                micros(startsAt),
                status == Status.RESOLVED ? micros(endsAt) : null,
                delivery.receivedAt());
    }

    private String name(String what, String value) {
        if (value.length() > LONGEST_NAME) {
            throw new Malformed(
                    at.at(what).pointer(),
                    "a %s of at most %d characters".formatted(what, LONGEST_NAME),
                    "%d long".formatted(value.length()));
        }
        return value;
    }

    private String fitting(String value) {
        if (value.length() <= LONGEST_NAME) {
            return value;
        }
        annotation("fingerprint", value);
        return Texts.hash(List.of(value));
    }

    private String shortened(String what, String value, int longest) {
        if (value.length() > longest) {
            annotation(what, value);
        }
        return Texts.shortened(value, longest);
    }

    private String hash(String of, String in, String named) {
        List<String> parts = new ArrayList<>(List.of(of, in, named));
        new TreeMap<>(labels).forEach((name, value) -> parts.addAll(List.of(name, value)));
        return Texts.hash(parts);
    }

    private static @Nullable Instant micros(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
    }

    private static boolean isBlank(@Nullable String value) {
        return value == null || value.isBlank();
    }
}
