package io.mendflow.intake.opsgenie;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Garbled;
import io.mendflow.intake.Reading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpsgenieSenderTest {

    private static final String CREATED =
            """
            {"source":{"name":"Prometheus","type":"api"},"alert":{"updatedAt":1772366280064000000,"tags":["env:staging","service:payments","urgent"],
             "teams":["96aac541"],"responders":[{"id":"96aac541","type":"team","name":"payments"}],"actions":[],
             "message":"Gateway DB is running out of memory","username":"System","alertId":"052652ac-5d1c-464a-812a-7dd18bbfba8c",
             "source":"fili@acme.example","alias":"gateway-db-memory","tinyId":"23","entity":"gateway-db","createdAt":1772366280104,
             "details":{"cluster":"eu-1","attempt":3},"description":"Less than 100 MB are left","priority":"P1","team":"payments"},
             "action":"Create","integrationId":"37c8f316","integrationName":"Webhook","integrationType":"Webhook"}""";

    private static final String CLOSED =
            """
            {"source":{"name":"web","type":"web"},"alert":{"updatedAt":1772366340669001603,"tags":["env:staging","service:payments"],
             "message":"Gateway DB is running out of memory","username":"fili@acme.example",
             "alertId":"052652ac-5d1c-464a-812a-7dd18bbfba8c","alias":"gateway-db-memory","tinyId":"23","entity":"gateway-db",
             "createdAt":1772366280104,"priority":"P1"},"action":"Close","integrationId":"37c8f316","integrationName":"Webhook"}""";

    private final OpsgenieSender sender = new OpsgenieSender();
    private final Reading reading = new Reading(sender, "opsgenie");

    @Test
    void readsAnAlertThatIsCreated() {
        Signal signal = reading.one(CREATED);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(signal.service()).isEqualTo("payments");
        assertThat(signal.environment()).isEqualTo("staging");
        assertThat(signal.title()).isEqualTo("Gateway DB is running out of memory");
        assertThat(signal.fingerprint()).isEqualTo("gateway-db-memory");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00.104Z"));
        assertThat(signal.labels())
                .containsEntry("cluster", "eu-1")
                .containsEntry("attempt", "3")
                .containsEntry("entity", "gateway-db")
                .containsEntry("tags", "urgent");
        assertThat(signal.annotations())
                .containsEntry("tinyId", "23")
                .containsEntry("by", "System")
                .containsEntry("description", "Less than 100 MB are left")
                .doesNotContainKey("unread");
    }

    @Test
    void endsTheEpisodeThatItBegan() {
        Signal created = reading.one(CREATED);
        Signal acknowledged = reading.one(CREATED.replace("\"Create\"", "\"Acknowledge\""));
        Signal closed = reading.one(CLOSED);

        assertThat(acknowledged.status()).isEqualTo(Status.FIRING);
        assertThat(closed.status()).isEqualTo(Status.RESOLVED);
        assertThat(reading.one(CLOSED.replace("\"Close\"", "\"Delete\"")).status())
                .isEqualTo(Status.RESOLVED);
        assertThat(List.of(acknowledged, closed)).allSatisfy(signal -> {
            assertThat(signal.fingerprint()).isEqualTo(created.fingerprint());
            assertThat(signal.startsAt()).isEqualTo(created.startsAt());
        });
        assertThat(closed.endsAt()).isEqualTo(Instant.parse("2026-03-01T11:59:00.669001Z"));
    }

    @Test
    void recordsWhatChangesNothingAboutAnAlert() {
        for (String action : List.of("AddNote", "AddTags", "RemoveTags", "UpdateDescription", "Restart the gateway")) {
            Signal signal = reading.one(CREATED.replace("\"Create\"", "\"" + action + "\""));
            assertThat(signal.status()).as(action).isEqualTo(Status.OCCURRED);
            assertThat(signal.title()).startsWith(action + ": Gateway DB");
        }
    }

    @Test
    void opensNothingForAnEscalationThatNamesTheAlertByItsIdOnly() {
        Signal signal = reading.one(
                """
                {"escalationId":"51859f57","integrationName":"Webhook","escalationNotify":{"name":"a@acme.example","type":"default"},
                 "alert":{"alertId":"7ba97e3a-d328-4b5e-8f9a-39e945a3869a"},"escalationTime":0,"action":"Escalate","repeatCount":0,
                 "escalationName":"nights"}""");

        assertThat(signal.status()).isEqualTo(Status.OCCURRED);
        assertThat(signal.fingerprint()).isEqualTo("7ba97e3a-d328-4b5e-8f9a-39e945a3869a");
        assertThat(signal.annotations()).containsEntry("escalation", "nights");
    }

    @Test
    void readsWhatOldVersionsSend() {
        Signal signal = reading.one(
                """
                {"action":"Create","alert":{"alertId":"a1","message":"down","tags":"service:web, blue","createdAt":"1772366280104"}}""");

        assertThat(signal.fingerprint()).isEqualTo("a1");
        assertThat(signal.service()).isEqualTo("web");
        assertThat(signal.severity()).isEqualTo(Severity.WARNING);
        assertThat(signal.labels()).containsEntry("tags", "blue");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00.104Z"));
    }

    @Test
    void namesWhatIsMissing() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/alert");
        reading.refuses("{\"alert\":{\"alertId\":\"1\"}}", "/action");
        reading.refuses("{\"action\":\"Create\",\"alert\":{}}", "/alert/alias");
    }

    @Test
    void withstandsAnything() {
        Garbled.withstands(reading, CREATED);
        Garbled.withstands(reading, CLOSED);
    }

    @Test
    void trustsACustomHeader() {
        assertThat(sender.proves(reading.delivery("application/json", CREATED, "x-mendflow-token", "s3cret"), "s3cret"))
                .isTrue();
        assertThat(sender.proves(
                        reading.delivery("application/json", CREATED, "authorization", "Bearer s3cret"), "s3cret"))
                .isTrue();
        assertThat(sender.proves(reading.delivery("application/json", CREATED), "s3cret"))
                .isFalse();
    }
}
