package io.mendflow.intake.github;

import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import java.util.Locale;

/** {@code X-Hub-Signature-256: sha256=<hex>}, HMAC-SHA256 over the raw body. The older one with SHA-1 proves nothing. */
final class Signature {

    private static final String HEADER = "x-hub-signature-256";

    private Signature() {}

    static boolean isSent(Delivery delivery) {
        return delivery.header(HEADER) != null;
    }

    static boolean proves(Delivery delivery, String secret) {
        String sent = delivery.header(HEADER);
        return sent != null
                && Credentials.same(
                        sent.strip().toLowerCase(Locale.ROOT),
                        "sha256=" + Credentials.hmacSha256(secret, delivery.body()));
    }
}
