package io.mendflow.intake.opsgenie;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import io.mendflow.intake.Sender;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Opsgenie. An alert fires with {@code Create} and with what is only done to an open alert; {@code Close} and {@code Delete} resolve it; notes, tags
 * and actions of its users' own making are recorded.
 *
 * @see <a href="https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/">data of alert actions</a>
 */
@Component
class OpsgenieSender implements Sender {

    private static final Set<String> RESOLVES = Set.of("close", "delete");

    private static final Set<String> LEAVES_OPEN = Set.of(
            "create",
            "acknowledge",
            "unacknowledge",
            "escalate",
            "escalatenext",
            "escalatetonext",
            "snooze",
            "snoozeended",
            "takeownership",
            "assignownership",
            "addteam",
            "addrecipient",
            "addresponder",
            "updatepriority");

    @Override
    public String type() {
        return "opsgenie";
    }

    @Override
    public String proofs() {
        return "a custom header of the integration: 'Authorization: Bearer <secret>' or 'X-Mendflow-Token: <secret>'";
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body()).object();
        Field alert = body.at("alert").object();
        var reading = new Lenient();
        var details = new Details(reading, alert);
        String action = body.at("action").text();
        String alias = reading.text(alert.at("alias"));
        String id = reading.text(alert.at("alertId"), alert.at("id"));
        Status status = status(action, alias != null);
        Map<String, String> labels = details.labels();
        Instant updatedAt = reading.time(alert.at("updatedAt"));
        String message = reading.text(alert.at("message"));
        return List.of(new Draft(delivery, alert)
                .status(status)
                .severity(status == Status.OCCURRED ? "info" : reading.text(alert.at("priority")))
                .title(status == Status.OCCURRED && message != null ? "%s: %s".formatted(action, message) : message)
                .service(details.service(labels))
                .environment(details.environment(labels))
                .fingerprint(id == null && alias == null ? alert.at("alias").refuse("the alias or id of an alert") : id)
                .fingerprint(alias)
                .startsAt(status == Status.OCCURRED ? updatedAt : reading.time(alert.at("createdAt")))
                .endsAt(updatedAt)
                .labels(labels)
                .annotation("action", action)
                .annotation("alertId", id)
                .annotation("tinyId", reading.text(alert.at("tinyId")))
                .annotation("description", reading.text(alert.at("description")))
                .annotation("note", reading.text(alert.at("note")))
                .annotation("team", reading.text(alert.at("team")))
                .annotation(
                        "by",
                        reading.text(alert.at("username"), body.at("source").at("name")))
                .annotation("source", reading.text(alert.at("source")))
                .annotation("escalation", reading.text(body.at("escalationName")))
                .annotation("integration", reading.text(body.at("integrationName")))
                .annotation(Lenient.UNREAD, reading.unread())
                .orElse(status == Status.OCCURRED ? action : "Alert without a message", "unknown")
                .signal());
    }

    /** An escalation may name the alert by nothing but its id, which is not what the alert was opened by. */
    private static Status status(String action, boolean named) {
        String word = action.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        if (RESOLVES.contains(word)) {
            return Status.RESOLVED;
        }
        return word.equals("create") || named && LEAVES_OPEN.contains(word) ? Status.FIRING : Status.OCCURRED;
    }
}
