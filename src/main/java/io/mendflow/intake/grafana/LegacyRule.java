package io.mendflow.intake.grafana;

import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A rule of the alerting of dashboards, up to version 10: its state changed. It does not say since when. */
final class LegacyRule {

    private LegacyRule() {}

    static boolean isIn(Field body) {
        return Stream.of("ruleId", "ruleName", "evalMatches")
                .anyMatch(name -> !body.at(name).isMissing());
    }

    static Draft draft(Delivery delivery, Field body, GrafanaSettings settings) {
        var reading = new Lenient();
        Map<String, String> labels = new LinkedHashMap<>();
        List<String> measured = new ArrayList<>();
        for (Field match : reading.items(body.at("evalMatches"))) {
            reading.texts(match.at("tags")).forEach(labels::putIfAbsent);
            measured.add("%s=%s".formatted(reading.text(match.at("metric")), reading.text(match.at("value"))));
        }
        labels.putAll(reading.texts(body.at("tags")));
        String name = reading.text(body.at("ruleName"), body.at("title"));
        if (name != null) {
            labels.putIfAbsent("alertname", name);
        }
        String word = reading.text(body.at("state"));
        Status status = status(word, body);
        return new Draft(delivery, body)
                .status(status)
                .severity(reading.text(
                        body.at("tags").at("severity"), body.at("tags").at("priority")))
                .title(name)
                .service(settings.service(labels))
                .environment(settings.environment(labels))
                .fingerprint(fingerprint(reading, body, name))
                .labels(labels)
                .annotation("state", word)
                .annotation("message", reading.text(body.at("message")))
                .annotation("ruleUrl", reading.text(body.at("ruleUrl")))
                .annotation("imageUrl", reading.text(body.at("imageUrl")))
                .annotation("values", measured.isEmpty() ? null : String.join(", ", measured))
                .annotation("orgId", reading.text(body.at("orgId")))
                .annotation("dashboardId", reading.text(body.at("dashboardId")))
                .annotation("panelId", reading.text(body.at("panelId")))
                .annotation(Lenient.UNREAD, reading.unread())
                .orElse("Rule without a name", "unknown");
    }

    /** A rule that is paused, pending or unknown is neither in trouble nor out of it. */
    private static Status status(@Nullable String word, Field body) {
        if (word == null) {
            return body.at("state").refuse("alerting, ok, no_data, paused or pending");
        }
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "alerting", "no_data" -> Status.FIRING;
            case "ok" -> Status.RESOLVED;
            default -> Status.OCCURRED;
        };
    }

    private static String fingerprint(Lenient reading, Field body, @Nullable String name) {
        String rule = reading.text(body.at("ruleId"));
        if (rule == null && name == null) {
            return body.at("ruleId").refuse("the id of a rule");
        }
        return "%s/%s".formatted(reading.text(body.at("orgId")), rule == null ? name : rule);
    }
}
