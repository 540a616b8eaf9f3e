package io.mendflow.intake.datadog;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import io.mendflow.intake.Sender;
import io.mendflow.intake.Texts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Datadog. The payload is a template of its owner's own over {@code $ALERT_ID} and its like: a variable is found under its own name, however it is
 * written. Without {@code $ALERT_TRANSITION} and {@code $ALERT_CYCLE_KEY}, as in the template that Datadog offers, the title tells what they would.
 *
 * @see <a href="https://docs.datadoghq.com/integrations/webhooks/">webhooks</a>
 */
@Component
class DatadogSender implements Sender {

    @Override
    public String type() {
        return "datadog";
    }

    @Override
    public String proofs() {
        return "a custom header of the webhook: {\"Authorization\": \"Bearer <secret>\"} or {\"X-Mendflow-Token\": \"<secret>\"}";
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body()).object();
        var reading = new Lenient();
        var variables = Variables.of(reading, body);
        var title = Title.of(variables.text("alerttitle", "eventtitle", "title"));
        var transition = Transition.of(variables, title);
        Map<String, String> tags = Tags.of(variables, title);
        if (title.bare() == null && variables.text("alertid", "alertcyclekey") == null) {
            body.at("title").refuse("the title of an event, or an ALERT_ID");
        }
        return List.of(new Draft(delivery, body)
                .status(transition.status())
                .severity(transition.severity())
                .title(title.bare())
                .service(variables.text("hostname", "host"))
                .service(tags.get("host"))
                .service(tags.get("service"))
                .service(variables.text("service", "servicename"))
                .environment(tags.get("environment"))
                .environment(tags.get("env"))
                .environment(variables.text("environment", "env"))
                .fingerprint(fingerprint(variables, title))
                .startsAt(transition.starts() ? variables.time("date") : null)
                .endsAt(variables.time("date", "lastupdated"))
                .labels(tags)
                .annotation(
                        "message", variables.text("eventmsg", "textonlymsg", "body", "message", "text", "eventtext"))
                .annotation("transition", transition.word())
                .annotation("alertStatus", variables.text("alertstatus"))
                .annotation("metric", variables.text("alertmetric", "metric"))
                .annotation("query", variables.text("alertquery", "query"))
                .annotation("eventType", variables.text("eventtype"))
                .annotation("link", variables.text("link", "url", "alerturl"))
                .annotation("snapshot", variables.text("snapshot", "snapshoturl"))
                .annotation("organisation", variables.text("orgname"))
                .annotation(Lenient.UNREAD, reading.unread())
                .orElse("Monitor " + variables.text("alertid", "alertcyclekey"), "unknown")
                .signal());
    }

    /** The cycle is one episode; without it the monitor and its group are what comes again. {@code $ID} names the notification and ties nothing. */
    private static String fingerprint(Variables variables, Title title) {
        String cycle = variables.text("alertcyclekey", "cyclekey");
        if (cycle != null) {
            return cycle;
        }
        String scope = variables.text("alertscope", "scope");
        String monitor = variables.text("alertid", "monitorid");
        if (monitor != null) {
            return Texts.hash(List.of("monitor", monitor, text(scope == null ? title.scope() : scope)));
        }
        String aggregate = variables.text("aggregkey", "aggregationkey");
        return aggregate != null
                ? aggregate
                : Texts.hash(List.of("title", text(title.bare()), text(scope == null ? title.scope() : scope)));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
