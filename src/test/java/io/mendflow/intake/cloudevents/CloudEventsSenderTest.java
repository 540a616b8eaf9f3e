package io.mendflow.intake.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Malformed;
import io.mendflow.intake.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CloudEventsSenderTest {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    private final CloudEventsSender sender =
            new CloudEventsSender(new CloudEventsSettings(List.of(".deployed"), List.of(".resolved", ".recovered")));
    private final Reading reading = new Reading(sender, "cloudevents");

    @Test
    void readsABinaryEvent() {
        Signal signal = binary(
                        "{\"title\":\"down\",\"severity\":\"critical\",\"labels\":{\"a\":\"b\"}}",
                        "ce-type",
                        "com.example.alert",
                        "ce-subject",
                        "Euro%20%E2%82%AC%2520%F0%9F%98%80",
                        "ce-time",
                        "2026-03-01T12:00:00+08:00")
                .get(0);

        assertThat(signal.title()).isEqualTo("down");
        assertThat(signal.service()).isEqualTo("checkout");
        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T04:00:00Z"));
        assertThat(signal.labels()).containsExactly(Map.entry("a", "b"));
        assertThat(signal.annotations())
                .containsEntry("ce-subject", "Euro €%20😀")
                .containsEntry("ce-id", "1");
    }

    @Test
    void unquotesHeadersAndReadsRawUtf8() {
        String raw = new String("é".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        Signal signal =
                binary("", "ce-type", "\"a\\\"b%2E\"", "ce-subject", raw).get(0);

        assertThat(signal.annotations()).containsEntry("ce-type", "a\"b.").containsEntry("ce-subject", "é");
    }

    @Test
    void refusesHeadersThatAreNotPercentEncodedUtf8() {
        for (String bad : List.of("%C3%28", "%zz", "%E2%82", "%", "%4", "\u00e9", "%00")) {
            Malformed refusal =
                    catchThrowableOfType(Malformed.class, () -> binary("", "ce-type", "a", "ce-subject", bad));
            assertThat(refusal).as(bad).isNotNull();
            assertThat(refusal.field()).isEqualTo("header ce-subject");
        }
    }

    @Test
    void readsAStructuredEventAndABatch() {
        String one = event("com.example.alert", "1", ",\"data\":{\"title\":\"down\",\"service\":\"web\"}");
        String two = event(
                "com.example.service.deployed",
                "2",
                ",\"data_base64\":\"%s\""
                        .formatted(Base64.getEncoder()
                                .encodeToString("{\"title\":\"web 2.1\"}".getBytes(StandardCharsets.UTF_8))));

        assertThat(read(STRUCTURED, one)).extracting(Signal::service).containsExactly("web");
        assertThat(read(STRUCTURED + "; charset=utf-8", one)).hasSize(1);
        List<Signal> both = read(BATCH, "[%s,%s]".formatted(one, two));
        assertThat(both).extracting(Signal::kind).containsExactly(Kind.ALERT, Kind.CHANGE);
        assertThat(both).extracting(Signal::title).containsExactly("down", "web 2.1");
        assertThat(both.get(1).status()).isEqualTo(Status.OCCURRED);
        assertThat(both.get(1).startsAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(read(BATCH, "[]")).isEmpty();
    }

    @Test
    void tiesAResolvedEventToTheFiringOne() {
        Signal firing = read(STRUCTURED, event("a.fired", "1", ",\"data\":{\"title\":\"down\"}"))
                .get(0);
        Signal resolved = read(STRUCTURED, event("a.resolved", "2", ",\"data\":{\"title\":\"down\"}"))
                .get(0);

        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.startsAt()).isNull();
        assertThat(resolved.endsAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(resolved.fingerprint()).isEqualTo(firing.fingerprint());
    }

    @Test
    void keepsAnEventThatIsNoAlertAsAnOccurrence() {
        Signal signal = read(STRUCTURED, event("com.example.user.created", "1", ",\"data\":[1]"))
                .get(0);

        assertThat(signal.status()).isEqualTo(Status.OCCURRED);
        assertThat(signal.title()).isEqualTo("com.example.user.created");
    }

    @Test
    void namesTheAttributeThatIsMissing() {
        assertRefused(STRUCTURED, "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\"}", "/type");
        assertRefused(STRUCTURED, event("a", "1", "").replace("1.0", "0.3"), "/specversion");
        assertRefused(BATCH, "[%s,{}]".formatted(event("a", "1", "")), "/1/specversion");
        assertRefused(BATCH, event("a", "1", ""), "body");
        assertRefused(STRUCTURED, event("a", "1", ",\"data_base64\":\"*\""), "/data_base64");
        assertRefused(STRUCTURED, event("a", "1", "").replace("2026-03-01T12", "noon"), "/time");
        assertRefused("application/json", "{}", "header ce-specversion");
    }

    @Test
    void knowsTheSameEventByItsSourceAndId() {
        Delivery first = reading.delivery(STRUCTURED, event("a", "1", ""));
        Delivery again = reading.delivery(STRUCTURED, event("a", "1", " "));
        Delivery other = reading.delivery(STRUCTURED, event("a", "2", ""));

        assertThat(sender.idempotencyKey(again)).isNotNull().isEqualTo(sender.idempotencyKey(first));
        assertThat(sender.idempotencyKey(other)).isNotEqualTo(sender.idempotencyKey(first));
    }

    private List<Signal> binary(String data, String... headers) {
        Delivery delivery = reading.delivery(data.isEmpty() ? null : "application/json", data, headers);
        delivery.headers().putAll(Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/shop/checkout"));
        return sender.read(delivery);
    }

    private List<Signal> read(String contentType, String body) {
        return sender.read(reading.delivery(contentType, body));
    }

    private void assertRefused(String contentType, String body, String field) {
        Malformed refusal = catchThrowableOfType(Malformed.class, () -> read(contentType, body));
        assertThat(refusal).as(body).isNotNull();
        assertThat(refusal.field()).isEqualTo(field);
    }

    private static String event(String type, String id, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/shop/checkout\",\"type\":\"%s\",\"time\":\"2026-03-01T12:00:00Z\"%s}"
                .formatted(id, type, data);
    }
}
