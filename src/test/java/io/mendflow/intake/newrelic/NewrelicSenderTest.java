package io.mendflow.intake.newrelic;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Garbled;
import io.mendflow.intake.Reading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewrelicSenderTest {

    /** The default template of a workflow; the id in its address is another one. */
    private static final String ISSUE =
            """
            {"id":"d1b1f3fd-995a-4066-88ab-8ce4f6960654",
             "issueUrl":"https://radar-api.service.newrelic.com/accounts/1/issues/0ea2df1c-adab-45d2-aae0-042b609d2322?notifier=WEBHOOK",
             "title":"Memory Used % > 90 for at least 2 minutes on 'checkout'","priority":"CRITICAL",
             "impactedEntities":["checkout","checkout","MonitorTTFB query"],"totalIncidents":2,"state":"ACTIVATED","trigger":"INCIDENT_ADDED",
             "isCorrelated":"false","createdAt":1772366280104,"updatedAt":1772366290104,"sources":["newrelic"],
             "alertPolicyNames":["Golden Signals"],"alertConditionNames":["Memory"],"workflowName":"DBA Team workflow"}""";

    private static final String INCIDENT =
            """
            {"account_id":1,"account_name":"acme","closed_violations_count_critical":0,"condition_family_id":987,"condition_id":1234567,
             "condition_name":"Apdex of checkout","current_state":"open","details":"Apdex < 0.7 for at least 5 minutes","duration":2,
             "event_type":"INCIDENT","incident_acknowledge_url":"https://alerts.newrelic.com/accounts/1/incidents/7/acknowledge",
             "incident_api_url":"https://alerts.newrelic.com/accounts/1/incidents/7","incident_id":7,
             "incident_url":"https://alerts.newrelic.com/accounts/1/incidents/7","metadata":{},"open_violations_count_critical":1,"owner":"",
             "policy_name":"Checkout","policy_url":"https://alerts.newrelic.com/accounts/1/policies/1","runbook_url":"https://wiki/7",
             "severity":"CRITICAL","targets":[{"id":"127","name":"checkout","link":"https://rpm.newrelic.com/1","labels":{"env":"qa"},
              "product":"APM","type":"Application"}],"timestamp":1772366280104,"violation_chart_url":"https://gorgon.nr-assets.net/1"}""";

    private final NewrelicSender sender = new NewrelicSender();
    private final Reading reading = new Reading(sender, "newrelic");

    @Test
    void readsAnIssueOfAWorkflow() {
        Signal signal = reading.one(ISSUE);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(signal.service()).isEqualTo("checkout");
        assertThat(signal.environment()).isEqualTo("production");
        assertThat(signal.fingerprint()).isEqualTo("d1b1f3fd-995a-4066-88ab-8ce4f6960654");
        assertThat(signal.title()).isEqualTo("Memory Used % > 90 for at least 2 minutes on 'checkout'");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00.104Z"));
        assertThat(signal.labels())
                .containsEntry("entities", "checkout,MonitorTTFB query")
                .containsEntry("policy", "Golden Signals")
                .containsEntry("condition", "Memory");
        assertThat(signal.annotations())
                .containsEntry("trigger", "INCIDENT_ADDED")
                .doesNotContainKey("unread");
    }

    @Test
    void endsTheIssueThatItBegan() {
        Signal activated = reading.one(ISSUE);
        Signal again =
                reading.one(ISSUE.replace("INCIDENT_ADDED", "STATE_CHANGE").replace("1772366290104", "1772366300104"));
        Signal closed = reading.one(ISSUE.replace("ACTIVATED", "CLOSED").replace("1772366290104", "1772366340104"));

        assertThat(closed.status()).isEqualTo(Status.RESOLVED);
        assertThat(closed.endsAt()).isEqualTo(Instant.parse("2026-03-01T11:59:00.104Z"));
        assertThat(List.of(again, closed)).allSatisfy(signal -> {
            assertThat(signal.fingerprint()).isEqualTo(activated.fingerprint());
            assertThat(signal.startsAt()).isEqualTo(activated.startsAt());
        });
    }

    @Test
    void readsEveryStateAndPriority() {
        assertThat(reading.one(ISSUE.replace("ACTIVATED", "CREATED")).status()).isEqualTo(Status.FIRING);
        assertThat(reading.one(ISSUE.replace("ACTIVATED", "DEACTIVATED")).status())
                .isEqualTo(Status.RESOLVED);
        assertThat(reading.one(ISSUE.replace("ACTIVATED", "PONDERED")).status()).isEqualTo(Status.OCCURRED);
        assertThat(reading.one(ISSUE.replace("CRITICAL", "HIGH")).severity()).isEqualTo(Severity.ERROR);
        assertThat(reading.one(ISSUE.replace("CRITICAL", "MEDIUM")).severity()).isEqualTo(Severity.WARNING);
        assertThat(reading.one(ISSUE.replace("CRITICAL", "LOW")).severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void readsAnEditedTemplate() {
        Signal signal = reading.one(
                """
                {"issueUrl":"https://radar-api.service.newrelic.com/accounts/1/issues/0ea2df1c?notifier=SLACK","title":["High CPU","b"],
                 "priority":"HIGH","service":"search","environment":"qa","createdAt":"2026-03-01T11:58:00Z"}""");

        assertThat(signal.fingerprint()).isEqualTo("0ea2df1c");
        assertThat(signal.title()).isEqualTo("High CPU");
        assertThat(signal.service()).isEqualTo("search");
        assertThat(signal.environment()).isEqualTo("qa");
        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(reading.one("{\"issueId\":\"1\",\"closedAt\":1772366280104}").status())
                .isEqualTo(Status.RESOLVED);
    }

    @Test
    void readsAnIncidentOfAChannel() {
        Signal signal = reading.one(INCIDENT);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(signal.service()).isEqualTo("checkout");
        assertThat(signal.environment()).isEqualTo("qa");
        assertThat(signal.title()).isEqualTo("Apdex of checkout");
        assertThat(signal.fingerprint()).isEqualTo("7");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00.104Z"));
        assertThat(signal.annotations())
                .containsEntry("details", "Apdex < 0.7 for at least 5 minutes")
                .containsEntry("runbook_url", "https://wiki/7");
    }

    @Test
    void endsTheIncidentThatItBegan() {
        Signal acknowledged =
                reading.one(INCIDENT.replace("\"open\"", "\"acknowledged\"").replace("280104", "290104"));
        Signal closed = reading.one(INCIDENT.replace("\"open\"", "\"closed\"").replace("280104", "340104"));

        assertThat(acknowledged.status()).isEqualTo(Status.FIRING);
        assertThat(closed.status()).isEqualTo(Status.RESOLVED);
        assertThat(closed.endsAt()).isEqualTo(Instant.parse("2026-03-01T11:59:00.104Z"));
        assertThat(List.of(acknowledged, closed)).allSatisfy(signal -> {
            assertThat(signal.fingerprint()).isEqualTo("7");
            // The time is that of the event: the open episode is meant.
            assertThat(signal.startsAt()).isNull();
        });
    }

    @Test
    void namesWhatIsMissing() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/id");
        reading.refuses("{\"condition_name\":\"a\",\"current_state\":\"open\"}", "/incident_id");
        reading.refuses("{\"incident_id\":1}", "/current_state");
    }

    @Test
    void withstandsAnything() {
        Garbled.withstands(reading, ISSUE);
        Garbled.withstands(reading, INCIDENT);
    }

    @Test
    void trustsACustomHeader() {
        assertThat(sender.proves(reading.delivery("application/json", ISSUE, "x-mendflow-token", "s3cret"), "s3cret"))
                .isTrue();
        assertThat(sender.proves(reading.delivery("application/json", ISSUE, "x-mendflow-token", "other"), "s3cret"))
                .isFalse();
    }
}
