package io.mendflow.intake.zabbix;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Mutants;
import io.mendflow.intake.Reading;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

class ZabbixSenderTest {

    private static final String PROBLEM =
            """
            {"zabbix_url":"https://zabbix.example","event_source":"0","event_value":"1","event_update_status":"0","event_id":"4711",
             "event_nseverity":"4","event_severity":"High","event_name":"Load average is too high","event_opdata":"Load: 9.1",
             "event_date":"2026.03.01","event_time":"12:58:00","event_recovery_date":"{EVENT.RECOVERY.DATE}",
             "event_recovery_time":"{EVENT.RECOVERY.TIME}","event_tags":"service:shop, env:staging, scope:performance","host_name":"web-1",
             "host_ip":"10.0.0.7","trigger_id":"16199","trigger_description":"*UNKNOWN*","alert_subject":"Problem: Load average is too high",
             "alert_message":"Problem started at 12:58:00 on 2026.03.01"}""";

    private static final String STREAMED =
            """
            {"clock":1772366280,"ns":123456789,"value":1,"eventid":4711,"name":"Load average is too high","severity":3,\
            "hosts":[{"host":"web-1.example","name":"web-1"}],"groups":["Linux"],"tags":[{"tag":"service","value":"shop"}]}""";

    private final Reading reading = new Reading(
            new ZabbixSender(new ZabbixSettings(
                    ZoneId.of("Europe/Vienna"),
                    List.of("service", "app"),
                    List.of("environment", "env"),
                    "production")),
            "zabbix");

