package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.Databases;
import io.mendflow.intake.Http.Answer;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How senders of other houses prove themselves over a real socket: by signature, token, password or address. */
class ProofsTest {

    private static final String SECRET = "s3cret & é";
    private static final String PUSH =
            "{\"ref\":\"refs/heads/main\",\"after\":\"1\",\"repository\":{\"full_name\":\"acme/shop\",\"default_branch\":\"main\"}}";
    private static final String ALARM =
            "{\"AlarmName\":\"cpu\",\"NewStateValue\":\"ALARM\",\"StateChangeTime\":\"2026-03-01T11:58:05.042+0000\"}";

    private static IntakeModule node;

    @BeforeAll
    static void start() {
        node = IntakeModule.on(
                Databases.h2(),
                "mendflow.sources.github.secret",
                SECRET,
                "mendflow.sources.gitlab.secret",
                "token",
                "mendflow.sources.pingdom.secret",
                SECRET,
                "mendflow.sources.raw.type",
                "cloudwatch",
                "mendflow.sources.raw.secret",
                SECRET,
                "mendflow.cloudwatch.topics",
                "arn:aws:sns:eu-west-1:123456789012:alarms");
    }

    @AfterAll
    static void stop() {
        IntakeModule.closeAll();
    }

    @Test
    void takesWhatGithubHasSigned() {
        String signature = "sha256=" + Credentials.hmacSha256(SECRET, PUSH.getBytes(StandardCharsets.UTF_8));

        Answer taken = node.http()
                .post(
                        "/hooks/github",
                        PUSH,
                        "X-Hub-Signature-256",
                        signature,
                        "X-GitHub-Event",
                        "push",
                        "X-GitHub-Delivery",
                        "d1");
        Answer again = node.http()
                .post(
                        "/hooks/github",
                        PUSH,
                        "X-Hub-Signature-256",
                        signature,
                        "X-GitHub-Event",
                        "push",
                        "X-GitHub-Delivery",
                        "d1");

        assertThat(taken.status()).as("%s", taken).isEqualTo(202);
        assertThat(taken.json().path("signals").asInt()).isEqualTo(1);
        assertThat(again.json().path("duplicate").asBoolean()).isTrue();
        assertRefused(
                node.http().post("/hooks/github", PUSH + " ", "X-Hub-Signature-256", signature), "does not match");
        assertRefused(node.http().post("/hooks/github", PUSH, "X-GitHub-Event", "push"), "none of them came");
    }

    @Test
    void takesAFormOfGithub() {
        String form = "payload=" + URLEncoder.encode(PUSH, StandardCharsets.UTF_8);
        String signature = "sha256=" + Credentials.hmacSha256(SECRET, form.getBytes(StandardCharsets.UTF_8));

        Answer taken = node.http()
                .send(
                        "POST",
                        "/hooks/github",
                        BodyPublishers.ofString(form),
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "X-GitHub-Event",
                        "push",
                        "X-Hub-Signature-256",
                        signature);

        assertThat(taken.status()).as("%s", taken).isEqualTo(202);
        assertThat(taken.json().path("signals").asInt()).isEqualTo(1);
    }

    @Test
    void takesTheTokenOfGitlab() {
        assertThat(node.http()
                        .post("/hooks/gitlab", "{\"object_kind\":\"note\"}", "X-Gitlab-Token", "token")
                        .status())
                .isEqualTo(202);
        assertRefused(
                node.http().post("/hooks/gitlab", "{\"object_kind\":\"note\"}", "X-Gitlab-Token", "x"),
                "X-Gitlab-Token");
    }

    @Test
    void takesATokenInTheAddress() {
        String down = "{\"check_id\":1,\"current_state\":\"DOWN\"}";
        String token = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);

        assertThat(node.http().post("/hooks/pingdom?token=" + token, down).status())
                .isEqualTo(202);
        Answer refused = node.http().post("/hooks/pingdom?token=x", down);
        assertRefused(refused, "?token=");
        assertThat(refused.detail()).doesNotContain("s3cret");
    }

    @Test
    void takesARawAlarmOnlyWithThePasswordOnceTopicsAreSet() {
        String basic =
                "Basic " + Base64.getEncoder().encodeToString(("sns:" + SECRET).getBytes(StandardCharsets.UTF_8));

        Answer taken = node.http()
                .send(
                        "POST",
                        "/hooks/raw",
                        BodyPublishers.ofString(ALARM),
                        "Content-Type",
                        "text/plain; charset=UTF-8",
                        "Authorization",
                        basic);

        assertThat(taken.status()).as("%s", taken).isEqualTo(202);
        Answer asked = node.http().post("/hooks/raw", ALARM);
        assertRefused(asked, "mendflow.sources.raw.secret");
        assertThat(asked.header("www-authenticate")).contains("Basic");
        assertRefused(node.http().post("/hooks/cloudwatch", ALARM), "mendflow.cloudwatch.topics");
    }

    @Test
    void refusesAnEnvelopeThatSnsHasNotSigned() {
        String envelope =
                "{\"Type\":\"Notification\",\"MessageId\":\"1\",\"TopicArn\":\"arn:aws:sns:eu-west-1:123456789012:alarms\",\"Message\":\"x\",\"Timestamp\":\"2026-03-01T12:00:00Z\"%s}";

        assertRefused(node.http().post("/hooks/cloudwatch", envelope.formatted("")), "no Signature");
        assertRefused(
                node.http()
                        .post(
                                "/hooks/cloudwatch",
                                envelope.formatted(
                                        ",\"SignatureVersion\":\"1\",\"Signature\":\"AAAA\",\"SigningCertURL\":\"https://localhost:1/SimpleNotificationService-a.pem\"")),
                "Nothing was fetched");
        assertThat(node.http()
                        .post("/hooks/cloudwatch", envelope.formatted(",\"Type\":\"x\""))
                        .status())
                .isEqualTo(400);
    }

    private static void assertRefused(Answer answer, String why) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(401);
        assertThat(answer.detail()).contains(why);
    }
}
