package io.mendflow.intake.cloudevents;

import io.mendflow.intake.Malformed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The value of a {@code ce-*} header: unquoted, percent-decoded once, and strictly UTF-8.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values">3.1.3.2</a>
 */
final class HeaderValue {

    private HeaderValue() {}

    static String decode(String header, String raw) {
        byte[] bytes = percentDecoded(header, unquoted(raw.strip()));
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new Malformed("header " + header, "text without NUL characters", "'" + raw + "'");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new Malformed("header " + header, "percent-encoded UTF-8", "'" + raw + "'");
        }
    }

    private static String unquoted(String raw) {
        if (raw.length() < 2 || raw.charAt(0) != '"' || raw.charAt(raw.length() - 1) != '"') {
            return raw;
        }
        return raw.substring(1, raw.length() - 1).replaceAll("\\\\(.)", "$1");
    }

    /** The server reads headers as ISO-8859-1, so a character is a byte. */
    private static byte[] percentDecoded(String header, String raw) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.writeBytes(
                        String.valueOf(c).getBytes(c < 256 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
                continue;
            }
            int high = digit(raw, i + 1);
            int low = digit(raw, i + 2);
            if (high < 0 || low < 0) {
                throw new Malformed("header " + header, "two hexadecimal digits after each %", "'" + raw + "'");
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        return bytes.toByteArray();
    }

    private static int digit(String raw, int at) {
        return at < raw.length() ? Character.digit(raw.charAt(at), 16) : -1;
    }
}
