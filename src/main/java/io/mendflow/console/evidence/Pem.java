package io.mendflow.console.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes between lines of dashes (RFC 7468). */
final class Pem {

    private Pem() {}

    static String encode(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label);
    }

    /** @throws IllegalArgumentException when there is no such block; the text may be a secret, and is not repeated */
    static byte[] decode(String text, String label) {
        Matcher block = Pattern.compile("-----BEGIN %s-----([A-Za-z0-9+/=\\s]{1,10000})-----END %s-----"
                        .formatted(Pattern.quote(label), Pattern.quote(label)))
                .matcher(text);
        if (!block.find()) {
            throw new IllegalArgumentException(
                    "Expected PEM with a block of BEGIN %s, but there is none".formatted(label));
        }
        try {
            return Base64.getDecoder().decode(block.group(1).replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Expected Base64 between BEGIN and END %s".formatted(label), e);
        }
    }
}
