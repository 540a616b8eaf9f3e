package io.mendflow.intake.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Garbled;
import io.mendflow.intake.Reading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatadogSenderTest {

    /** A template that names each variable by itself. */
    private static final String FULL =
            """
            {"ALERT_ID":"1234","ALERT_CYCLE_KEY":"6789","ALERT_TRANSITION":"Triggered","ALERT_SCOPE":"service:checkout,host:web-1",
             "AGGREG_KEY":"9bd4ac313a4d1e8fae2482df7b77628","DATE":"1772366280104","TAGS":"env:staging, monitor, service:other,team:shop",
             "ALERT_TITLE":"[P1] [Triggered on {host:web-1}] CPU is high","ALERT_TYPE":"error","ALERT_PRIORITY":"P1","HOSTNAME":"web-1",
             "EVENT_MSG":"%%% CPU @webhook-mendflow %%%","ALERT_STATUS":"system.cpu over host:web-1 was > 90","ALERT_METRIC":"system.cpu",
             "ALERT_QUERY":"avg(last_5m):avg:system.cpu{*} > 90","LINK":"https://app.datadoghq.com/event/1","SNAPSHOT":"null",
             "ID":"2023","ORG":{"ID":"1","NAME":"acme"},"USER":"$USER"}""";

    /** The template that Datadog offers. */
    private static final String OFFERED =
            """
            {"body":"%%% [![Metric Graph](https://p.datadoghq.com/snapshot/a.png)] %%%","last_updated":"1772366280000",
             "event_type":"metric_alert_monitor","title":"[Triggered on {host:web-1,service:checkout}] CPU is high","date":"1772366280000",
             "org":{"id":"11023","name":"acme"},"id":"3906116574"}""";

    private final DatadogSender sender = new DatadogSender();
    private final Reading reading = new Reading(sender, "datadog");

    @Test
    void readsEachVariable() {
        Signal signal = reading.one(FULL);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(signal.service()).isEqualTo("checkout");
        assertThat(signal.environment()).isEqualTo("staging");
        assertThat(signal.title()).isEqualTo("CPU is high");
        assertThat(signal.fingerprint()).isEqualTo("6789");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00.104Z"));
        assertThat(signal.labels())
                .containsEntry("host", "web-1")
                .containsEntry("team", "shop")
                .containsEntry("tags", "monitor")
                .containsEntry("monitor", "1234");
        assertThat(signal.annotations())
                .containsEntry("metric", "system.cpu")
                .containsEntry("transition", "Triggered")
                .containsEntry("organisation", "acme")
                .doesNotContainKeys("snapshot", "unread");
    }

    @Test
    void findsAVariableHoweverItIsWritten() {
        Signal signal = reading.one(
                """
                {"alert":{"id":1234,"cycle_key":"6789","transition":"Warn","scope":"host:web-1"},"alertTitle":"CPU is high",
                 "tags":["service:checkout","env:qa"],"hostname":"web-1","priority":"normal"}""");

        assertThat(signal.fingerprint()).isEqualTo("6789");
        assertThat(signal.severity()).isEqualTo(Severity.WARNING);
        assertThat(signal.service()).isEqualTo("checkout");
        assertThat(signal.environment()).isEqualTo("qa");
        assertThat(signal.labels()).containsEntry("monitor", "1234");
    }

    @Test
    void endsTheCycleThatItBegan() {
        Signal triggered = reading.one(FULL);
        Signal again = reading.one(transition("Re-Triggered", "1772366300104"));
        Signal recovered = reading.one(transition("Recovered", "1772366340104"));

        assertThat(again.status()).isEqualTo(Status.FIRING);
        assertThat(recovered.status()).isEqualTo(Status.RESOLVED);
        assertThat(recovered.endsAt()).isEqualTo(Instant.parse("2026-03-01T11:59:00.104Z"));
        assertThat(List.of(again, recovered)).allSatisfy(signal -> {
            assertThat(signal.fingerprint()).isEqualTo(triggered.fingerprint());
            // The date is that of the event: the open episode is meant.
            assertThat(signal.startsAt()).isNull();
        });
    }

    @Test
    void readsEveryTransition() {
        for (String firing :
                List.of("Triggered", "Re-Triggered", "No Data", "Re-No Data", "Warn", "Re-Warn", "Renotify")) {
            assertThat(reading.one(transition(firing, "1")).status()).as(firing).isEqualTo(Status.FIRING);
        }
        assertThat(reading.one(transition("Warn", "1").replace("\"P1\"", "\"\"").replace("[P1] ", ""))
                        .severity())
                .isEqualTo(Severity.WARNING);
        assertThat(reading.one(transition("Null", "1")
                                .replace("\"error\"", "\"success\"")
                                .replace("[P1] [Triggered on {host:web-1}] ", ""))
                        .status())
                .isEqualTo(Status.RESOLVED);
    }

    @Test
    void readsTheTitleOfTheTemplateThatDatadogOffers() {
        Signal triggered = reading.one(OFFERED);
        Signal recovered =
                reading.one(OFFERED.replace("[Triggered on", "[Recovered on").replace("3906116574", "3906116599"));

        assertThat(triggered.status()).isEqualTo(Status.FIRING);
        assertThat(triggered.title()).isEqualTo("CPU is high");
        assertThat(triggered.service()).isEqualTo("checkout");
        assertThat(recovered.status()).isEqualTo(Status.RESOLVED);
        assertThat(recovered.fingerprint()).isEqualTo(triggered.fingerprint());
        assertThat(reading.one(OFFERED.replace("host:web-1", "host:web-2")).fingerprint())
                .isNotEqualTo(triggered.fingerprint());
    }

    @Test
    void tiesAlertsByTheirMonitorWhereTheyHaveNoCycle() {
        String without = FULL.replace("\"6789\"", "\"$ALERT_CYCLE_KEY\"");

        assertThat(reading.one(without.replace("\"Triggered\"", "\"Recovered\""))
                        .fingerprint())
                .isEqualTo(reading.one(without).fingerprint())
                .isNotEqualTo(reading.one(without.replace("service:checkout,", "service:search,"))
                        .fingerprint());
        assertThat(reading.one("{\"title\":\"a\",\"aggreg_key\":\"k\"}").fingerprint())
                .isEqualTo("k");
    }

    @Test
    void recordsAnEventThatIsNoAlert() {
        Signal signal = reading.one(
                "{\"title\":\"A comment\",\"event_type\":\"event_v1\",\"alert_type\":\"info\",\"id\":\"1\"}");

        assertThat(signal.status()).isEqualTo(Status.OCCURRED);
        assertThat(signal.service()).isEqualTo("unknown");
    }

    @Test
    void namesWhatIsMissing() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/title");
        reading.refuses("{\"alert_transition\":\"Triggered\"}", "/title");
        assertThat(reading.one("{\"alert_id\":7,\"alert_transition\":\"Triggered\"}")
                        .title())
                .isEqualTo("Monitor 7");
    }

    @Test
    void withstandsAnything() {
        Garbled.withstands(reading, FULL);
        Garbled.withstands(reading, OFFERED);
    }

    @Test
    void trustsACustomHeader() {
        assertThat(sender.proves(
                        reading.delivery("application/json", FULL, "authorization", "Bearer s3cret"), "s3cret"))
                .isTrue();
        assertThat(sender.proves(reading.delivery("application/json", FULL), "s3cret"))
                .isFalse();
    }

    private static String transition(String word, String date) {
        return FULL.replace("\"Triggered\"", "\"" + word + "\"").replace("1772366280104", date);
    }
}
