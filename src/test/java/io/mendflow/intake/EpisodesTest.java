package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.Databases;
import io.mendflow.intake.Http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a sender says of one trouble from its start to its end is one incident, whose signal comes again and ends. */
class EpisodesTest {

    private static final String SECRET = "s3cret";
    private static final String NEXT = "n3xt";

    private static IntakeModule node;

    private final String id = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        node = IntakeModule.on(
                Databases.h2(),
                "mendflow.inbox.max-body",
                "200KB",
                "mendflow.sources.grafana.secret",
                SECRET,
                "mendflow.sources.pagerduty.secret",
                SECRET,
                "mendflow.sources.pagerduty.secrets[0]",
                NEXT,
                "mendflow.sources.opsgenie.secret",
                SECRET,
                "mendflow.sources.datadog.secret",
                SECRET,
                "mendflow.sources.newrelic.secrets",
                SECRET + "," + NEXT,
                "mendflow.sources.sentry.secret",
                SECRET);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void ofGrafana() {
        String alert =
                """
                {"status":"%s","alerts":[{"status":"%1$s","labels":{"alertname":"a","service":"%s"},"fingerprint":"%2$s",
                 "startsAt":"2026-03-01T11:00:00+01:00","endsAt":"%s"}],"version":"1","orgId":1,"message":"%s"}""";
        signed(
                "grafana",
                "X-Grafana-Alerting-Signature",
                "",
                alert.formatted("firing", id, "0001-01-01T00:00:00Z", "1"));
        signed(
                "grafana",
                "X-Grafana-Alerting-Signature",
                "",
                alert.formatted("firing", id, "0001-01-01T00:00:00Z", "2"));
        signed(
                "grafana",
                "X-Grafana-Alerting-Signature",
                "",
                alert.formatted("resolved", id, "2026-03-01T12:00:00Z", "3"));

        assertOneEpisode("grafana", id);
    }

    @Test
    void ofTheDashboardsOfGrafana() {
        String rule =
                "{\"ruleId\":7,\"ruleName\":\"r\",\"orgId\":1,\"state\":\"%s\",\"tags\":{\"service\":\"%s\"},\"message\":\"%s\"}";
        post("grafana", rule.formatted("alerting", id, "1"), "Authorization", "Bearer " + SECRET);
        post("grafana", rule.formatted("alerting", id, "2"), "Authorization", "Bearer " + SECRET);
        post("grafana", rule.formatted("ok", id, "3"), "Authorization", "Bearer " + SECRET);

        assertOneEpisode("grafana", "1/7");
    }

    @Test
    void ofPagerduty() {
        String event =
                """
                {"event":{"id":"%s","event_type":"incident.%s","resource_type":"incident","occurred_at":"2026-03-01T11:0%s:00Z",
                 "data":{"id":"%s","type":"incident","status":"%2$s","created_at":"2026-03-01T11:00:00Z","title":"t","urgency":"high",
                 "service":{"id":"S","summary":"%4$s"}}}}""";
        String triggered = event.formatted(UUID.randomUUID(), "triggered", 0, id);
        signed("pagerduty", "X-PagerDuty-Signature", "v1=" + "0".repeat(64) + ",v1=", triggered);
        assertThat(post("pagerduty", triggered + " ", "Authorization", "Bearer " + NEXT)
                        .json()
                        .path("duplicate")
                        .asBoolean())
                .isTrue();
        signed("pagerduty", "X-PagerDuty-Signature", "v1=", event.formatted(UUID.randomUUID(), "acknowledged", 1, id));
        signed("pagerduty", "X-PagerDuty-Signature", "v1=", event.formatted(UUID.randomUUID(), "resolved", 2, id));

        assertOneEpisode("pagerduty", id);
    }

    @Test
    void ofOpsgenie() {
        String alert =
                """
                {"action":"%s","alert":{"alertId":"i-%s","alias":"%2$s","message":"m","createdAt":1772366280104,
                 "updatedAt":17723662%s00000000,"entity":"%2$s","priority":"P2"},"integrationName":"Webhook"}""";
        post("opsgenie", alert.formatted("Create", id, "801"), "X-Mendflow-Token", SECRET);
        post("opsgenie", alert.formatted("Acknowledge", id, "802"), "X-Mendflow-Token", SECRET);
        post("opsgenie", alert.formatted("Close", id, "803"), "X-Mendflow-Token", SECRET);

        assertOneEpisode("opsgenie", id);
    }

    @Test
    void ofDatadog() {
        String alert =
                """
                {"alert_id":"1","alert_cycle_key":"%s","alert_transition":"%s","date":"17723662%s104","title":"t","tags":"service:%1$s"}""";
        post("datadog", alert.formatted(id, "Triggered", "80"), "Authorization", "Bearer " + SECRET);
        post("datadog", alert.formatted(id, "Re-Triggered", "81"), "Authorization", "Bearer " + SECRET);
        post("datadog", alert.formatted(id, "Recovered", "82"), "Authorization", "Bearer " + SECRET);

        assertOneEpisode("datadog", id);
    }

