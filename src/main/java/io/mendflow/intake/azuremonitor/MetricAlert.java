package io.mendflow.intake.azuremonitor;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
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
 * A metric alert without the common schema. Nothing in it names the alert itself: its rule and its resource do. It tells when it changed, not when
 * it began, so that what is resolved is the open episode.
 */
final class MetricAlert {

    private static final int LONGEST_NAME = 200;

    private MetricAlert() {}

    static Signal read(Delivery delivery, Field data) {
        Field context = data.at("context");
        Status status = status(data.at("status"));
        Instant changed = Resource.time(context.at("timestamp"));
        String rule = context.at("name").anyText();
        String id = context.at("id").anyText();
        String target = context.at("resourceId").anyText();
        if (id == null && rule == null) {
            context.at("name").text();
        }
        Map<String, String> custom = data.at("properties").anyTexts();
        Map<String, String> labels = new LinkedHashMap<>();
        if (target != null) {
            labels.putAll(new Resource(target).labels());
        }
        Resource.put(labels, "rule", rule);
        Resource.put(labels, "resource_type", context.at("resourceType").anyText());
        Resource.put(labels, "region", context.at("resourceRegion").anyText());
        Resource.put(labels, "metric", metric(context.at("condition")));
        Draft draft = new Draft(delivery, context)
                .status(status)
                .severity(CommonAlert.severity(context.at("severity").anyText()))
                .title(rule)
                .service(shortened(context.at("resourceName").anyText()))
                .service(shortened(custom.get("service")))
                .environment(custom.getOrDefault("environment", custom.get("env")))
                .fingerprint(Texts.hash(List.of(
                        String.valueOf(id == null ? rule : id).toLowerCase(Locale.ROOT),
                        String.valueOf(target).toLowerCase(Locale.ROOT))))
                .startsAt(status == Status.RESOLVED ? null : changed)
                .endsAt(changed)
                .labels(labels)
                .annotations(CommonAlert.conditions(context))
                .annotation("description", context.at("description").anyText())
                .annotation("url", context.at("portalLink").anyText());
        custom.forEach(draft::annotation);
        return draft.orElse(
                        new Resource(String.valueOf(id)).name(),
                        target == null ? "unknown" : new Resource(target).name())
                .signal();
    }

    private static Status status(Field status) {
        return switch (status.text().toLowerCase(Locale.ROOT)) {
            case "activated", "fired" -> Status.FIRING;
            case "deactivated", "resolved" -> Status.RESOLVED;
            default -> status.refuse("Activated or Deactivated");
        };
    }

    private static @Nullable String metric(Field condition) {
        List<Field> all = condition.at("allOf").anyItems();
        return all.isEmpty()
                ? condition.at("metricName").anyText()
                : all.get(0).at("metricName").anyText();
    }

    private static @Nullable String shortened(@Nullable String name) {
        return name == null ? null : Texts.shortened(name, LONGEST_NAME);
    }
}
