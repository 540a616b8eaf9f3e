package io.mendflow.intake.azuremonitor;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Azure Monitor. Alerts of the common schema, of every kind; and metric alerts as they are sent where the common schema is switched off, version 2
 * and classic.
 *
 * @see <a href="https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/alerts-common-schema">common alert schema</a>
 * @see <a href="https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/alerts-non-common-schema-definitions">other schemas</a>
 */
@Component
class AzureMonitorSender implements Sender {

    @Override
    public String type() {
        return "azure-monitor";
    }

    /** An action group sets no headers. */
    @Override
    public boolean proves(Delivery delivery, String secret) {
        return Sender.super.proves(delivery, secret) || Credentials.tokenInAddress(delivery, secret);
    }

    @Override
    public String proofs() {
        return "?token=<secret> in the address, or " + Sender.super.proofs();
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body()).object();
        Field data = body.at("data");
        if (data.at("essentials").isObject()) {
            return List.of(CommonAlert.read(delivery, data));
        }
        Field metric = data.isObject() ? data : body;
        if (metric.at("context").isObject()) {
            return List.of(MetricAlert.read(delivery, metric));
        }
        return data.at("essentials").refuse("an object, or an alert of version 2 with data.context");
    }
}
