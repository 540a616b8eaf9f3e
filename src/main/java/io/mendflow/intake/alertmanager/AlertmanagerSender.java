package io.mendflow.intake.alertmanager;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import io.mendflow.intake.Texts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Prometheus Alertmanager, webhook version 4. Each alert of the group is a signal with a status of its own: a firing group can have resolved
 * members. Where a member has no status, as in old versions, the group's holds.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">webhook_config</a>
 */
@Component
class AlertmanagerSender implements Sender {

    /** Go's zero time, in any zone, means that there is no time. */
    private static final int YEAR_OF_NO_TIME = 1;

    private final AlertmanagerSettings settings;

    AlertmanagerSender(AlertmanagerSettings settings) {
        this.settings = settings;
    }

    @Override
    public String type() {
        return "alertmanager";
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field group = Field.of(delivery.body()).object();
        return group.at("alerts").items().stream()
                .map(alert -> signal(delivery, group, alert.object()))
                .toList();
    }

    private Signal signal(Delivery delivery, Field group, Field alert) {
        Map<String, String> labels = alert.at("labels").object().texts();
        Map<String, String> annotations = alert.at("annotations").texts();
        Status status = status(alert.at("status").isMissing() ? group.at("status") : alert.at("status"));
        return new Draft(delivery, alert)
                .status(status)
                .severity(labels.get("severity"))
                .title(labels.get("alertname"))
                .title(annotations.get("summary"))
                .service(first(labels, settings.serviceLabels()))
                .environment(settings.environment())
                .environment(first(labels, settings.environmentLabels()))
                .fingerprint(fingerprint(labels))
                .fingerprint(alert.at("fingerprint").textOrNull())
                .startsAt(time(alert.at("startsAt")))
                .endsAt(status == Status.RESOLVED ? time(alert.at("endsAt")) : null)
                .labels(labels)
                .annotations(annotations)
                .annotation("generatorURL", alert.at("generatorURL").textOrNull())
                .annotation("externalURL", group.at("externalURL").textOrNull())
                .annotation("groupKey", group.at("groupKey").textOrNull())
                .annotation("truncatedAlerts", truncated(group.at("truncatedAlerts")))
                .orElse("Alert without a name", "unknown")
                .signal();
    }

    private static Status status(Field status) {
        return switch (status.text()) {
            case "firing" -> Status.FIRING;
            case "resolved" -> Status.RESOLVED;
            default -> status.refuse("firing or resolved");
        };
    }

    private static @Nullable Instant time(Field field) {
        Instant time = field.timeOrNull();
        return time == null || time.atOffset(ZoneOffset.UTC).getYear() <= YEAR_OF_NO_TIME ? null : time;
    }

    private static @Nullable String truncated(Field count) {
        String left = count.textOrNull();
        return left == null || left.equals("0") ? null : left;
    }

    private static @Nullable String first(Map<String, String> labels, List<String> names) {
        return names.stream()
                .map(labels::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .orElse(null);
    }

    /** What stands in for a fingerprint when there is none: the labels are what Alertmanager itself tells alerts apart by. */
    private static String fingerprint(Map<String, String> labels) {
        List<String> parts = new ArrayList<>();
        new TreeMap<>(labels).forEach((name, value) -> parts.addAll(List.of(name, value)));
        return Texts.hash(parts);
    }
}
