package io.mendflow.intake.newrelic;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * New Relic. A workflow posts issues, by a template that its owner may edit; a notification channel before it posts incidents.
 *
 * @see <a href="https://docs.newrelic.com/docs/alerts/get-notified/notification-integrations/#webhook">webhook destinations</a>
 * @see <a href="https://docs.newrelic.com/docs/alerts/new-relic-alerts/notifications/customize-your-webhook-payload">webhook channels</a>
 */
@Component
class NewrelicSender implements Sender {

    @Override
    public String type() {
        return "newrelic";
    }

    @Override
    public String proofs() {
        return "the destination's authorization: 'Authorization: Bearer <secret>' or basic with the secret as password,"
                + " or a custom header 'X-Mendflow-Token: <secret>'";
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body()).object();
        return List.of(
                (isIncident(body) ? LegacyIncident.draft(delivery, body) : Issue.draft(delivery, body)).signal());
    }

    private static boolean isIncident(Field body) {
        return Stream.of("incident_id", "current_state", "condition_id", "condition_name")
                .anyMatch(name -> !body.at(name).isMissing());
    }
}