    @Test
    void readsWhatAWebhookScriptPosts() {
        Signal signal = reading.one(PROBLEM);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.ERROR);
        assertThat(signal.title()).isEqualTo("Load average is too high");
        assertThat(signal.service()).isEqualTo("shop");
        assertThat(signal.environment()).isEqualTo("staging");
        assertThat(signal.fingerprint()).isEqualTo("4711");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00Z"));
        assertThat(signal.labels())
                .containsEntry("host", "web-1")
                .containsEntry("trigger", "16199")
                .containsEntry("scope", "performance");
        assertThat(signal.annotations())
                .containsEntry("operationalData", "Load: 9.1")
                .containsEntry("address", "10.0.0.7")
                .doesNotContainKey("description");
    }

    @Test
    void resolvesWhatFiredWhenTheEventRecovers() {
        Signal firing = reading.one(PROBLEM);
        Signal updated = reading.one(PROBLEM.replace("\"event_update_status\":\"0\"", "\"event_update_status\":\"1\""));
        Signal resolved = reading.one(PROBLEM.replace("\"event_value\":\"1\"", "\"event_value\":\"0\"")
                .replace("{EVENT.RECOVERY.DATE}", "2026.03.01")
                .replace("{EVENT.RECOVERY.TIME}", "12:59:30"));

        assertThat(updated.fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(updated.startsAt()).isEqualTo(firing.startsAt());
        assertThat(updated.status()).isEqualTo(Status.FIRING);
        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(resolved.startsAt()).isNull();
        assertThat(resolved.endsAt()).isEqualTo(Instant.parse("2026-03-01T11:59:30Z"));
    }

    @Test
    void findsMacrosHoweverTheyAreSpelled() {
        for (String body : List.of(
                "{\"EVENT.ID\":\"7\",\"EVENT.VALUE\":\"OK\",\"EVENT.NAME\":\"down\",\"HOST.NAME\":\"web\",\"EVENT.SEVERITY\":\"Disaster\"}",
                "{\"{EVENT.ID}\":7,\"{EVENT.STATUS}\":\"RESOLVED\",\"{TRIGGER.NAME}\":\"down\",\"{HOST.HOST}\":\"web\",\"{TRIGGER.NSEVERITY}\":5}",
                "{\"eventId\":\"7\",\"eventValue\":0,\"eventName\":\"down\",\"hostName\":\"web\",\"eventNseverity\":\"5\"}",
                "{\"event\":{\"id\":7,\"value\":\"0\",\"name\":\"down\",\"severity\":\"Disaster\"},\"host\":{\"name\":\"web\"}}",
                "{\"EventID\":\"7\",\"Subject\":\"Resolved in 5m 3s: down\",\"host\":\"web\",\"severity\":\"disaster\"}")) {
            Signal signal = reading.one(body);

            assertThat(signal.fingerprint()).as(body).isEqualTo("7");
            assertThat(signal.status()).as(body).isEqualTo(Status.RESOLVED);
            assertThat(signal.title()).as(body).isEqualTo("down");
            assertThat(signal.service()).as(body).isEqualTo("web");
            assertThat(signal.severity()).as(body).isEqualTo(Severity.CRITICAL);
        }
    }

    @Test
    void knowsEverySeverityOfZabbix() {
        assertThat(List.of("0", "1", "2", "3", "4", "5"))
                .map(severity -> reading.one(PROBLEM.replace("\"4\"", '"' + severity + '"'))
                        .severity())
                .containsExactly(
                        Severity.INFO,
                        Severity.INFO,
                        Severity.WARNING,
                        Severity.ERROR,
                        Severity.ERROR,
                        Severity.CRITICAL);
    }

    @Test
    void readsTagsAsJsonAsArrayAndAsText() {
        String tags = "[{\"tag\":\"service\",\"value\":\"shop\"},{\"tag\":\"night\",\"value\":\"\"}]";
        for (String written : List.of(Mutants.quoted(tags), tags, "\"service:shop, night\"")) {
            Signal signal =
                    reading.one("{\"event_id\":1,\"event_name\":\"x\",\"event_tagsjson\":%s}".formatted(written));

            assertThat(signal.service()).as(written).isEqualTo("shop");
            assertThat(signal.labels()).containsEntry("night", "");
        }
    }

    @Test
    void tellsProblemsWithoutAnEventIdApartByTriggerOrByNameAndHost() {
        String firing = "{\"subject\":\"Problem: disk is full\",\"host\":\"db\"}";
        String resolved = "{\"subject\":\"Resolved: disk is full\",\"host\":\"db\"}";

        assertThat(reading.one(resolved).fingerprint())
                .isEqualTo(reading.one(firing).fingerprint())
                .isNotEqualTo(reading.one(firing.replace("db", "web")).fingerprint());
        assertThat(reading.one(resolved).status()).isEqualTo(Status.RESOLVED);
        assertThat(reading.one("{\"trigger_id\":5,\"event_value\":1}").fingerprint())
                .isEqualTo("trigger 5");
    }

    @Test
    void readsTheLinesOfAStreamingConnector() {
        String recovery = "{\"clock\":1772366370,\"ns\":0,\"value\":0,\"eventid\":4800,\"p_eventid\":4711}";
        List<Signal> signals = reading.sender()
                .read(reading.delivery("application/x-ndjson", STREAMED + "\n\n" + recovery + "\n{\"broken\n"));

        assertThat(signals).hasSize(3);
        Signal firing = signals.get(0);
        assertThat(firing.service()).isEqualTo("shop");
        assertThat(firing.labels()).containsEntry("host", "web-1");
        assertThat(firing.severity()).isEqualTo(Severity.ERROR);
        assertThat(firing.startsAt()).isEqualTo(Instant.ofEpochSecond(1772366280));
        assertThat(signals.get(1).status()).isEqualTo(Status.RESOLVED);
        assertThat(signals.get(1).fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(signals.get(1).endsAt()).isEqualTo(Instant.ofEpochSecond(1772366370));
        assertThat(signals.get(2).status()).isEqualTo(Status.OCCURRED);
        assertThat(signals.get(2).annotations().get("reason")).contains("JSON");
        assertThat(reading.sender().accepts(MediaType.parseMediaType("application/x-ndjson")))
                .isTrue();
    }

    @Test
    void keepsTheOthersOfABatchWhereOneIsOdd() {
        List<Signal> signals = reading.json("[%s,{\"foo\":1},%s]".formatted(PROBLEM, PROBLEM.replace("4711", "4712")));

        assertThat(signals).extracting(Signal::status).containsExactly(Status.FIRING, Status.FIRING, Status.OCCURRED);
        assertThat(signals.get(2).annotations()).containsEntry("field", "/1/event_id");
        assertThat(reading.json("[]")).isEmpty();
    }

    @Test
    void refusesWhatSaysNothing() {
        reading.refuses("{}", "/event_id");
        reading.refuses("7", "body");
        reading.refuses("[{\"event_id\":\"{EVENT.ID}\"}]", "/0/event_id");
    }

    @Test
    void provesItselfByATokenInTheAddress() {
        assertThat(reading.sender()
                        .proves(reading.delivery("application/json", "{}", ":query", "a=b&token=t%26k"), "t&k"))
                .isTrue();
        assertThat(reading.sender().proves(reading.delivery("application/json", "{}", ":query", "token="), "t"))
                .isFalse();
        assertThat(reading.sender().proves(reading.delivery("application/json", "{}", ":query", "token=%zz"), "t"))
                .isFalse();
        assertThat(reading.sender().proves(reading.delivery("application/json", "{}"), "t"))
                .isFalse();
    }

    @Test
    void survivesWhateverComes() {
        Mutants.survive(reading, PROBLEM);
        Mutants.survive(reading, STREAMED);
        Mutants.survive(reading, "[%s,%s]".formatted(PROBLEM, STREAMED));
    }
}
