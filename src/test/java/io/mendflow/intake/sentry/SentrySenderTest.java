package io.mendflow.intake.sentry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Garbled;
import io.mendflow.intake.Reading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentrySenderTest {

    private static final String ISSUE =
            """
            {"action":"created","actor":{"id":"sentry","name":"Sentry","type":"application"},"data":{"issue":{"annotations":[],
             "assignedTo":null,"count":"1","culprit":"?(runner)","firstSeen":"2026-03-01T11:58:00.391000Z","hasSeen":false,"id":"1170820242",
             "isBookmarked":false,"lastSeen":"2026-03-01T11:58:00.391000Z","level":"error","logger":null,"metadata":{"filename":"/runner",
             "type":"ReferenceError","value":"blooopy is not defined"},"numComments":0,"permalink":null,"platform":"javascript",
             "project":{"id":"1","name":"front-end","platform":"","slug":"front-end"},"shareId":null,"shortId":"FRONT-END-9",
             "status":"unresolved","statusDetails":{},"substatus":"new","title":"ReferenceError: blooopy is not defined","type":"error",
             "userCount":1,"web_url":"https://acme.sentry.io/issues/1170820242/"}},
             "installation":{"uuid":"a8e5d37a-696c-4c54-adb5-b3f28d64c7de"}}""";

    private static final String EVENT_ALERT =
            """
            {"action":"triggered","actor":{"id":"sentry","name":"Sentry","type":"application"},"data":{"event":{"_ref":1,
             "culprit":"?(<anonymous>)","datetime":"2026-03-01T11:59:00.677000Z","environment":"staging",
             "event_id":"e4874d664c3540c1a32eab185f12c5ab","issue_id":"1170820242","issue_url":"https://sentry.io/api/0/issues/1170820242/",
             "level":"error","location":"runner","message":"","metadata":{"type":"ReferenceError","value":"heck is not defined"},"project":1,
             "release":null,"tags":[["browser","Chrome 75.0.3770"],["level","error"]],"timestamp":1772366340.677,
             "title":"ReferenceError: heck is not defined","url":"https://sentry.io/api/0/projects/acme/front-end/events/e4874d664c/",
             "web_url":"https://sentry.io/organizations/acme/issues/1170820242/events/e4874d664c/"},"triggered_rule":"Very Important Alert Rule!",
             "issue_alert":{"title":"Very Important Alert Rule!","settings":[]}},"installation":{"uuid":"a8e5d37a"}}""";

    private static final String METRIC_ALERT =
            """
            {"action":"critical","actor":{"id":"sentry","name":"Sentry","type":"application"},"data":{
             "description_text":"1000 events in the last 10 minutes","description_title":"Critical: Too many errors","metric_alert":{
              "alert_rule":{"aggregate":"count()","dataset":"events","environment":"qa","id":"7","name":"Too many errors",
               "projects":["bar"],"query":"level:error","status":0,"triggers":[]},"date_closed":null,
              "date_created":"2026-03-01T11:58:00.000000Z","date_detected":"2026-03-01T11:58:00.000000Z",
              "date_started":"2026-03-01T11:57:00.000000Z","id":"4","identifier":"1","organization_id":"5","projects":["bar"],"status":20,
              "title":"Too many errors","type":2},"web_url":"https://sentry.io/organizations/acme/alerts/rules/details/7/"},
             "installation":{"uuid":"a8e5d37a"}}""";

    /** What the plug-in posts, which has no headers of Sentry's. */
    private static final String PLUGIN =
            """
            {"id":"4311163364","project":"shop","project_name":"Shop","project_slug":"shop","logger":null,"level":"fatal",
             "culprit":"__main__ in <module>","message":"ZeroDivisionError: division by zero",
             "url":"https://acme.sentry.io/issues/4311163364/?referrer=webhooks_plugin","triggering_rules":["a"],
             "event":{"event_id":"b465c7ca","level":"fatal","tags":[["environment","qa"],["service","till"]],
              "title":"ZeroDivisionError: division by zero"}}""";

    private final SentrySender sender = new SentrySender();
    private final Reading reading = new Reading(sender, "sentry");

    @Test
    void readsAnIssueThatIsCreated() {
        Signal signal = reading.one(ISSUE);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.ERROR);
        assertThat(signal.service()).isEqualTo("front-end");
        assertThat(signal.environment()).isEqualTo("production");
        assertThat(signal.title()).isEqualTo("ReferenceError: blooopy is not defined");
        assertThat(signal.fingerprint()).isEqualTo("1170820242");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00.391Z"));
        assertThat(signal.labels()).containsEntry("issue", "FRONT-END-9").containsEntry("platform", "javascript");
        assertThat(signal.annotations())
                .containsEntry("url", "https://acme.sentry.io/issues/1170820242/")
                .doesNotContainKey("unread");
    }

    @Test
    void endsTheIssueThatItBegan() {
        Signal resolved = one("issue", issue("resolved"));
        Signal unresolved = one("issue", issue("unresolved"));
        Signal alert = one("event_alert", EVENT_ALERT);

        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(unresolved.status()).isEqualTo(Status.FIRING);
        assertThat(List.of(resolved, unresolved, alert)).allSatisfy(signal -> {
            assertThat(signal.fingerprint()).isEqualTo("1170820242");
            // Its first sight is not the start of this episode: the open one is meant.
            assertThat(signal.startsAt()).isNull();
        });
    }

    @Test
    void recordsWhatChangesNothingAboutAnIssue() {
        for (String action : List.of("assigned", "archived", "ignored", "pondered")) {
            assertThat(one("issue", issue(action)).status()).as(action).isEqualTo(Status.OCCURRED);
        }
    }

    @Test
    void readsAnAlertOfAnIssue() {
        Signal signal = one("event_alert", EVENT_ALERT);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.service()).isEqualTo("front-end");
        assertThat(signal.environment()).isEqualTo("staging");
        assertThat(signal.title()).isEqualTo("ReferenceError: heck is not defined");
        assertThat(signal.labels()).containsEntry("browser", "Chrome 75.0.3770");
        assertThat(signal.annotations()).containsEntry("rule", "Very Important Alert Rule!");
        assertThat(one("event_alert", EVENT_ALERT.replace("\"issue_url\"", "\"other\""))
                        .fingerprint())
                .isEqualTo("1170820242");
    }

    @Test
    void readsAMetricAlertAndItsEnd() {
        Signal critical = one("metric_alert", METRIC_ALERT);
        Signal resolved = one(
                "metric_alert",
                METRIC_ALERT
                        .replace("\"critical\"", "\"resolved\"")
                        .replace("Critical: ", "Resolved: ")
                        .replace("\"date_closed\":null", "\"date_closed\":\"2026-03-01T11:59:00Z\""));

        assertThat(critical.status()).isEqualTo(Status.FIRING);
        assertThat(critical.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(critical.service()).isEqualTo("bar");
        assertThat(critical.environment()).isEqualTo("qa");
        assertThat(critical.title()).isEqualTo("Critical: Too many errors");
        assertThat(critical.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:57:00Z"));
        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.endsAt()).isEqualTo(Instant.parse("2026-03-01T11:59:00Z"));
        assertThat(resolved.fingerprint()).isEqualTo(critical.fingerprint()).isNotEqualTo("4");
        assertThat(resolved.startsAt()).isEqualTo(critical.startsAt());
        assertThat(one("metric_alert", METRIC_ALERT.replace("\"critical\"", "\"warning\""))
                        .severity())
                .isEqualTo(Severity.WARNING);
    }

    @Test
    void recordsErrorsCommentsAndWhatIsYetToCome() {
        Signal error = one(
                "error",
                """
                {"action":"created","data":{"error":{"event_id":"e1","issue_id":"7","issue_url":"https://sentry.io/api/0/issues/7/",
                 "datetime":"2026-03-01T11:59:00Z","title":"Boom","level":"error","project":1}}}""");
        assertThat(error.status()).isEqualTo(Status.OCCURRED);
        assertThat(error.fingerprint()).isEqualTo("7");
        assertThat(error.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:59:00Z"));
        Signal comment = one(
                "comment",
                """
                {"action":"created","data":{"comment":"adding a comment","project_slug":"shop","comment_id":1234,"issue_id":100,
                 "timestamp":"2026-03-01T11:51:44.118160Z"},"installation":{"uuid":"e"}}""");
        assertThat(comment.status()).isEqualTo(Status.OCCURRED);
        assertThat(comment.service()).isEqualTo("shop");
        assertThat(comment.annotations()).containsEntry("comment", "adding a comment");
        assertThat(one("seer", "{\"action\":\"root_cause_started\",\"data\":{\"run_id\":1}}")
                        .title())
                .isEqualTo("seer root_cause_started");
    }

    @Test
    void readsWhatThePluginPosts() {
        Signal signal = reading.one(PLUGIN);

        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(signal.fingerprint()).isEqualTo("4311163364");
        assertThat(signal.service()).isEqualTo("till");
        assertThat(signal.environment()).isEqualTo("qa");
        assertThat(signal.labels()).containsEntry("project", "shop");
    }

    @Test
    void knowsTheResourceWithoutItsHeader() {
        for (String body : List.of(ISSUE, EVENT_ALERT)) {
            assertThat(reading.one(body).fingerprint()).isEqualTo("1170820242");
        }
        assertThat(reading.one(METRIC_ALERT)).isEqualTo(one("metric_alert", METRIC_ALERT));
        assertThat(sender.keeps("sentry-hook-resource")).isTrue();
        assertThat(sender.keeps("authorization")).isFalse();
    }

    @Test
    void namesWhatIsMissing() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/data");
        reading.refuses("{\"data\":{}}", "/action");
        reading.refuses("{\"action\":\"created\",\"data\":{\"issue\":{}}}", "/data/issue/id");
        reading.refuses("{\"action\":\"created\",\"data\":{\"issue\":[]}}", "/data/issue");
        reading.refuses("{\"action\":\"triggered\",\"data\":{\"event\":{}}}", "/data/event/issue_url");
        reading.refuses("{\"project\":\"a\"}", "/id");
    }

    @Test
    void withstandsAnything() {
        Garbled.withstands(reading, ISSUE, "sentry-hook-resource", "issue");
        Garbled.withstands(reading, EVENT_ALERT, "sentry-hook-resource", "event_alert");
        Garbled.withstands(reading, METRIC_ALERT);
        Garbled.withstands(reading, PLUGIN);
    }

    @Test
    void trustsTheSignatureOfTheBody() {
        // printf %s '{"a":1}' | openssl dgst -sha256 -hmac s3cret
        String signature = "5910e62016ef5034272c926c27071992a465c2335cecf41851bda071577f4f6d";

        assertThat(sender.proves(posted("sentry-hook-signature", signature), "s3cret"))
                .isTrue();
        assertThat(sender.proves(posted("sentry-hook-signature", signature), "another"))
                .isFalse();
        assertThat(sender.proves(posted("sentry-hook-signature", ""), "s3cret")).isFalse();
        assertThat(sender.proves(posted("authorization", "Bearer s3cret", "sentry-hook-signature", "00"), "s3cret"))
                .isFalse();
        assertThat(sender.proves(posted(), "s3cret")).isFalse();
    }

    @Test
    void knowsADeliveryByItsRequest() {
        assertThat(sender.idempotencyKey(posted("request-id", "r-1"))).isEqualTo("r-1");
        assertThat(sender.idempotencyKey(posted())).isNull();
    }

    private Delivery posted(String... headers) {
        return reading.delivery("application/json", "{\"a\":1}", headers);
    }

    private Signal one(String resource, String body) {
        List<Signal> signals =
                sender.read(reading.delivery("application/json", body, "sentry-hook-resource", resource));
        assertThat(signals).hasSize(1);
        return signals.get(0);
    }

    private static String issue(String action) {
        return ISSUE.replace("\"action\":\"created\"", "\"action\":\"" + action + "\"");
    }
}
