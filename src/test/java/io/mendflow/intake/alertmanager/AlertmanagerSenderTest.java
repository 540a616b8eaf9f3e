package io.mendflow.intake.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Reading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertmanagerSenderTest {

    private final Reading reading = new Reading(
            new AlertmanagerSender(new AlertmanagerSettings(
                    List.of("service", "job", "app"), List.of("environment", "env", "stage"), "production")),
            "alertmanager");

    @Test
    void readsEachAlertOfAGroupWithItsOwnStatus() {
        List<Signal> signals = reading.json(
                """
                {"version":"4","groupKey":"{}:{alertname=\\"Down\\"}","status":"firing","receiver":"mendflow","truncatedAlerts":3,
                 "groupLabels":{"alertname":"Down"},"commonLabels":{"alertname":"Down"},"commonAnnotations":{},
                 "externalURL":"http://am:9093","alerts":[
                  {"status":"firing","labels":{"alertname":"Down","job":"web","env":"staging","severity":"page"},
                   "annotations":{"summary":"web is down","runbook_url":"http://wiki"},"startsAt":"2026-03-01T11:58:00.123456789Z",
                   "endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prom/graph","fingerprint":"aaaa"},
                  {"status":"resolved","labels":{"alertname":"Down","service":"db","job":"postgres"},"annotations":{},
                   "startsAt":"2026-03-01T11:00:00Z","endsAt":"2026-03-01T11:59:00Z","generatorURL":"","fingerprint":"bbbb"},
                  {"status":"resolved","labels":{"alertname":"Down","app":"cache","change":"1","kind":"change"},
                   "startsAt":"2026-03-01T11:00:00Z","endsAt":"2026-03-01T11:59:00Z","fingerprint":"cccc"}]}""");

        assertThat(signals).extracting(Signal::status).containsExactly(Status.FIRING, Status.RESOLVED, Status.RESOLVED);
        assertThat(signals).extracting(Signal::service).containsExactly("web", "db", "cache");
        assertThat(signals).extracting(Signal::fingerprint).containsExactly("aaaa", "bbbb", "cccc");
        assertThat(signals).extracting(Signal::kind).containsOnly(Kind.ALERT);
        Signal web = signals.get(0);
        assertThat(web.source()).isEqualTo("alertmanager");
        assertThat(web.title()).isEqualTo("web is down");
        assertThat(web.environment()).isEqualTo("staging");
        assertThat(web.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(web.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00.123456Z"));
        assertThat(web.endsAt()).isNull();
        assertThat(web.labels()).containsEntry("job", "web");
        assertThat(web.annotations())
                .containsEntry("runbook_url", "http://wiki")
                .containsEntry("generatorURL", "http://prom/graph")
                .containsEntry("truncatedAlerts", "3");
        Signal db = signals.get(1);
        assertThat(db.title()).isEqualTo("Down");
        assertThat(db.environment()).isEqualTo("production");
        assertThat(db.endsAt()).isEqualTo(Instant.parse("2026-03-01T11:59:00Z"));
    }

    @Test
    void takesTheGroupsStatusWhereAnAlertHasNone() {
        Signal signal = reading.one(
                """
                {"version":"3","groupKey":18446744073709551617123,"status":"resolved","alerts":[
                  {"labels":{"alertname":"高负载","service":"支付"},"annotations":{},
                   "startsAt":"2026-03-01T19:00:00+08:00","endsAt":"2026-03-01T20:00:00+08:00"}]}""");

        assertThat(signal.status()).isEqualTo(Status.RESOLVED);
        assertThat(signal.title()).isEqualTo("高负载");
        assertThat(signal.service()).isEqualTo("支付");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:00:00Z"));
        assertThat(signal.endsAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(signal.annotations()).containsEntry("groupKey", "18446744073709551617123");
        assertThat(signal.fingerprint()).hasSize(64);
    }

    @Test
    void keepsAlertsApartThatHaveTheSameLabelsAndOtherFingerprints() {
        assertThat(
                        reading.json(
                                """
                {"status":"firing","alerts":[{"labels":{"job":"a"},"fingerprint":"1"},{"labels":{"job":"a"},"fingerprint":"2"}]}"""))
                .extracting(Signal::fingerprint)
                .containsExactly("1", "2");
    }

    @Test
    void takesNoTimeFromTheYearOne() {
        Signal signal = reading.one(
                """
                {"status":"resolved","alerts":[{"labels":{},"startsAt":"0001-01-01T00:00:00+08:00","endsAt":"0001-01-01T00:00:00Z"}]}""");

        assertThat(signal.startsAt()).isNull();
        assertThat(signal.endsAt()).isNull();
        assertThat(signal.service()).isEqualTo("unknown");
    }

    @Test
    void shortensALongTitleAndKeepsAllOfIt() {
        String summary = "x".repeat(3000);
        Signal signal =
                reading.one("{\"status\":\"firing\",\"alerts\":[{\"labels\":{},\"annotations\":{\"summary\":\"%s\"}}]}"
                        .formatted(summary));

        assertThat(signal.title()).hasSize(1000).endsWith("…");
        assertThat(signal.annotations()).containsEntry("summary", summary);
    }

    @Test
    void refusesWhatIsNoAlertmanagerGroup() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/alerts");
        reading.refuses("{\"alerts\":{}}", "/alerts");
        reading.refuses("{\"status\":\"firing\",\"alerts\":[1]}", "/alerts/0");
        reading.refuses("{\"status\":\"firing\",\"alerts\":[{}]}", "/alerts/0/labels");
        reading.refuses("{\"alerts\":[{\"labels\":{}}]}", "/status");
        reading.refuses("{\"alerts\":[{\"labels\":{},\"status\":\"pending\"}]}", "/alerts/0/status");
        reading.refuses(
                "{\"status\":\"firing\",\"alerts\":[{\"labels\":{},\"startsAt\":\"noon\"}]}", "/alerts/0/startsAt");
    }
}
