package io.mendflow.intake;

import com.fasterxml.jackson.core.JsonPointer;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Status;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where in a JSON object the parts of a signal are. Each is a JSON Pointer; anything that does not begin with a slash stands for itself, so
 * {@code service: billing} means that every signal is about billing.
 *
 * @param title required in the body
 * @param service required in the body; the label {@code service} will do
 * @param severity a word; an unknown one is a warning
 * @param status firing unless the word is one of {@code resolved}
 * @param kind {@code alert} (the default), {@code change} or {@code drift}
 * @param fingerprint what ties a resolved signal to its firing one; a hash of service, environment, title and labels when missing
 * @param startsAt ISO-8601 with an offset, or a number since 1970
 * @param labels an object; an empty pointer takes all of the body
 * @param items the array that holds a batch; null when the body itself is an object or an array of them
 * @param resolved words, in any case, that mean that the trouble is over
 */
public record Shape(
        @DefaultValue("/title") String title,
        @DefaultValue("/service") String service,
        @DefaultValue("/environment") String environment,
        @DefaultValue("/severity") String severity,
        @DefaultValue("/status") String status,
        @DefaultValue("/kind") String kind,
        @DefaultValue("/fingerprint") String fingerprint,
        @DefaultValue("/startsAt") String startsAt,
        @DefaultValue("/endsAt") String endsAt,
        @DefaultValue("/labels") String labels,
        @DefaultValue("/annotations") String annotations,
        @Nullable String items,
        @DefaultValue({"resolved", "ok", "closed", "recovered", "recovery", "up", "normal", "inactive"})
                Set<String> resolved) {

    /** The shape that Mendflow itself would write. */
    public static final Shape PLAIN = new Shape(
            "/title",
            "/service",
            "/environment",
            "/severity",
            "/status",
            "/kind",
            "/fingerprint",
            "/startsAt",
            "/endsAt",
            "/labels",
            "/annotations",
            null,
            Set.of("resolved", "ok", "closed", "recovered", "recovery", "up", "normal", "inactive"));

    public Shape {
        resolved = Set.copyOf(resolved.stream()
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .toList());
        for (String place : List.of(labels, annotations, startsAt, endsAt, items == null ? "" : items)) {
            if (!place.isEmpty() && !place.startsWith("/")) {
                throw new IllegalArgumentException(
                        "Expected labels, annotations, startsAt, endsAt and items to be JSON Pointers such as /labels, but one is '%s'"
                                .formatted(place));
            }
        }
    }

    /** The objects that are one signal each. */
    public List<Field> items(Field body) {
        Field all = items == null ? body : body.at(JsonPointer.compile(items));
        return all.isArray() || items != null ? all.items() : List.of(all);
    }

    /** A draft with all that the object tells. */
    public Draft draft(Delivery delivery, Field object) {
        object.object();
        Kind what = kind(object);
        var draft = new Draft(delivery, object)
                .kind(what)
                .status(status(object))
                .title(value(object, title))
                .environment(value(object, environment))
                .severity(value(object, severity))
                .fingerprint(value(object, fingerprint))
                .startsAt(object.at(pointer(startsAt)).timeOrNull())
                .endsAt(object.at(pointer(endsAt)).timeOrNull())
                .labels(object.at(pointer(labels)).texts())
                .annotations(object.at(pointer(annotations)).texts());
        String named = value(object, service);
        return draft.service(
                named != null ? named : object.at(pointer(labels)).texts().get("service"));
    }

    /** As {@link #draft}, and refuses an object without title or service at the place where they should be. */
    public Draft required(Delivery delivery, Field object) {
        Draft draft = draft(delivery, object);
        if (!draft.hasTitle()) {
            object.at(pointer(title)).text();
        }
        if (!draft.hasService()) {
            object.at(pointer(service)).text();
        }
        return draft;
    }

    private Status status(Field object) {
        String word = value(object, status);
        return word != null && resolved.contains(word.strip().toLowerCase(Locale.ROOT))
                ? Status.RESOLVED
                : Status.FIRING;
    }

    private Kind kind(Field object) {
        String word = value(object, kind);
        return switch (word == null ? "" : word.strip().toLowerCase(Locale.ROOT)) {
            case "", "alert" -> Kind.ALERT;
            case "change" -> Kind.CHANGE;
            case "drift" -> Kind.DRIFT;
            default -> object.at(pointer(kind)).refuse("alert, change or drift");
        };
    }

    private static @Nullable String value(Field object, String place) {
        return isPointer(place) ? object.at(JsonPointer.compile(place)).textOrNull() : place;
    }

    private static JsonPointer pointer(String place) {
        return JsonPointer.compile(isPointer(place) || place.isEmpty() ? place : "/");
    }

    private static boolean isPointer(String place) {
        return place.startsWith("/");
    }
}
