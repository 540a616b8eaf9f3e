package io.mendflow.intake.mlflow;

import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * MLflow's signature: Base64 of HMAC-SHA256, with the secret in UTF-8, over delivery id, timestamp and body with dots between them. It follows
 * https://www.standardwebhooks.com, where one header may hold several signatures, any of which counts, and old timestamps are refused, so that
 * nobody sends a recorded delivery again.
 */
final class Signature {

    static final String DELIVERY_ID = "x-mlflow-delivery-id";

    private static final String SIGNATURE = "x-mlflow-signature";
    private static final String TIMESTAMP = "x-mlflow-timestamp";
    private static final String VERSION = "v1,";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private Signature() {}

    static boolean proves(Delivery delivery, String secret) {
        String id = delivery.header(DELIVERY_ID);
        String timestamp = delivery.header(TIMESTAMP);
        String signatures = delivery.header(SIGNATURE);
        if (id == null || timestamp == null || signatures == null || !isFresh(timestamp, delivery.receivedAt())) {
            return false;
        }
        String expected = Credentials.hmacSha256(secret, signed(id, timestamp, delivery.body()));
        return Arrays.stream(signatures.strip().split("\\s+"))
                .filter(signature -> signature.startsWith(VERSION))
                .map(signature -> hex(signature.substring(VERSION.length())))
                .reduce(false, (known, sent) -> known | Credentials.same(sent, expected), Boolean::logicalOr);
    }

    private static byte[] signed(String id, String timestamp, byte[] body) {
        var signed = new ByteArrayOutputStream();
        signed.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(body);
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

    private static @Nullable String hex(String base64) {
        try {
            return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