    @Test
    void ofNewRelic() {
        String issue =
                """
                {"id":"%s","title":"t","priority":"CRITICAL","impactedEntities":["%1$s"],"state":"%s","createdAt":1772366280104,
                 "updatedAt":17723662%s104}""";
        post("newrelic", issue.formatted(id, "CREATED", "80"), "Authorization", "Bearer " + SECRET);
        post("newrelic", issue.formatted(id, "ACTIVATED", "81"), "Authorization", "Bearer " + NEXT);
        post("newrelic", issue.formatted(id, "CLOSED", "82"), "Authorization", "Bearer " + SECRET);

        assertOneEpisode("newrelic", id);
    }

    @Test
    void ofTheChannelsOfNewRelic() {
        String incident =
                """
                {"incident_id":"%s","condition_name":"c","current_state":"%s","severity":"CRITICAL","timestamp":17723662%s104,
                 "targets":[{"name":"%1$s"}]}""";
        post("newrelic", incident.formatted(id, "open", "80"), "X-Mendflow-Token", SECRET);
        post("newrelic", incident.formatted(id, "acknowledged", "81"), "X-Mendflow-Token", SECRET);
        post("newrelic", incident.formatted(id, "closed", "82"), "X-Mendflow-Token", SECRET);

        assertOneEpisode("newrelic", id);
    }

    @Test
    void ofSentry() {
        String created =
                """
                {"action":"%s","data":{"issue":{"id":"%s","title":"t","level":"error","firstSeen":"2026-03-01T11:00:00Z",
                 "project":{"slug":"%2$s"}}}}""";
        String alert =
                """
                {"action":"triggered","data":{"event":{"issue_url":"https://sentry.io/api/0/issues/%s/","title":"t","level":"error",
                 "url":"https://sentry.io/api/0/projects/acme/%1$s/events/1/"},"triggered_rule":"r"}}""";
        signed(
                "sentry",
                "Sentry-Hook-Signature",
                "",
                created.formatted("created", id),
                "Sentry-Hook-Resource",
                "issue");
        signed("sentry", "Sentry-Hook-Signature", "", alert.formatted(id), "Sentry-Hook-Resource", "event_alert");
        signed(
                "sentry",
                "Sentry-Hook-Signature",
                "",
                created.formatted("resolved", id),
                "Sentry-Hook-Resource",
                "issue");

        assertOneEpisode("sentry", id);
    }

    @Test
    void asksEachForItsSecret() {
        for (String source : List.of("grafana", "pagerduty", "opsgenie", "datadog", "newrelic", "sentry")) {
            Answer answer = node.http().post("/hooks/" + source, "{}", "Authorization", "Bearer wrong");
            assertThat(answer.status()).as("%s: %s", source, answer).isEqualTo(401);
            assertThat(answer.detail()).contains("what came does not match").contains("mendflow.sources." + source);
            assertThat(node.http()
                            .post("/hooks/" + source, "{}", "Authorization", "Bearer " + SECRET)
                            .status())
                    .isEqualTo(400);
        }
        for (String header : List.of(
                "grafana X-Grafana-Alerting-Signature",
                "pagerduty X-PagerDuty-Signature",
                "sentry Sentry-Hook-Signature")) {
            String[] parts = header.split(" ");
            Answer answer = node.http().post("/hooks/" + parts[0], "{}", parts[1], "v1=" + "0".repeat(64));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.detail()).contains("what came does not match").contains(parts[1]);
        }
    }

    private void signed(String source, String header, String prefix, String body, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = header;
        all[headers.length + 1] = prefix + Credentials.hmacSha256(SECRET, body.getBytes(StandardCharsets.UTF_8));
        post(source, body, all);
    }

    private Answer post(String source, String body, String... headers) {
        Answer answer = node.http().post("/hooks/" + source, body, headers);
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        assertThat(answer.json().path("signals").asInt()).isEqualTo(1);
        // Each is worked off before the next comes, as in life.
        await().until(() -> node.ledger().pending() == 0);
        return answer;
    }

    private void assertOneEpisode(String source, String fingerprint) {
        List<Map<String, Object>> signals = node.jdbc()
                .queryForList(
                        "select status, starts_at, repeats from signal where source = ? and fingerprint = ? order by id",
                        source,
                        fingerprint);
        assertThat(signals).extracting(row -> row.get("status")).containsExactly("firing", "resolved");
        assertThat(signals.get(0).get("repeats")).isEqualTo(1);
        assertThat(signals.get(1).get("starts_at")).isEqualTo(signals.get(0).get("starts_at"));
        assertThat(node.jdbc().queryForObject("select count(*) from incident where service = ?", Integer.class, id))
                .isEqualTo(1);
        assertThat(node.jdbc()
                        .queryForObject(
                                "select count(*) from timeline t join incident i on i.id = t.incident_id where i.service = ? and text like 'Resolved at%'",
                                Integer.class, id))
                .isEqualTo(1);
    }
}
