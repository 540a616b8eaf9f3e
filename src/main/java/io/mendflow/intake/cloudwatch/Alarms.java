package io.mendflow.intake.cloudwatch;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Texts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of an alarm, as CloudWatch itself or an EventBridge rule publishes it. {@code ALARM} fires and {@code OK} resolves; no message tells when
 * the alarm began that it ends, so that the open episode is meant.
 */
final class Alarms {

    private static final int LONGEST_SERVICE = 200;

    private final CloudwatchSettings settings;

    Alarms(CloudwatchSettings settings) {
        this.settings = settings;
    }

    static boolean isAlarm(Field message) {
        return !message.at("NewStateValue").isMissing()
                || !message.at("AlarmName").isMissing()
                || !message.at("detail").at("alarmName").isMissing();
    }

    Signal read(Delivery delivery, Field message) {
        message.object();
        return message.at("detail").isObject() ? event(delivery, message) : alarm(delivery, message);
    }

    private Signal alarm(Delivery delivery, Field alarm) {
        String name = alarm.at("AlarmName").text();
        String account = alarm.at("AWSAccountId").anyText();
        String arn = alarm.at("AlarmArn").anyText();
        String region = arn == null ? alarm.at("Region").anyText() : region(arn);
        Field trigger = alarm.at("Trigger");
        Map<String, String> dimensions = new LinkedHashMap<>();
        dimensions(trigger.at("Dimensions"), dimensions);
        trigger.at("Metrics")
                .anyItems()
                .forEach(metric ->
                        dimensions(metric.at("MetricStat").at("Metric").at("Dimensions"), dimensions));
        Map<String, String> labels = labels(name, account, region, dimensions);
        put(labels, "namespace", trigger.at("Namespace").anyText());
        put(labels, "metric", trigger.at("MetricName").anyText());
        return draft(delivery, alarm, status(alarm.at("NewStateValue")), alarm.at("StateChangeTime"))
                .title(name)
                .service(service(dimensions))
                .fingerprint(arn == null ? fingerprint(account, region, name) : arn)
                .labels(labels)
                .annotation("description", alarm.at("AlarmDescription").anyText())
                .annotation("reason", alarm.at("NewStateReason").anyText())
                .annotation("state", alarm.at("NewStateValue").anyText())
                .annotation("previousState", alarm.at("OldStateValue").anyText())
                .annotation("region", alarm.at("Region").anyText())
                .annotation("threshold", trigger.at("Threshold").anyText())
                .annotation("comparison", trigger.at("ComparisonOperator").anyText())
                .annotation("rule", alarm.at("AlarmRule").anyText())
                .orElse(name, Texts.shortened(name, LONGEST_SERVICE))
                .signal();
    }

    /** {@code CloudWatch Alarm State Change} of EventBridge. */
    private Signal event(Delivery delivery, Field event) {
        Field detail = event.at("detail").object();
        Field state = detail.at("state");
        String name = detail.at("alarmName").text();
        String account = event.at("account").anyText();
        String region = event.at("region").anyText();
        String arn = event.at("resources").anyItems().stream()
                .map(Field::anyText)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        Map<String, String> dimensions = new LinkedHashMap<>();
        for (Field metric : detail.at("configuration").at("metrics").anyItems()) {
            dimensions.putAll(
                    metric.at("metricStat").at("metric").at("dimensions").anyTexts());
        }
        Field time = state.at("timestamp").isMissing() ? event.at("time") : state.at("timestamp");
        return draft(delivery, detail, status(state.at("value")), time)
                .title(name)
                .service(service(dimensions))
                .fingerprint(arn == null ? fingerprint(account, region, name) : arn)
                .labels(labels(name, account, region, dimensions))
                .annotation(
                        "description",
                        detail.at("configuration").at("description").anyText())
                .annotation("reason", state.at("reason").anyText())
                .annotation("state", state.at("value").anyText())
                .annotation(
                        "previousState", detail.at("previousState").at("value").anyText())
                .orElse(name, Texts.shortened(name, LONGEST_SERVICE))
                .signal();
    }

    private Draft draft(Delivery delivery, Field at, Status status, Field time) {
        Instant changed = time.anyTime();
        return new Draft(delivery, at)
                .status(status)
                .environment(settings.environment())
                .startsAt(status == Status.RESOLVED ? null : changed)
                .endsAt(changed);
    }

    private Status status(Field state) {
        return switch (state.text()) {
            case "ALARM" -> Status.FIRING;
            case "OK" -> Status.RESOLVED;
            case "INSUFFICIENT_DATA" -> settings.insufficientData();
            default -> state.refuse("ALARM, OK or INSUFFICIENT_DATA");
        };
    }

    private static void dimensions(Field list, Map<String, String> dimensions) {
        for (Field dimension : list.anyItems()) {
            String name = dimension.at("name").anyText();
            if (name != null) {
                put(dimensions, name, dimension.at("value").anyText());
            }
        }
    }

    private @Nullable String service(Map<String, String> dimensions) {
        return settings.serviceDimensions().stream()
                .map(dimensions::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Map<String, String> labels(
            String name, @Nullable String account, @Nullable String region, Map<String, String> dimensions) {
        Map<String, String> labels = new LinkedHashMap<>(dimensions);
        labels.put("alarm", name);
        put(labels, "account", account);
        put(labels, "region", region);
        return labels;
    }

    /** Of {@code arn:aws:cloudwatch:eu-west-1:123456789012:alarm:name}; the field Region holds a name for people, as in "EU (Ireland)". */
    private static @Nullable String region(String arn) {
        String[] parts = arn.split(":", 5);
        return parts.length > 3 && !parts[3].isBlank() ? parts[3] : null;
    }

    private static String fingerprint(@Nullable String account, @Nullable String region, String name) {
        return Texts.hash(Stream.of(account, region, name).map(String::valueOf).toList());
    }

    private static void put(Map<String, String> texts, String name, @Nullable String value) {
        if (value != null) {
            texts.put(name, value);
        }
    }
}
