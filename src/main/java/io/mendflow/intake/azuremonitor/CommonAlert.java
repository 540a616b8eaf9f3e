package io.mendflow.intake.azuremonitor;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An alert of the common schema. Metric and log alerts say themselves whether they are resolved. Alerts on the activity log are always
 * {@code Fired}: those of Service Health and Resource Health say in their context that it is over, and are told apart by what they are about.
 */
final class CommonAlert {

    private static final int LONGEST_NAME = 200;

    private CommonAlert() {}

    static Signal read(Delivery delivery, Field data) {
        Field essentials = data.at("essentials");
        Field context = data.at("alertContext");
        Map<String, String> custom =
                new LinkedHashMap<>(context.at("properties").anyTexts());
        custom.putAll(data.at("customProperties").anyTexts());
        String rule = essentials.at("alertRule").anyText();
        List<Resource> targets = targets(essentials);
        Health health = Health.of(essentials, context, targets);
        Status status = health != null && health.over() ? Status.RESOLVED : status(essentials.at("monitorCondition"));
        Draft draft = new Draft(delivery, essentials)
                .status(status)
                .severity(severity(essentials.at("severity").anyText()))
                .title(rule)
                .service(shortened(custom.get("service")))
                .service(
                        custom.containsKey("service") || targets.isEmpty()
                                ? null
                                : targets.get(0).name())
                .environment(custom.getOrDefault("environment", custom.get("env")))
                .fingerprint(health == null ? id(essentials) : health.fingerprint())
                .startsAt(health != null && health.over() ? null : Resource.time(essentials.at("firedDateTime")))
                .endsAt(Resource.time(essentials.at("resolvedDateTime")))
                .labels(labels(essentials, context, targets))
                .annotations(conditions(context))
                .annotation("description", essentials.at("description").anyText())
                .annotation("alertId", essentials.at("alertId").anyText())
                .annotation("investigation", essentials.at("investigationLink").anyText())
                .annotation("operation", context.at("operationName").anyText())
                .annotation("caller", context.at("caller").anyText())
                .annotation(
                        "communication", context.at("properties").at("title").anyText())
                .annotation("results", context.at("linkToSearchResults").anyText())
                .annotation("targets", targets.stream().map(Resource::id).collect(Collectors.joining(", ")));
        data.at("customProperties").anyTexts().forEach(draft::annotation);
        String item = essentials.at("configurationItems").anyItems().stream()
                .map(Field::anyText)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(rule == null ? "unknown" : rule);
        return draft.orElse("Alert without a rule", shortened(item)).signal();
    }

    private static Status status(Field condition) {
        return switch (condition.text().toLowerCase(Locale.ROOT)) {
            case "fired", "activated" -> Status.FIRING;
            case "resolved", "deactivated" -> Status.RESOLVED;
            default -> condition.refuse("Fired or Resolved");
        };
    }

    /** {@code Sev0} is critical, {@code Sev1} an error, {@code Sev2} a warning, {@code Sev3} informational and {@code Sev4} verbose. */
    static @Nullable String severity(@Nullable String word) {
        return switch (word == null ? "" : word.toLowerCase(Locale.ROOT).replace("sev", "")) {
            case "0" -> "critical";
            case "1" -> "error";
            case "2" -> "warning";
            case "3", "4", "verbose" -> "info";
            default -> word;
        };
    }

    private static String id(Field essentials) {
        String origin = essentials.at("originAlertId").anyText();
        return origin == null ? essentials.at("alertId").text() : origin;
    }

    private static List<Resource> targets(Field essentials) {
        Field targets = essentials.at("alertTargetIDs");
        Stream<String> ids = targets.isArray()
                ? targets.items().stream().map(Field::anyText)
                : Stream.of(targets).map(Field::anyText);
        return ids.filter(Objects::nonNull).map(Resource::new).toList();
    }

    private static Map<String, String> labels(Field essentials, Field context, List<Resource> targets) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (!targets.isEmpty()) {
            labels.putAll(targets.get(0).labels());
        }
        Resource.put(labels, "rule", essentials.at("alertRule").anyText());
        Resource.put(labels, "signal_type", essentials.at("signalType").anyText());
        Resource.put(
                labels, "monitoring_service", essentials.at("monitoringService").anyText());
        for (Field condition : context.at("condition").at("allOf").anyItems()) {
            Resource.put(labels, "metric", condition.at("metricName").anyText());
            for (Field dimension : condition.at("dimensions").anyItems()) {
                String name = dimension.at("name").anyText();
                if (name != null) {
                    Resource.put(labels, name, dimension.at("value").anyText());
                }
            }
        }
        return labels;
    }

    static Map<String, String> conditions(Field context) {
        Map<String, String> conditions = new LinkedHashMap<>();
        for (Field condition : context.at("condition").at("allOf").anyItems()) {
            Resource.put(conditions, "value", condition.at("metricValue").anyText());
            Resource.put(conditions, "threshold", condition.at("threshold").anyText());
            Resource.put(conditions, "operator", condition.at("operator").anyText());
            Resource.put(conditions, "query", condition.at("searchQuery").anyText());
            Resource.put(
                    conditions,
                    "results",
                    condition.at("linkToFilteredSearchResultsUI").anyText());
        }
        return conditions;
    }

    private static @Nullable String shortened(@Nullable String name) {
        return name == null ? null : Texts.shortened(name, LONGEST_NAME);
    }
}
