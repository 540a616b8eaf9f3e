package io.mendflow.intake.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Garbled;
import io.mendflow.intake.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrafanaSenderTest {

    private static final String SECRET = "it's é secret";

    /** As version 12 sends it: values, appVersion and an address without a host; one of two members is resolved. */
    private static final String UNIFIED =
            """
            {"receiver":"mendflow","status":"firing","orgId":1,"alerts":[
              {"status":"firing","labels":{"alertname":"High memory usage","grafana_folder":"shop","job":"checkout","env":"staging",
                "severity":"critical"},
               "annotations":{"description":"The system has high memory usage","runbook_url":"https://wiki/1234",
                "summary":"checkout is out of memory"},
               "startsAt":"2026-03-01T09:51:03.157076+02:00","endsAt":"0001-01-01T00:00:00Z",
               "generatorURL":"/alerting/grafana/1afz29v7z/view?orgId=1","fingerprint":"c6eadffa33fcdf37",
               "silenceURL":"https://grafana.example/alerting/silence/new?matcher=a","dashboardURL":"","panelURL":"https://grafana.example/d/x?viewPanel=2",
               "values":{"B":44.23943737541908,"C":1}},
              {"status":"resolved","labels":{"alertname":"High CPU usage","service":"search"},"annotations":{},
               "startsAt":"2026-03-01T09:56:03.157076+02:00","endsAt":"2026-03-01T09:59:03.157076+02:00",
               "generatorURL":"https://grafana.example/alerting/d1rdpdv7k/edit","fingerprint":"bc97ff14869b13e3",
               "valueString":"[ metric='' labels={} value=47043.702386305304 ]"}],
             "groupLabels":{},"commonLabels":{"team":"blue"},"commonAnnotations":{},"externalURL":"https://grafana.example/",
             "appVersion":"12.1.0","version":"1","groupKey":"{}:{}","truncatedAlerts":0,"title":"[FIRING:1, RESOLVED:1] (blue)",
             "state":"alerting","message":"**Firing**"}""";

    /** As version 8 and those before send it. */
    private static final String LEGACY =
            """
            {"dashboardId":1,"evalMatches":[{"value":100,"metric":"High value","tags":{"service":"shop","env":"qa"}},
              {"value":200,"metric":"Higher Value","tags":null}],
             "imageUrl":"https://grafana.example/a.png","message":"The shop is slow","orgId":3,"panelId":2,"ruleId":12,
             "ruleName":"Shop latency","ruleUrl":"http://localhost:3000/d/hZ7BuVbWz/t?tab=alert","state":"alerting",
             "tags":{"severity":"critical","team":"blue"},"title":"[Alerting] Shop latency"}""";

    private final GrafanaSender sender = sender(null);
    private final Reading reading = new Reading(sender, "grafana");

    @Test
    void readsEachAlertOfAGroupWithItsOwnStatus() {
        List<Signal> signals = reading.json(UNIFIED);

        assertThat(signals).extracting(Signal::status).containsExactly(Status.FIRING, Status.RESOLVED);
        assertThat(signals).extracting(Signal::fingerprint).containsExactly("c6eadffa33fcdf37", "bc97ff14869b13e3");
        Signal memory = signals.get(0);
        assertThat(memory.title()).isEqualTo("checkout is out of memory");
        assertThat(memory.service()).isEqualTo("checkout");
        assertThat(memory.environment()).isEqualTo("staging");
        assertThat(memory.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(memory.startsAt()).isEqualTo(Instant.parse("2026-03-01T07:51:03.157076Z"));
        assertThat(memory.endsAt()).isNull();
        assertThat(memory.labels()).containsEntry("grafana_folder", "shop");
        assertThat(memory.annotations())
                .containsEntry("runbook_url", "https://wiki/1234")
                .containsEntry("values", "B=44.23943737541908, C=1")
                .containsEntry("generatorURL", "https://grafana.example/alerting/grafana/1afz29v7z/view?orgId=1")
                .containsEntry("panelURL", "https://grafana.example/d/x?viewPanel=2")
                .doesNotContainKeys("dashboardURL", "truncatedAlerts", "unread");
        Signal cpu = signals.get(1);
        assertThat(cpu.title()).isEqualTo("High CPU usage");
        assertThat(cpu.environment()).isEqualTo("production");
        assertThat(cpu.endsAt()).isEqualTo(Instant.parse("2026-03-01T07:59:03.157076Z"));
        assertThat(cpu.annotations())
                .containsEntry("values", "[ metric='' labels={} value=47043.702386305304 ]")
                .containsEntry("generatorURL", "https://grafana.example/alerting/d1rdpdv7k/edit");
    }

    @Test
    void endsTheEpisodeThatItBegan() {
        Signal firing = reading.json(UNIFIED).get(0);
        Signal again = reading.json(UNIFIED.replace("2026-03-01T09:59", "2026-03-01T10:59"))
                .get(0);
        Signal resolved = reading.json(
                        UNIFIED.replaceFirst("\"status\":\"firing\",\"labels\"", "\"status\":\"resolved\",\"labels\""))
                .get(0);

        assertThat(again.startsAt()).isEqualTo(firing.startsAt());
        assertThat(again.fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(resolved.startsAt()).isEqualTo(firing.startsAt());
    }

    @Test
    void meansTheOpenEpisodeWhereGrafanaForgotItsBeginning() {
        Signal signal = reading.one(
                """
                {"status":"resolved","alerts":[{"status":"resolved","labels":{"alertname":"a"},"fingerprint":"1",
                 "startsAt":"2026-03-01T11:00:00Z","endsAt":"2026-03-01T11:00:00Z"}]}""");

        assertThat(signal.startsAt()).isNull();
        assertThat(signal.endsAt()).isEqualTo(Instant.parse("2026-03-01T11:00:00Z"));
    }

    @Test
    void namesTheRuleThatHasNoData() {
        assertThat(reading.one(
                                """
                {"status":"firing","alerts":[{"labels":{"alertname":"DatasourceNoData","rulename":"Latency"}}]}""")
                        .title())
                .isEqualTo("DatasourceNoData: Latency");
    }

    @Test
    void readsARuleOfADashboard() {
        Signal signal = reading.one(LEGACY);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.title()).isEqualTo("Shop latency");
        assertThat(signal.service()).isEqualTo("shop");
        assertThat(signal.environment()).isEqualTo("qa");
        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(signal.fingerprint()).isEqualTo("3/12");
        assertThat(signal.startsAt()).isNull();
        assertThat(signal.labels()).containsEntry("team", "blue").containsEntry("alertname", "Shop latency");
        assertThat(signal.annotations())
                .containsEntry("message", "The shop is slow")
                .containsEntry("values", "High value=100, Higher Value=200")
                .containsEntry("ruleUrl", "http://localhost:3000/d/hZ7BuVbWz/t?tab=alert");
    }

    @Test
    void resolvesARuleThatIsOk() {
        Signal resolved = reading.one(
                """
                {"dashboardId":1,"evalMatches":[],"orgId":3,"panelId":2,"ruleId":12,"ruleName":"Shop latency","state":"ok",
                 "tags":{},"title":"[OK] Shop latency"}""");

        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.fingerprint()).isEqualTo(reading.one(LEGACY).fingerprint());
        assertThat(reading.one(LEGACY.replace("\"alerting\"", "\"no_data\"")).status())
                .isEqualTo(Status.FIRING);
        assertThat(reading.one(LEGACY.replace("\"alerting\"", "\"paused\"")).status())
                .isEqualTo(Status.OCCURRED);
        assertThat(reading.one(LEGACY.replace("\"ruleId\":12", "\"ruleId\":12345678901234567890"))
                        .fingerprint())
                .isEqualTo("3/12345678901234567890");
    }

    @Test
    void readsWhatItCanOfAnOddAlertAndTellsTheRest() {
        List<Signal> signals = reading.json(
                """
                {"status":"firing","externalURL":["x"],"alerts":[
                  {"labels":{"alertname":"a","service":"web"},"annotations":"none","startsAt":"noon","fingerprint":{},"status":"firing"},
                  "lost",
                  {"labels":[],"status":"resolved","fingerprint":"2"},
                  {"status":"suppressed","labels":{"alertname":"c"}}],"commonLabels":{"job":"db"}}""");

        assertThat(signals)
                .extracting(Signal::status)
                .containsExactly(Status.FIRING, Status.RESOLVED, Status.OCCURRED, Status.OCCURRED);
        assertThat(signals).extracting(Signal::service).containsExactly("web", "db", "unknown", "grafana");
        assertThat(signals.get(0).annotations().get("unread"))
                .contains("/alerts/0/startsAt")
                .contains("/alerts/0/annotations")
                .contains("/alerts/0/fingerprint");
        assertThat(signals.get(0).fingerprint()).hasSize(64);
        assertThat(signals.get(3).annotations().get("reason")).contains("/alerts/1, but it is the text 'lost'");
        assertThat(signals.get(2).annotations()).containsEntry("grafanaStatus", "suppressed");
    }

    @Test
    void seesTheEndWhereNothingTellsTheStatus() {
        assertThat(reading.one("{\"alerts\":[{\"labels\":{},\"endsAt\":\"2026-03-01T11:00:00Z\"}]}")
                        .status())
                .isEqualTo(Status.RESOLVED);
        assertThat(reading.one("{\"alerts\":[{\"labels\":{},\"endsAt\":\"2026-03-01T13:00:00Z\"}]}")
                        .status())
                .isEqualTo(Status.FIRING);
    }

    @Test
    void namesWhatIsMissing() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/alerts");
        reading.refuses("{\"alerts\":{}}", "/alerts");
        reading.refuses("{\"alerts\":[1,2]}", "/alerts/0");
        reading.refuses("{\"ruleId\":1}", "/state");
        reading.refuses("{\"evalMatches\":[],\"state\":\"ok\"}", "/ruleId");
    }

    @Test
    void withstandsAnything() {
        Garbled.withstands(reading, UNIFIED);
        Garbled.withstands(reading, LEGACY);
    }

    @Test
    void trustsTheSignatureOfTheBody() {
        String signature = Credentials.hmacSha256(SECRET, UNIFIED.getBytes(StandardCharsets.UTF_8));

        assertThat(sender.proves(posted("x-grafana-alerting-signature", signature), SECRET))
                .isTrue();
        assertThat(sender.proves(posted("x-grafana-alerting-signature", signature), "another"))
                .isFalse();
        assertThat(sender.proves(
                        posted("x-grafana-alerting-signature", signature.replace(signature.charAt(0), 'x')), SECRET))
                .isFalse();
        assertThat(sender.proves(posted("authorization", "Bearer " + SECRET), SECRET))
                .isTrue();
        assertThat(sender.proves(
                        posted("authorization", "Bearer " + SECRET, "x-grafana-alerting-signature", "00"), SECRET))
                .isFalse();
        assertThat(sender.proves(posted(), SECRET)).isFalse();
    }

    @Test
    void trustsASignatureWithATimestampWhileItIsFresh() {
        GrafanaSender stamped = sender("X-Stamp");
        long now = Reading.NOW.getEpochSecond();

        assertThat(stamped.proves(stamped(now - 299), SECRET)).isTrue();
        assertThat(stamped.proves(stamped(now - 301), SECRET)).isFalse();
        assertThat(stamped.proves(posted("x-sign", "00", "x-stamp", "soon"), SECRET))
                .isFalse();
        String unstamped = Credentials.hmacSha256(SECRET, UNIFIED.getBytes(StandardCharsets.UTF_8));
        assertThat(stamped.proves(posted("x-sign", unstamped), SECRET)).isFalse();
    }

    private Delivery stamped(long seconds) {
        byte[] signed = (seconds + ":" + UNIFIED).getBytes(StandardCharsets.UTF_8);
        return posted("x-sign", Credentials.hmacSha256(SECRET, signed), "x-stamp", Long.toString(seconds));
    }

    private Delivery posted(String... headers) {
        return reading.delivery("application/json", UNIFIED, headers);
    }

    private static GrafanaSender sender(String timestampHeader) {
        return new GrafanaSender(new GrafanaSettings(
                List.of("service", "job", "app"),
                List.of("environment", "env", "stage"),
                "production",
                timestampHeader == null ? "X-Grafana-Alerting-Signature" : "X-Sign",
                timestampHeader));
    }
}
