package io.mendflow.intake;

import io.mendflow.incident.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What the fuzzer calls: the first byte of an input chooses the sender, then come headers, a line each, an empty line and the body. Any sender makes
 * signals that columns keep of anything, or says what is malformed.
 */
public final class SendersFuzz {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final List<Sender> SENDERS = senders();

    private SendersFuzz() {}

    /** @param input as the fuzzer makes it up */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0) {
            Sender sender = SENDERS.get(Byte.toUnsignedInt(input[0]) % SENDERS.size());
            read(sender, delivery(sender, input));
        }
    }

    /** The input that has a sender read a text of headers, an empty line and a body. */
    static byte[] input(String type, byte[] text) {
        byte[] input = new byte[text.length + 1];
        for (int i = 0; i < SENDERS.size(); i++) {
            if (SENDERS.get(i).type().equals(type)) {
                input[0] = (byte) i;
            }
        }
        System.arraycopy(text, 0, input, 1, text.length);
        return input;
    }

    static List<String> types() {
        return SENDERS.stream().map(Sender::type).toList();
    }

    static List<Signal> read(Sender sender, Delivery delivery) {
        sender.accepts(delivery.contentType());
        sender.handshake(delivery.headers());
        sender.proves(delivery, "s3cret");
        Malformed refused = null;
        try {
            sender.idempotencyKey(delivery);
        } catch (Malformed e) {
            refused = e;
        }
        try {
            List<Signal> signals = sender.read(delivery);
            if (refused != null) {
                throw new AssertionError("Expected a delivery that is read to have a name, or none", refused);
            }
            signals.forEach(Garbled::check);
            return signals;
        } catch (Malformed e) {
            if (e.field().isBlank() || !Texts.isStorable(String.valueOf(e.getMessage()))) {
                throw new AssertionError("Expected a refusal that names the field and can be kept", e);
            }
            return List.of();
        }
    }

    static Delivery delivery(Sender sender, byte[] input) {
        Map<String, String> headers = new HashMap<>();
        int from = 1;
        for (int end = from; end < input.length; end++) {
            if (input[end] == '\n') {
                if (end == from) {
                    from++;
                    break;
                }
                String line = new String(input, from, end - from, StandardCharsets.ISO_8859_1);
                int colon = line.indexOf(':', 1);
                if (colon > 0) {
                    headers.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
                from = end + 1;
            }
        }
        byte[] body = java.util.Arrays.copyOfRange(input, Math.min(from, input.length), input.length);
        return new Delivery(sender.type(), contentType(headers.get("content-type")), headers, body, NOW);
    }

    private static @Nullable MediaType contentType(@Nullable String text) {
        try {
            return text == null ? MediaType.APPLICATION_JSON : MediaType.parseMediaType(text);
        } catch (InvalidMediaTypeException e) {
            return null;
        }
    }

    private static List<Sender> senders() {
        // Open as long as the process: senders may load what they need when they need it.
        var context = new AnnotationConfigApplicationContext(Parts.class);
        List<Sender> senders =
                new ArrayList<>(context.getBeansOfType(Sender.class).values());
        senders.sort(Comparator.comparing(Sender::type));
        return senders;
    }

    @ConfigurationPropertiesScan(basePackageClasses = Sender.class)
    @ComponentScan(
            basePackageClasses = Sender.class,
            useDefaultFilters = false,
            includeFilters = {
                @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Sender.class),
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = ".*\\.cloudwatch\\.(Signatures|Aws|Certificates)")
            })
    static class Parts {

        @Bean
        Clock clock() {
            return Clock.fixed(NOW, ZoneOffset.UTC);
        }
    }
}
