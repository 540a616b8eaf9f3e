package io.mendflow.intake.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Mutants;
import io.mendflow.intake.Reading;
import io.mendflow.intake.Unproven;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;

class CloudwatchSenderTest {

    private static final String ALARM =
            """
            {"AlarmName":"cpu","AlarmDescription":"CPU of web","AWSAccountId":"123456789012",
             "AlarmConfigurationUpdatedTimestamp":"2026-02-01T08:00:00.000+0000","NewStateValue":"ALARM",
             "NewStateReason":"Threshold Crossed: 1 datapoint [99.0 (01/03/26 11:53:00)] was greater than the threshold (80.0).",
             "StateChangeTime":"2026-03-01T11:58:05.042+0000","Region":"EU (Ireland)",
             "AlarmArn":"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cpu","OldStateValue":"OK",
             "OKActions":["arn:aws:sns:eu-west-1:123456789012:alarms"],"AlarmActions":["arn:aws:sns:eu-west-1:123456789012:alarms"],
             "InsufficientDataActions":[],
             "Trigger":{"MetricName":"CPUUtilization","Namespace":"AWS/ECS","StatisticType":"Statistic","Statistic":"AVERAGE","Unit":null,
              "Dimensions":[{"value":"web","name":"ServiceName"},{"value":"prod-cluster","name":"ClusterName"}],"Period":300,
              "EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":80.0,"TreatMissingData":"missing",
              "EvaluateLowSampleCountPercentile":""}}""";

    private static final String EVENT =
            """
            {"version":"0","id":"c4c1c1c9-6542-e61b-6ef0-8c4d36933a92","detail-type":"CloudWatch Alarm State Change",
             "source":"aws.cloudwatch","account":"123456789012","time":"2026-03-01T11:58:06Z","region":"us-east-1",
             "resources":["arn:aws:cloudwatch:us-east-1:123456789012:alarm:ServerCpuTooHigh"],
             "detail":{"alarmName":"ServerCpuTooHigh",
              "configuration":{"description":"Goes into alarm when server CPU utilization is too high!","metrics":[{"id":"30b6",
               "metricStat":{"metric":{"dimensions":{"InstanceId":"i-12345678901234567"},"name":"CPUUtilization","namespace":"AWS/EC2"},
               "period":300,"stat":"Average"},"returnData":true}]},
              "previousState":{"reason":"ok","timestamp":"2026-03-01T11:50:00.000+0000","value":"OK"},
              "state":{"reason":"Threshold Crossed","timestamp":"2026-03-01T11:58:05.000+0000","value":"ALARM"}}}""";

    @TempDir
    private static Path folder;

    private static Sns sns;

    private final Reading reading = new Reading(sender(Set.of(Sns.TOPIC), Status.OCCURRED), "cloudwatch");

    @BeforeAll
    static void start() throws Exception {
        sns = new Sns(folder);
    }

    @AfterAll
    static void stop() {
        sns.close();
    }

    @BeforeEach
    void forgetRequests() {
        sns.requests().clear();
    }

    private static CloudwatchSender sender(Set<String> topics, Status insufficientData) {
        return sender(Duration.ofSeconds(30), topics, insufficientData);
    }

    private static CloudwatchSender sender(Duration deadline, Set<String> topics, Status insufficientData) {
        var settings = new CloudwatchSettings(
                topics,
                List.of("sns.*.amazonaws.com", sns.host()),
                deadline,
                insufficientData,
                List.of("ServiceName", "InstanceId"),
                "production");
        var aws = new Aws(settings, sns.client());
        var certificates = new Certificates(aws, settings, Clock.fixed(Reading.NOW, ZoneOffset.UTC));
        return new CloudwatchSender(settings, new Signatures(certificates), aws);
    }

