package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mendflow.incident.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;

/** Reads a delivery with one sender, without a server. */
public record Reading(Sender sender, String source) {

    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

    public List<Signal> json(String body) {
        return sender.read(delivery("application/json", body));
    }

    public Signal one(String body) {
        List<Signal> signals = json(body);
        assertThat(signals).hasSize(1);
        return signals.get(0);
    }

    public void refuses(String body, String field) {
        assertThat(catchThrowableOfType(Malformed.class, () -> json(body)))
                .as(body)
                .isNotNull()
                .satisfies(e -> assertThat(e.field()).isEqualTo(field));
    }

    /** @param headers names and values */
    public Delivery delivery(String contentType, String body, String... headers) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new Delivery(
                source,
                contentType == null ? null : MediaType.parseMediaType(contentType),
                all,
                body.getBytes(StandardCharsets.UTF_8),
                NOW);
    }
}
