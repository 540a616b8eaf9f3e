package io.mendflow.intake.sentry;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import io.mendflow.intake.Sender;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sentry. Issues and alerts of the integration platform fire and resolve; comments, single errors and installations are recorded. The plug-in before
 * it posts an issue without saying more than that it is there.
 *
 * @see <a href="https://docs.sentry.io/organization/integrations/integration-platform/webhooks/">webhooks</a>
 */
@Component
class SentrySender implements Sender {

    private static final String SIGNATURE = "sentry-hook-signature";
    private static final Pattern NAME = Pattern.compile("[\\w.-]{1,64}");
    private static final String RESOURCE = "sentry-hook-resource";

    @Override
    public String type() {
        return "sentry";
    }

    /** A signature must hold where there is one. */
    @Override
    public boolean proves(Delivery delivery, String secret) {
        String sent = delivery.header(SIGNATURE);
        return sent == null
                ? Credentials.token(delivery, secret) || Credentials.signature(delivery, secret)
                : Credentials.same(
                        sent.strip().toLowerCase(Locale.ROOT), Credentials.hmacSha256(secret, delivery.body()));
    }

    @Override
    public String proofs() {
        return "'Sentry-Hook-Signature: <hex of HMAC-SHA256 over the body>', which Sentry makes with the integration's client secret";
    }

    @Override
    public @Nullable String idempotencyKey(Delivery delivery) {
        String id = delivery.header("request-id");
        return id == null || id.isBlank() ? null : id;
    }

    @Override
    public boolean keeps(String header) {
        return header.equals(RESOURCE);
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body()).object();
        var reading = new Lenient();
        return List.of(draft(delivery, body, reading).signal());
    }

    private static Draft draft(Delivery delivery, Field body, Lenient reading) {
        if (body.at("data").isMissing() && !body.at("project").isMissing()) {
            return Plugin.draft(delivery, body, reading);
        }
        Field data = body.at("data").object();
        String action = body.at("action").text();
        return switch (resource(delivery, data)) {
            case "metric_alert" -> MetricAlert.draft(delivery, data, action, reading);
            case "issue", "activity_alert" ->
                Issue.draft(delivery, data.at("issue").object(), action, reading);
            case "event_alert" -> Event.alert(delivery, data, action, reading);
            case "error" -> Event.error(delivery, data, action, reading);
            default -> Note.draft(delivery, data, resource(delivery, data), action, reading);
        };
    }

    /** By its header; where that is lost, by what is in it. */
    private static String resource(Delivery delivery, Field data) {
        String named = delivery.header(RESOURCE);
        if (named != null && NAME.matcher(named.strip()).matches()) {
            return named.strip().toLowerCase(Locale.ROOT);
        }
        return List.of("issue", "metric_alert", "error", "comment", "installation").stream()
                .filter(name -> !data.at(name).isMissing())
                .findFirst()
                .orElse(data.at("event").isMissing() ? "unknown" : "event_alert");
    }
}