    @Test
    void readsAnAlarmInItsEnvelope() {
        Signal signal = reading.one(sns.notification(ALARM).toString());

        assertThat(signal.kind()).isEqualTo(Kind.ALERT);
        assertThat(signal.status()).isEqualTo(Status.FIRING);
        assertThat(signal.title()).isEqualTo("cpu");
        assertThat(signal.service()).isEqualTo("web");
        assertThat(signal.environment()).isEqualTo("production");
        assertThat(signal.fingerprint()).isEqualTo("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cpu");
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:05.042Z"));
        assertThat(signal.endsAt()).isNull();
        assertThat(signal.labels())
                .containsEntry("alarm", "cpu")
                .containsEntry("ServiceName", "web")
                .containsEntry("ClusterName", "prod-cluster")
                .containsEntry("region", "eu-west-1")
                .containsEntry("account", "123456789012")
                .containsEntry("metric", "CPUUtilization")
                .containsEntry("namespace", "AWS/ECS");
        assertThat(signal.annotations())
                .containsEntry("description", "CPU of web")
                .containsEntry("region", "EU (Ireland)")
                .containsEntry("threshold", "80.0");
        assertThat(signal.annotations().get("reason")).contains("Threshold Crossed");
    }

    @Test
    void resolvesWhatFiredWhenTheAlarmIsOk() {
        Signal firing = reading.one(ALARM);
        Signal again = reading.one(sns.notification(ALARM).toString());
        Signal resolved = reading.one(ALARM.replace("\"NewStateValue\":\"ALARM\"", "\"NewStateValue\":\"OK\"")
                .replace("11:58:05.042", "11:59:30.000"));

        assertThat(again.fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(again.startsAt()).isEqualTo(firing.startsAt());
        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(resolved.startsAt()).isNull();
        assertThat(resolved.endsAt()).isEqualTo(Instant.parse("2026-03-01T11:59:30Z"));
    }

    @Test
    void namesAnAlarmWithoutArnByAccountRegionAndName() {
        String old = ALARM.replaceAll("\"AlarmArn\":\"[^\"]*\",", "");

        assertThat(reading.one(old).fingerprint())
                .hasSize(64)
                .isEqualTo(reading.one(old.replace("\"ALARM\"", "\"OK\"")).fingerprint())
                .isNotEqualTo(reading.one(old.replace("EU (Ireland)", "US East (Ohio)"))
                        .fingerprint());
        assertThat(reading.one(old).labels()).containsEntry("region", "EU (Ireland)");
    }

    @Test
    void takesMissingDataForWhatIsConfigured() {
        String missing = ALARM.replace("\"NewStateValue\":\"ALARM\"", "\"NewStateValue\":\"INSUFFICIENT_DATA\"");

        assertThat(reading.one(missing).status()).isEqualTo(Status.OCCURRED);
        for (Status status : Status.values()) {
            var configured = new Reading(sender(Set.of(), status), "cloudwatch");
            assertThat(configured.one(missing).status()).isEqualTo(status);
        }
    }

    @Test
    void readsAlarmsOfSeveralMetricsAndOfOtherAlarms() {
        Signal several = reading.one(
                """
                {"AlarmName":"error-rate","AWSAccountId":"1","NewStateValue":"ALARM","StateChangeTime":"2026-03-01T11:58:05.042+0000",
                 "Trigger":{"Period":60,"Threshold":0.05,"Metrics":[{"Expression":"m1/m2","Id":"e1","ReturnData":true},
                  {"Id":"m1","MetricStat":{"Metric":{"Dimensions":[{"value":"checkout","name":"ServiceName"}],"MetricName":"5xx","Namespace":"App"},
                   "Period":60,"Stat":"Sum"},"ReturnData":false}]}}""");
        Signal composite = reading.one(
                """
                {"AlarmName":"shop-is-down","AlarmRule":"ALARM(\\"a\\") AND ALARM(\\"b\\")","AWSAccountId":"1","NewStateValue":"ALARM",
                 "NewStateReason":"arn:… transitioned to ALARM","StateChangeTime":"2026-03-01T11:58:05.042+0000","Region":"EU (Ireland)",
                 "AlarmArn":"arn:aws:cloudwatch:eu-west-1:1:alarm:shop-is-down","OldStateValue":"OK"}""");

        assertThat(several.service()).isEqualTo("checkout");
        assertThat(composite.service()).isEqualTo("shop-is-down");
        assertThat(composite.annotations()).containsEntry("rule", "ALARM(\"a\") AND ALARM(\"b\")");
        assertThat(reading.one(ALARM.replace("\"cpu\"", "\"" + "c".repeat(255) + "\"")
                                .replace("ServiceName", "Other"))
                        .service())
                .hasSize(200);
    }

    @Test
    void readsTheEventOfAnEventBridgeRule() {
        Signal firing = reading.one(EVENT);
        Signal resolved = reading.one(EVENT.replace("\"value\":\"ALARM\"", "\"value\":\"OK\""));

        assertThat(firing.service()).isEqualTo("i-12345678901234567");
        assertThat(firing.fingerprint()).isEqualTo("arn:aws:cloudwatch:us-east-1:123456789012:alarm:ServerCpuTooHigh");
        assertThat(firing.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:05Z"));
        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.fingerprint()).isEqualTo(firing.fingerprint());
    }

    @Test
    void keepsWhateverElseIsPublishedAsAnOccurrence() {
        for (String message :
                List.of("The disk is full\nin room 2", "{\"Event Source\":\"db-instance\"}", "[1]", "17")) {
            Signal signal = reading.one(sns.notification(message).toString());

            assertThat(signal.status()).isEqualTo(Status.OCCURRED);
            assertThat(signal.title()).isEqualTo("ALARM: \"cpu\" in EU (Ireland)");
            assertThat(signal.service()).isEqualTo("alarms");
            assertThat(signal.annotations()).containsEntry("message", message).containsEntry("topic", Sns.TOPIC);
        }
        ObjectNode silent = sns.notification("The disk is full\nin room 2");
        silent.remove("Subject");
        assertThat(reading.one(silent.toString()).title()).isEqualTo("The disk is full");
    }

    @Test
    void takesBothVersionsOfTheSignatureAndFetchesTheCertificateOnce() {
        admit(sns.signed(sns.notification(ALARM), "1"));
        admit(sns.signed(sns.notification(ALARM), "2"));
        ObjectNode noSubject = sns.notification("Ünïcode \"quoted\"\nlines");
        noSubject.remove("Subject");
        admit(sns.signed(noSubject, "2"));
        noSubject.putNull("Subject");
        admit(noSubject);

        assertThat(sns.requests()).hasSize(1);
    }

    @Test
    void refusesAMessageThatWasChanged() {
        for (String name : List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn")) {
            ObjectNode message = sns.signed(sns.notification(ALARM), "2");
            message.put(name, message.get(name).asText() + " ");
            assertRefused(message, "does not match");
        }
        ObjectNode subjectAdded = sns.notification(ALARM);
        subjectAdded.remove("Subject");
        assertRefused(sns.signed(subjectAdded, "2").put("Subject", "x"), "does not match");
        assertRefused(sns.signed(sns.notification(ALARM), "2").put("SignatureVersion", "1"), "Signature");
        assertRefused(sns.signed(sns.notification(ALARM), "2").put("SignatureVersion", "3"), "1 or 2");
        assertRefused(sns.signed(sns.notification(ALARM), "2").put("Signature", "AAAA"), "Signature");
        assertRefused(sns.signed(sns.notification(ALARM), "2").put("Signature", "!"), "Base64");
        assertRefused(sns.notification(ALARM), "no Signature");
        assertRefused(sns.confirmation("SubscriptionConfirmation"), "no Signature");
        assertThat(sns.requests()).allMatch(path -> path.endsWith(".pem"));
    }

    @Test
    void fetchesNoCertificateFromElsewhere() {
        String path = "/SimpleNotificationService-01d088a6f77103d0fe307c0069e40ed6.pem";
        for (String url : List.of(
                "http://" + sns.host() + path,
                "https://127.0.0.1:" + sns.host().substring(sns.host().indexOf(':') + 1) + path,
                "https://localhost" + path,
                "https://user@" + sns.host() + path,
                "https://sns.eu-west-1.amazonaws.com.evil.example" + path,
                "https://evil.example/sns.eu-west-1.amazonaws.com" + path,
                "https://sns.evil.example/.amazonaws.com" + path,
                "https://snsXeu-west-1.amazonaws.com" + path,
                "https://sns.eu-west-1.amazonaws.com:8443" + path,
                "file:///etc/passwd",
                "not an address",
                "//" + sns.host() + path,
                sns.url("/elsewhere.pem"),
                sns.url("/SimpleNotificationService-../x.pem"),
                sns.url(path + "?x=1"),
                sns.url("/"))) {
            assertRefused(sns.signed(sns.notification(ALARM), "2").put("SigningCertURL", url), "SigningCertURL");
        }
        assertThat(sns.requests()).isEmpty();
    }

    @Test
    void asksSnsToTryAgainWhenTheCertificateDoesNotCome() {
        for (String name : List.of("missing", "huge", "junk", "elsewhere")) {
            assertPassing(reading, name);
        }
        assertThat(sns.requests()).hasSize(4);
    }

    @Test
    @Timeout(60)
    void waitsForACertificateNoLongerThanItsDeadline() {
        var hasty = new Reading(sender(Duration.ofMillis(300), Set.of(Sns.TOPIC), Status.OCCURRED), "cloudwatch");

        assertPassing(hasty, "slow");
    }

    private static void assertPassing(Reading reading, String certificate) {
        String message = sns.signed(sns.notification(ALARM), "2")
                .put("SigningCertURL", sns.url("/SimpleNotificationService-%s.pem".formatted(certificate)))
                .toString();

        assertThatThrownBy(() -> reading.sender().admit(reading.delivery("text/plain", message), false))
                .isInstanceOfSatisfying(
                        Unproven.class,
                        e -> assertThat(e.isPassing()).as(certificate).isTrue());
    }

    @Test
    void refusesACertificateOfAnotherTime() {
        var settings = new CloudwatchSettings(
                Set.of(), List.of(sns.host()), Duration.ofSeconds(30), Status.OCCURRED, List.of(), "production");
        var aws = new Aws(settings, sns.client());
        var early = new Certificates(aws, settings, Clock.fixed(Instant.parse("2019-01-01T00:00:00Z"), ZoneOffset.UTC));

        assertThatThrownBy(() -> early.at(sns.certificateUrl()))
                .isInstanceOf(Unproven.class)
                .hasMessageContaining("valid now");
    }

    @Test
    void confirmsASubscriptionToAKnownTopic() {
        ObjectNode message = sns.signed(sns.confirmation("SubscriptionConfirmation"), "1");

        admit(message);

        assertThat(sns.requests()).hasSize(2);
        assertThat(sns.requests().get(1)).contains("Action=ConfirmSubscription").contains("Token=2336412f37fb");
        Signal signal = reading.one(message.toString());
        assertThat(signal.kind()).isEqualTo(Kind.CHANGE);
        assertThat(signal.title()).isEqualTo("SNS topic alarms is subscribed by Mendflow");
    }

    @Test
    void confirmsNoSubscriptionToAnotherTopicNorAtAnotherAddress() {
        ObjectNode foreign = sns.confirmation("SubscriptionConfirmation").put("TopicArn", Sns.TOPIC + "-of-others");
        assertRefused(sns.signed(foreign, "2"), "mendflow.cloudwatch.topics");
        assertRefused(
                sns.signed(sns.notification(ALARM).put("TopicArn", Sns.TOPIC + "-of-others"), "2"),
                "mendflow.cloudwatch.topics");
        ObjectNode elsewhere = sns.confirmation("SubscriptionConfirmation")
                .put("SubscribeURL", "https://127.0.0.1/?Action=ConfirmSubscription");
        assertRefused(sns.signed(elsewhere, "2"), "SubscribeURL");
        ObjectNode unknown = sns.signed(sns.confirmation("SubscriptionConfirmation"), "2");
        assertThatThrownBy(() -> sender(Set.of(), Status.OCCURRED)
                        .admit(reading.delivery("text/plain", unknown.toString()), true))
                .isInstanceOf(Unproven.class);

        assertThat(sns.requests()).allMatch(path -> path.endsWith(".pem"));
    }

    @Test
    void confirmsNothingWhenItIsUnsubscribed() {
        ObjectNode message = sns.signed(sns.confirmation("UnsubscribeConfirmation"), "2");

        admit(message);

        assertThat(sns.requests()).allMatch(path -> path.endsWith(".pem"));
        assertThat(reading.one(message.toString()).title()).isEqualTo("SNS topic alarms no longer sends to Mendflow");
    }

    @Test
    void takesARawMessageOnlyFromWhomItMayCome() {
        var raw = reading.delivery("text/plain", ALARM);

        assertThatThrownBy(() -> reading.sender().admit(raw, false))
                .isInstanceOf(Unproven.class)
                .hasMessageContaining("raw");
        reading.sender().admit(raw, true);
        sender(Set.of(), Status.OCCURRED).admit(raw, false);
        assertThat(reading.sender()
                        .proves(reading.delivery("text/plain", ALARM, ":query", "token=s%C3%A9cret"), "sécret"))
                .isTrue();
        assertThat(reading.sender().proves(reading.delivery("text/plain", ALARM, ":query", "token=x&y"), "sécret"))
                .isFalse();
    }

    @Test
    void takesTheEnvelopeOfALambdaFunction() {
        ObjectNode sent = sns.signed(sns.notification(ALARM), "1");
        String lambda = "{\"Records\":[{\"EventSource\":\"aws:sns\",\"EventVersion\":\"1.0\",\"Sns\":%s}]}"
                .formatted(sent.toString().replace("SigningCertURL", "SigningCertUrl"));

        reading.sender().admit(reading.delivery("application/json", lambda), false);

        assertThat(reading.one(lambda).service()).isEqualTo("web");
    }

    @Test
    void knowsARetryByTheMessageId() {
        assertThat(reading.sender()
                        .idempotencyKey(reading.delivery(
                                "text/plain", sns.notification(ALARM).toString())))
                .isEqualTo("22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324");
        assertThat(reading.sender().idempotencyKey(reading.delivery("text/plain", ALARM, "x-amz-sns-message-id", "7")))
                .isEqualTo("7");
        assertThat(reading.sender().accepts(MediaType.parseMediaType("text/plain; charset=UTF-8")))
                .isTrue();
    }

    @Test
    void saysWhichFieldOfAnAlarmIsMalformed() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/AlarmName");
        reading.refuses("{\"AlarmName\":\"cpu\"}", "/NewStateValue");
        reading.refuses("{\"AlarmName\":\"cpu\",\"NewStateValue\":\"PANIC\"}", "/NewStateValue");
        reading.refuses(
                sns.notification("{\"AlarmName\":\"cpu\",\"NewStateValue\":\"PANIC\"}")
                        .toString(),
                "/Message/NewStateValue");
        reading.refuses("{\"Type\":\"Gossip\",\"MessageId\":\"1\"}", "/Type");
    }

    @Test
    void survivesWhateverComes() {
        Mutants.survive(reading, ALARM, "x-amz-sns-message-id", "7");
        Mutants.survive(reading, EVENT);
        Mutants.survive(reading, sns.signed(sns.notification(ALARM), "2").toString());
        Mutants.survive(
                reading,
                sns.signed(sns.confirmation("SubscriptionConfirmation"), "2").toString());
        Mutants.surviveInside(reading, ALARM, body -> sns.notification(body).toString());
    }

    private void admit(ObjectNode message) {
        reading.sender().admit(reading.delivery("text/plain", message.toString()), false);
    }

    private void assertRefused(ObjectNode message, String why) {
        assertThatThrownBy(() -> admit(message))
                .as("%s", message)
                .isInstanceOfSatisfying(
                        Unproven.class, e -> assertThat(e.isPassing()).isFalse())
                .hasMessageContaining(why);
    }
}
