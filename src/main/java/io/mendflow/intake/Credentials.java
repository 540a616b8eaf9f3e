package io.mendflow.intake;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/** The ways in which a delivery can show that its sender knows the secret. All compare in constant time. */
public final class Credentials {

    private static final String SIGNATURE = "x-mendflow-signature";

    private Credentials() {}

    /** A bearer token, a basic password or {@code X-Mendflow-Token} that is the secret. A signature that came beside it must hold too. */
    public static boolean token(Delivery delivery, String secret) {
        boolean known = same(delivery.header("x-mendflow-token"), secret)
                || same(authorization(delivery, "bearer "), secret)
                || same(password(authorization(delivery, "basic ")), secret);
        return known && (delivery.header(SIGNATURE) == null || signature(delivery, secret));
    }

    /** {@code ?token=} or {@code ?auth_token=} in the address: for senders that cannot set a header. */
    public static boolean tokenInAddress(Delivery delivery, String secret) {
        return same(parameter(delivery, "token"), secret) || same(parameter(delivery, "auth_token"), secret);
    }

    private static @Nullable String parameter(Delivery delivery, String name) {
        return UriComponentsBuilder.newInstance()
                .query(delivery.header(Delivery.QUERY))
                .build()
                .getQueryParams()
                .getOrDefault(name, List.of())
                .stream()
                .filter(Objects::nonNull)
                .findFirst()
                .map(Credentials::decoded)
                .orElse(null);
    }

    private static @Nullable String decoded(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** {@code X-Mendflow-Signature: sha256=<hex>}, HMAC-SHA256 over the raw body. */
    public static boolean signature(Delivery delivery, String secret) {
        String sent = delivery.header(SIGNATURE);
        return sent != null
                && same(sent.strip().toLowerCase(Locale.ROOT), "sha256=" + hmacSha256(secret, delivery.body()));
    }

    /** HMAC-SHA256 in lower-case hex; the key is the secret in UTF-8. */
    public static String hmacSha256(String secret, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static boolean same(@Nullable String sent, String secret) {
        return sent != null
                && MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String authorization(Delivery delivery, String scheme) {
        String value = delivery.header("authorization");
        return value != null && value.regionMatches(true, 0, scheme, 0, scheme.length())
                ? value.substring(scheme.length()).strip()
                : null;
    }

    private static @Nullable String password(@Nullable String basic) {
        if (basic == null) {
            return null;
        }
        try {
            String decoded = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            return colon < 0 ? null : decoded.substring(colon + 1);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
