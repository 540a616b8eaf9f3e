package io.mendflow.intake.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Garbled;
import io.mendflow.intake.Reading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagerdutySenderTest {

    private static final String TRIGGERED = incident("incident.triggered", "2026-03-01T11:58:00Z", "triggered");

    /** Version 2. */
    private static final String OLD =
            """
            {"messages":[{"event":"incident.trigger","log_entries":[],"webhook":{"id":"PW"},"id":"b0d1-2",
              "created_on":"2026-03-01T11:58:00Z","incident":{"id":"PRORDTY","incident_number":33,"title":"The shop is down",
              "created_at":"2026-03-01T11:58:00Z","status":"triggered","incident_key":"k","html_url":"https://acme.pagerduty.com/incidents/PRORDTY",
              "service":{"id":"PN49J75","name":"Production XDB Cluster","summary":"Production XDB Cluster"},"urgency":"high",
              "priority":null}},
             {"event":"incident.resolve","created_on":"2026-03-01T11:59:00Z","incident":{"id":"PRORDTZ","title":"b","status":"resolved",
              "created_at":"2026-03-01T11:58:00Z","service":{"name":"b"}}}]}""";

    private final PagerdutySender sender = new PagerdutySender();
    private final Reading reading = new Reading(sender, "pagerduty");

    @Test
    void readsAnIncidentThatIsTriggered() {
        Signal signal = reading.one(TRIGGERED);

        assertThat(signal.kind()).isEqualTo(Kind.ALERT);
        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(signal.service()).isEqualTo("My Mail Service");
        assertThat(signal.environment()).isEqualTo("production");
        assertThat(signal.title()).isEqualTo("The server is on fire.");
        assertThat(signal.fingerprint()).isEqualTo("PT4KHLK");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00Z"));
        assertThat(signal.labels())
                .containsEntry("number", "1234")
                .containsEntry("service_id", "PIJ90N7")
                .containsEntry("priority", "P1");
        assertThat(signal.annotations())
                .containsEntry("event", "incident.triggered")
                .containsEntry("agent", "Earline Greenholt")
                .containsEntry("html_url", "https://acme.pagerduty.com/incidents/PT4KHLK")
                .doesNotContainKey("unread");
    }

    @Test
    void endsTheEpisodeThatItBegan() {
        Signal triggered = reading.one(TRIGGERED);
        Signal acknowledged = reading.one(incident("incident.acknowledged", "2026-03-01T11:58:30Z", "acknowledged"));
        Signal resolved = reading.one(incident("incident.resolved", "2026-03-01T11:59:00Z", "resolved"));

        assertThat(acknowledged.status()).isEqualTo(Status.FIRING);
        assertThat(acknowledged.startsAt()).isEqualTo(triggered.startsAt());
        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.endsAt()).isEqualTo(Instant.parse("2026-03-01T11:59:00Z"));
        assertThat(List.of(acknowledged, resolved))
                .extracting(Signal::fingerprint)
                .containsOnly(triggered.fingerprint());
    }

    @Test
    void beginsAnewWithAnIncidentThatIsReopened() {
        assertThat(reading.one(incident("incident.reopened", "2026-03-01T12:30:00Z", "triggered"))
                        .startsAt())
                .isEqualTo(Instant.parse("2026-03-01T12:30:00Z"));
    }

    @Test
    void takesTheUrgencyWhereThePriorityIsOfTheirOwnMaking() {
        assertThat(reading.one(TRIGGERED.replace("\"P1\"", "\"Rather bad\"")).severity())
                .isEqualTo(Severity.ERROR);
        assertThat(reading.one(TRIGGERED.replace("\"P1\"", "\"SEV-2\"")).severity())
                .isEqualTo(Severity.ERROR);
        assertThat(reading.one(TRIGGERED.replace("\"P1\"", "null").replace("\"high\"", "\"low\""))
                        .severity())
                .isEqualTo(Severity.INFO);
    }

    @Test
    void recordsWhatChangesNothingAboutAnIncident() {
        Signal note = reading.one(
                """
                {"event":{"id":"01CH","event_type":"incident.annotated","resource_type":"incident","occurred_at":"2026-03-01T11:58:00Z",
                 "agent":null,"client":null,"data":{"incident":{"id":"PT4KHLK","type":"incident_reference","summary":"[#1] Fire",
                 "html_url":"https://acme.pagerduty.com/incidents/PT4KHLK"},"id":"PXP","content":"Looking","trimmed":false,
                 "type":"incident_note"}}}""");

        assertThat(note.status()).isEqualTo(Status.OCCURRED);
        assertThat(note.severity()).isEqualTo(Severity.INFO);
        assertThat(note.fingerprint()).isEqualTo("PT4KHLK");
        assertThat(note.title()).isEqualTo("incident.annotated: [#1] Fire");
        assertThat(note.annotations()).containsEntry("note", "Looking");
        Signal ping = reading.one(
                """
                {"event":{"id":"01BZ","event_type":"pagey.ping","resource_type":"pagey","occurred_at":"2026-03-01T11:58:00Z","agent":null,
                 "client":null,"data":{"message":"Hello from your friend Pagey!","type":"ping"}}}""");
        assertThat(ping.status()).isEqualTo(Status.OCCURRED);
        assertThat(ping.service()).isEqualTo("pagerduty");
    }

    @Test
    void makesAChangedServiceAChange() {
        Signal signal = reading.one(
                """
                {"event":{"id":"01","event_type":"service.updated","resource_type":"service","occurred_at":"2026-03-01T11:58:00Z",
                 "data":{"id":"PF9","type":"service","summary":"Checkout","html_url":"https://acme.pagerduty.com/services/PF9"}}}""");

        assertThat(signal.kind()).isEqualTo(Kind.CHANGE);
        assertThat(signal.service()).isEqualTo("Checkout");
    }

    @Test
    void readsEachMessageOfTheVersionsBefore() {
        List<Signal> signals = reading.json(OLD);

        assertThat(signals).extracting(Signal::status).containsExactly(Status.FIRING, Status.RESOLVED);
        assertThat(signals).extracting(Signal::fingerprint).containsExactly("PRORDTY", "PRORDTZ");
        assertThat(signals.get(0).service()).isEqualTo("Production XDB Cluster");
        assertThat(signals.get(0).severity()).isEqualTo(Severity.ERROR);
        Signal first = reading.one(
                """
                {"messages":[{"type":"incident.trigger","id":"b","created_on":"2014-02-04T19:35:38Z","data":{"incident":{"id":"PIJ90N7",
                 "incident_number":1,"created_on":"2014-02-04T19:35:38Z","status":"triggered","html_url":"https://acme.pagerduty.com/incidents/P",
                 "service":{"id":"PBAZLIU","name":"service"},"trigger_summary_data":{"subject":"45645"}}}}]}""");
        assertThat(first.title()).isEqualTo("45645");
        assertThat(first.startsAt()).isEqualTo(Instant.parse("2014-02-04T19:35:38Z"));
    }

    @Test
    void keepsTheOthersOfOddMessages() {
        List<Signal> signals = reading.json(OLD.replace("\"PRORDTZ\"", "{}"));

        assertThat(signals).extracting(Signal::status).containsExactly(Status.FIRING, Status.OCCURRED);
        assertThat(signals.get(1).annotations()).containsEntry("field", "/messages/1/incident/id");
    }

    @Test
    void namesWhatIsMissing() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/event");
        reading.refuses("{\"event\":{}}", "/event/data");
        reading.refuses("{\"event\":{\"data\":{}}}", "/event/event_type");
        reading.refuses("{\"event\":{\"event_type\":\"incident.resolved\",\"data\":{}}}", "/event/data/id");
    }

    @Test
    void withstandsAnything() {
        Garbled.withstands(reading, TRIGGERED);
        Garbled.withstands(reading, OLD);
    }

    @Test
    void trustsAnyOfTheSignatures() {
        // printf %s '{"event":{}}' | openssl dgst -sha256 -hmac s3cret
        String right = "v1=352991ebcbce339cc66a2794cf09fe782c95f38e7988e48bda8ded984a11311c";

        assertThat(sender.proves(signed(right), "s3cret")).isTrue();
        assertThat(sender.proves(signed("v1=" + "0".repeat(64) + ", " + right), "s3cret"))
                .isTrue();
        assertThat(sender.proves(signed(right + ",v1=" + "0".repeat(64)), "s3cret"))
                .isTrue();
        assertThat(sender.proves(signed(right.replace("v1=", "v2=")), "s3cret")).isFalse();
        assertThat(sender.proves(signed(right), "another")).isFalse();
        assertThat(sender.proves(signed(""), "s3cret")).isFalse();
        assertThat(sender.proves(
                        reading.delivery("application/json", "{}", "authorization", "Bearer s3cret"), "s3cret"))
                .isTrue();
        assertThat(sender.proves(reading.delivery("application/json", "{}"), "s3cret"))
                .isFalse();
    }

    @Test
    void knowsADeliveryByItsEvent() {
        assertThat(sender.idempotencyKey(reading.delivery("application/json", TRIGGERED)))
                .isEqualTo("5ac64822-4adc");
        assertThat(sender.idempotencyKey(reading.delivery("application/json", OLD)))
                .isNull();
    }

    private Delivery signed(String signatures) {
        return reading.delivery("application/json", "{\"event\":{}}", "x-pagerduty-signature", signatures);
    }

    private static String incident(String type, String at, String status) {
        return """
               {"event":{"id":"5ac64822-4adc","event_type":"%s","resource_type":"incident","occurred_at":"%s",
                "agent":{"html_url":"https://acme.pagerduty.com/users/PXPGF42","id":"PXPGF42","summary":"Earline Greenholt",
                 "type":"user_reference"},"client":{"name":"PagerDuty"},
                "data":{"id":"PT4KHLK","type":"incident","self":"https://api.pagerduty.com/incidents/PT4KHLK",
                 "html_url":"https://acme.pagerduty.com/incidents/PT4KHLK","number":1234,"status":"%s",
                 "incident_key":"baf7cf21b1da41b4b0221008339ff357","created_at":"2026-03-01T11:58:00Z","title":"The server is on fire.",
                 "service":{"html_url":"https://acme.pagerduty.com/services/PIJ90N7","id":"PIJ90N7","summary":"My Mail Service",
                  "type":"service_reference"},
                 "assignees":[{"id":"PXPGF42","summary":"Earline Greenholt","type":"user_reference"}],
                 "escalation_policy":{"id":"PUS0KTE","summary":"Default","type":"escalation_policy_reference"},
                 "teams":[{"id":"PFCVPS0","summary":"Engineering","type":"team_reference"}],
                 "priority":{"id":"PSO75BM","summary":"P1","type":"priority_reference"},"urgency":"high",
                 "conference_bridge":null,"resolve_reason":null}}}"""
                .formatted(type, at, status);
    }
}
