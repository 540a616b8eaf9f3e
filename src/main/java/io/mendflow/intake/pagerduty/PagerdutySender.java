package io.mendflow.intake.pagerduty;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Batch;
import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import io.mendflow.intake.Sender;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * PagerDuty. An incident of theirs fires until {@code incident.resolved}; what else happens to it, and to services, is recorded.
 *
 * @see <a href="https://developer.pagerduty.com/docs/webhooks-overview">webhooks, version 3</a>
 * @see <a href="https://developer.pagerduty.com/docs/verifying-webhook-signatures">verifying signatures</a>
 */
@Component
class PagerdutySender implements Sender {

    private static final String SIGNATURES = "x-pagerduty-signature";
    private static final String VERSION = "v1=";

    @Override
    public String type() {
        return "pagerduty";
    }

    /** While a subscription's secret is rotated there is a signature of each. Where there are signatures, one must hold. */
    @Override
    public boolean proves(Delivery delivery, String secret) {
        String signatures = delivery.header(SIGNATURES);
        if (signatures == null) {
            return Credentials.token(delivery, secret) || Credentials.signature(delivery, secret);
        }
        String expected = VERSION + Credentials.hmacSha256(secret, delivery.body());
        return Arrays.stream(signatures.split(","))
                .map(signature -> signature.strip().toLowerCase(Locale.ROOT))
                .reduce(false, (known, sent) -> known | Credentials.same(sent, expected), Boolean::logicalOr);
    }

    @Override
    public String proofs() {
        return "'X-PagerDuty-Signature: v1=<hex of HMAC-SHA256 over the body>', as PagerDuty makes it with the subscription's secret,"
                + " or, as a custom header of the subscription, 'Authorization: Bearer <secret>' or 'X-Mendflow-Token: <secret>'";
    }

    @Override
    public @Nullable String idempotencyKey(Delivery delivery) {
        return new Lenient().text(Field.of(delivery.body()).at("event").at("id"));
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body()).object();
        if (body.at("event").isMissing() && !body.at("messages").isMissing()) {
            return Batch.read(delivery, body.at("messages").items(), message -> Happening.old(message.object())
                    .draft(delivery)
                    .signal());
        }
        return List.of(Happening.of(body.at("event").object()).draft(delivery).signal());
    }
}
