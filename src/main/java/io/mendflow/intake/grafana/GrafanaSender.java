package io.mendflow.intake.grafana;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Batch;
import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Grafana. Of unified alerting, which came with version 8, each alert of the group is a signal; of the dashboards' alerting before it, the rule is.
 *
 * @see <a href="https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/">webhook notifier</a>
 */
@Component
class GrafanaSender implements Sender {

    private final GrafanaSettings settings;
    private final Signature signature;

    GrafanaSender(GrafanaSettings settings) {
        this.settings = settings;
        this.signature = new Signature(settings);
    }

    @Override
    public String type() {
        return "grafana";
    }

    /** A signature must hold where there is one. */
    @Override
    public boolean proves(Delivery delivery, String secret) {
        return signature.isOn(delivery)
                ? signature.proves(delivery, secret)
                : Credentials.token(delivery, secret) || Credentials.signature(delivery, secret);
    }

    @Override
    public String proofs() {
        return "'%s: <hex of HMAC-SHA256>'%s, as the contact point's HMAC settings make it, or the secret as its authorization header's credentials or basic password"
                .formatted(
                        settings.signatureHeader(),
                        settings.timestampHeader() == null
                                ? ""
                                : " beside " + settings.timestampHeader() + " of the last minutes");
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body()).object();
        if (body.at("alerts").isMissing() && LegacyRule.isIn(body)) {
            return List.of(LegacyRule.draft(delivery, body, settings).signal());
        }
        return Batch.read(delivery, body.at("alerts").items(), alert -> UnifiedAlert.draft(
                        delivery, body, alert.object(), settings)
                .signal());
    }
}
