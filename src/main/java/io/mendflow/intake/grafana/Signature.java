package io.mendflow.intake.grafana;

import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Grafana's signature: bare hex of HMAC-SHA256 over the body, or over {@code <unix seconds>:<body>} when the contact point has a timestamp header.
 *
 * @see <a href="https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/">webhook notifier</a>
 */
final class Signature {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final String header;
    private final @Nullable String timestampHeader;

    Signature(GrafanaSettings settings) {
        header = settings.signatureHeader().toLowerCase(Locale.ROOT);
        timestampHeader = settings.timestampHeader() == null
                ? null
                : settings.timestampHeader().toLowerCase(Locale.ROOT);
    }

    boolean isOn(Delivery delivery) {
        return delivery.header(header) != null;
    }

    boolean proves(Delivery delivery, String secret) {
        String sent = delivery.header(header);
        byte[] signed = signed(delivery);
        return sent != null
                && signed != null
                && Credentials.same(sent.strip().toLowerCase(Locale.ROOT), Credentials.hmacSha256(secret, signed));
    }

    /** The bytes that are signed; null when a timestamp should be among them and none of the last minutes is there. */
    private byte @Nullable [] signed(Delivery delivery) {
        if (timestampHeader == null) {
            return delivery.body();
        }
        String timestamp = delivery.header(timestampHeader);
        if (timestamp == null || !isFresh(timestamp.strip(), delivery.receivedAt())) {
            return null;
        }
        var signed = new ByteArrayOutputStream();
        signed.writeBytes((timestamp.strip() + ":").getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(delivery.body());
        return signed.toByteArray();
    }

    private static boolean isFresh(String seconds, Instant now) {
        try {
            Instant sent = Instant.ofEpochSecond(Long.parseLong(seconds));
            return Duration.between(sent, now).abs().compareTo(TOLERANCE) <= 0;
        } catch (RuntimeException e) {
            // No number, or one beyond all time.
            return false;
        }
    }
}
