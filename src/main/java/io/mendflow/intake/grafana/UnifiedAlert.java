package io.mendflow.intake.grafana;

import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import io.mendflow.intake.Texts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One alert of a group of unified alerting. What it does not say itself, the group says. */
final class UnifiedAlert {

    /** Go's zero time, in any zone, means that there is no time. */
    private static final int YEAR_OF_NO_TIME = 1;

    /** Names of the alerts that Grafana itself makes when a rule has no data or fails; its name is then another label. */
    private static final List<String> OF_THE_RULE = List.of("DatasourceNoData", "DatasourceError");

    private UnifiedAlert() {}

    static Draft draft(Delivery delivery, Field group, Field alert, GrafanaSettings settings) {
        var reading = new Lenient();
        Map<String, String> labels = labels(reading, group, alert);
        Map<String, String> annotations = reading.texts(alert.at("annotations"));
        Instant startsAt = time(reading, alert.at("startsAt"));
        Instant endsAt = time(reading, alert.at("endsAt"));
        String word = reading.text(alert.at("status"), group.at("status"), group.at("state"));
        Status status = status(word, endsAt, delivery.receivedAt());
        // Grafana may have forgotten when a resolved alert began, and then says that it began when it ended.
        boolean forgotten = status == Status.RESOLVED && startsAt != null && startsAt.equals(endsAt);
        String external = reading.text(group.at("externalURL"));
        return new Draft(delivery, alert)
                .status(status)
                .severity(reading.text(
                        alert.at("labels").at("severity"), alert.at("labels").at("priority")))
                .title(title(labels))
                .title(annotations.get("summary"))
                .service(settings.service(labels))
                .environment(settings.environment(labels))
                .fingerprint(fingerprint(labels))
                .fingerprint(reading.text(alert.at("fingerprint")))
                .startsAt(forgotten ? null : startsAt)
                .endsAt(endsAt)
                .labels(labels)
                .annotations(annotations)
                .annotation("generatorURL", absolute(reading.text(alert.at("generatorURL")), external))
                .annotation("dashboardURL", reading.text(alert.at("dashboardURL")))
                .annotation("panelURL", reading.text(alert.at("panelURL")))
                .annotation("silenceURL", reading.text(alert.at("silenceURL")))
                .annotation("imageURL", reading.text(alert.at("imageURL")))
                .annotation("values", values(reading, alert))
                .annotation("externalURL", external)
                .annotation("groupKey", reading.text(group.at("groupKey")))
                .annotation("orgId", reading.text(alert.at("orgId"), group.at("orgId")))
                .annotation("truncatedAlerts", truncated(reading.text(group.at("truncatedAlerts"))))
                .annotation("grafanaStatus", status == Status.OCCURRED ? word : null)
                .annotation(Lenient.UNREAD, reading.unread())
                .orElse("Alert without a name", "unknown");
    }

    private static Map<String, String> labels(Lenient reading, Field group, Field alert) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (!alert.at("labels").isObject()) {
            labels.putAll(reading.texts(group.at("commonLabels")));
        }
        labels.putAll(reading.texts(alert.at("labels")));
        return labels;
    }

    /** Firing and resolved are all there should be; where there is nothing, an end that has passed tells. */
    private static Status status(@Nullable String word, @Nullable Instant endsAt, Instant now) {
        if (word == null) {
            return endsAt != null && !endsAt.isAfter(now) ? Status.RESOLVED : Status.FIRING;
        }
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "firing", "alerting" -> Status.FIRING;
            case "resolved", "ok", "normal" -> Status.RESOLVED;
            default -> Status.OCCURRED;
        };
    }

    private static @Nullable String title(Map<String, String> labels) {
        String name = labels.get("alertname");
        String rule = labels.get("rulename");
        return name != null && rule != null && OF_THE_RULE.contains(name) ? "%s: %s".formatted(name, rule) : name;
    }

    private static @Nullable Instant time(Lenient reading, Field field) {
        Instant time = reading.time(field);
        return time == null || time.atOffset(ZoneOffset.UTC).getYear() <= YEAR_OF_NO_TIME ? null : time;
    }

    /** What the rule's expressions came to: an object, and in versions before 9 only a text. */
    private static @Nullable String values(Lenient reading, Field alert) {
        String values = reading.texts(alert.at("values")).entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(", "));
        return values.isEmpty() ? reading.text(alert.at("valueString")) : values;
    }

    /** Version 12 may send it without the host. */
    private static @Nullable String absolute(@Nullable String url, @Nullable String external) {
        return url == null || external == null || !url.startsWith("/") ? url : external.replaceAll("/+$", "") + url;
    }

    private static @Nullable String truncated(@Nullable String count) {
        return "0".equals(count) ? null : count;
    }

    private static String fingerprint(Map<String, String> labels) {
        List<String> parts = new ArrayList<>();
        new TreeMap<>(labels).forEach((name, value) -> parts.addAll(List.of(name, value)));
        return Texts.hash(parts);
    }
}
