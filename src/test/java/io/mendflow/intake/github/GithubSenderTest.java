package io.mendflow.intake.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Malformed;
import io.mendflow.intake.Mutants;
import io.mendflow.intake.Reading;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

class GithubSenderTest {

    private static final String REPOSITORY =
            "\"repository\":{\"id\":1,\"name\":\"shop\",\"full_name\":\"acme/shop\",\"default_branch\":\"main\"},\"sender\":{\"login\":\"alice\"}";

    private static final String DEPLOYED =
            """
            {"action":"created","deployment_status":{"id":9,"state":"success","description":"Done","environment":"staging",
              "target_url":"https://ci.example/1","log_url":"https://ci.example/1/log","created_at":"2026-03-01T11:58:00Z"},
             "deployment":{"id":5,"sha":"f95f852bd8fca8fcc58a9a2d6c842781e32a215e","ref":"main","task":"deploy","environment":"staging","payload":{}},
             %s}"""
                    .formatted(REPOSITORY);

    private static final String WORKFLOW =
            """
            {"action":"completed","workflow_run":{"id":30433642,"name":"Build","head_branch":"main","head_sha":"acb5820","run_number":562,
              "event":"push","status":"completed","conclusion":"failure","workflow_id":159038,"html_url":"https://github.com/acme/shop/actions/runs/1",
              "created_at":"2026-03-01T11:50:00Z","updated_at":"2026-03-01T11:58:00Z"},"workflow":{"id":159038,"name":"Build"},%s}"""
                    .formatted(REPOSITORY);

    private static final String CHECK =
            """
            {"action":"completed","check_run":{"id":128620228,"name":"Octocoders-linter","head_sha":"ec26c3e","status":"completed",
              "conclusion":"timed_out","started_at":"2026-03-01T11:50:00Z","completed_at":"2026-03-01T11:58:00Z","html_url":"https://github.com/x",
              "output":{"title":"Took too long","summary":null},"check_suite":{"id":1,"head_branch":"main","status":"completed"},"pull_requests":[]},%s}"""
                    .formatted(REPOSITORY);

    private static final String PUSH =
            """
            {"ref":"refs/heads/main","before":"6113728","after":"0000001","created":false,"deleted":false,"forced":false,"base_ref":null,
             "compare":"https://github.com/acme/shop/compare/a...b","commits":[{"id":"0000000","message":"a"},{"id":"0000001","message":"b"}],
             "head_commit":{"id":"0000001","message":"Fix the till","timestamp":"2026-03-01T12:50:00+01:00"},"pusher":{"name":"alice"},%s}"""
                    .formatted(REPOSITORY);

    private static final String RELEASE =
            """
            {"action":"published","release":{"id":11,"tag_name":"v1.2.0","target_commitish":"main","name":"Spring","draft":false,"prerelease":false,
              "created_at":"2026-03-01T11:00:00Z","published_at":"2026-03-01T11:58:00Z","body":"News","html_url":"https://github.com/r"},%s}"""
                    .formatted(REPOSITORY);

    private final Reading reading = new Reading(new GithubSender(), "github");

    private List<Signal> read(String event, String body) {
        return reading.sender()
                .read(reading.delivery(
                        "application/json", body, "x-github-event", event, "x-github-delivery", "72d3162e"));
    }

    @Test
    void makesADeploymentThatSucceededAChangeAndTheEndOfAFailedOne() {
        Signal failed = read("deployment_status", DEPLOYED.replace("\"success\"", "\"failure\""))
                .get(0);
        List<Signal> deployed = read("deployment_status", DEPLOYED);

        assertThat(failed.kind()).isEqualTo(Kind.ALERT);
        assertThat(failed.status()).isEqualTo(Status.FIRING);
        assertThat(failed.severity()).isEqualTo(Severity.ERROR);
        assertThat(failed.title()).isEqualTo("Deployment of shop main to staging failed");
        assertThat(failed.service()).isEqualTo("shop");
        assertThat(failed.environment()).isEqualTo("staging");
        assertThat(failed.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00Z"));
        assertThat(deployed).extracting(Signal::kind).containsExactly(Kind.CHANGE, Kind.ALERT);
        Signal change = deployed.get(0);
        assertThat(change.status()).isEqualTo(Status.OCCURRED);
        assertThat(change.title()).isEqualTo("Deployed shop main to staging");
        assertThat(change.fingerprint()).isEqualTo("72d3162e");
        assertThat(change.labels())
                .containsEntry("repository", "acme/shop")
                .containsEntry("sha", "f95f852bd8fca8fcc58a9a2d6c842781e32a215e")
                .containsEntry("sender", "alice");
        assertThat(change.annotations()).containsEntry("url", "https://ci.example/1/log");
        assertThat(deployed.get(1).status()).isEqualTo(Status.RESOLVED);
        assertThat(deployed.get(1).fingerprint()).isEqualTo(failed.fingerprint());
        assertThat(deployed.get(1).startsAt()).isNull();
        assertThat(read("deployment_status", DEPLOYED.replace("staging", "production"))
                        .get(1)
                        .fingerprint())
                .isNotEqualTo(failed.fingerprint());
        assertThat(read("deployment_status", DEPLOYED.replace("\"success\"", "\"in_progress\"")))
                .isEmpty();
        assertThat(read("deployment_status", DEPLOYED.replace("\"success\"", "\"odd\""))
                        .get(0)
                        .status())
                .isEqualTo(Status.OCCURRED);
    }

    @Test
    void makesWorkflowsAndChecksThatFailOnTheDefaultBranchAlertsUntilTheySucceed() {
        for (String[] each :
                new String[][] {{"workflow_run", WORKFLOW, "failure"}, {"check_run", CHECK, "timed_out"}}) {
            Signal failed = read(each[0], each[1]).get(0);
            Signal again =
                    read(each[0], each[1].replaceAll("\"id\":\\d+", "\"id\":7")).get(0);
            Signal passed = read(each[0], each[1].replace('"' + each[2] + '"', "\"success\""))
                    .get(0);

            assertThat(failed.status()).isEqualTo(Status.FIRING);
            assertThat(failed.service()).isEqualTo("shop");
            assertThat(failed.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00Z"));
            assertThat(again.fingerprint()).isEqualTo(failed.fingerprint());
            assertThat(passed.status()).isEqualTo(Status.RESOLVED);
            assertThat(passed.fingerprint()).isEqualTo(failed.fingerprint());
            assertThat(passed.startsAt()).isNull();
            String elsewhere = each[1].replace("\"head_branch\":\"main\"", "\"head_branch\":\"fix\"");
            assertThat(read(each[0], elsewhere).get(0).status()).isEqualTo(Status.OCCURRED);
            assertThat(read(each[0], elsewhere.replace('"' + each[2] + '"', "\"success\"")))
                    .isEmpty();
            assertThat(read(each[0], each[1].replace('"' + each[2] + '"', "null")))
                    .isEmpty();
            assertThat(read(each[0], each[1].replace('"' + each[2] + '"', "\"cancelled\"")))
                    .isEmpty();
        }
        assertThat(read("workflow_run", WORKFLOW).get(0).title())
                .isEqualTo("Workflow 'Build' of shop on main: failure");
    }

    @Test
    void makesPushesToTheDefaultBranchAndReleasesChanges() {
        Signal push = read("push", PUSH).get(0);
        Signal release = read("release", RELEASE).get(0);

        assertThat(push.kind()).isEqualTo(Kind.CHANGE);
        assertThat(push.title()).isEqualTo("Pushed 2 commits to main of shop");
        assertThat(push.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:50:00Z"));
        assertThat(push.annotations()).containsEntry("message", "Fix the till");
        assertThat(read("push", PUSH.replace("heads/main", "heads/fix"))).isEmpty();
        assertThat(read("push", PUSH.replace("heads/main", "tags/main"))).isEmpty();
        assertThat(read("push", PUSH.replace("\"deleted\":false", "\"deleted\":true")))
                .isEmpty();
        assertThat(release.kind()).isEqualTo(Kind.CHANGE);
        assertThat(release.title()).isEqualTo("Released shop v1.2.0");
        assertThat(release.labels()).containsEntry("tag", "v1.2.0");
        assertThat(read("release", RELEASE.replace("published\"", "edited\""))).isEmpty();
    }

    @Test
    void acknowledgesAPingAndWhateverElseWithoutSignals() {
        String ping = "{\"zen\":\"Design for failure.\",\"hook_id\":1,\"hook\":{\"type\":\"Repository\"}}";

        assertThat(read("ping", ping)).isEmpty();
        assertThat(reading.json(ping)).isEmpty();
        assertThat(read("star", "{\"action\":\"created\"}")).isEmpty();
    }

    @Test
    void tellsTheEventByTheBodyWhereTheHeaderIsLost() {
        assertThat(reading.json(DEPLOYED)).hasSize(2);
        assertThat(reading.json(WORKFLOW)).hasSize(1);
        assertThat(reading.json(PUSH).get(0).fingerprint()).hasSize(64);
        reading.refuses("{}", "header X-GitHub-Event");
        reading.refuses("[]", "body");
    }

    @Test
    void readsAForm() {
        String form = "payload=" + URLEncoder.encode(PUSH, StandardCharsets.UTF_8);
        Delivery posted = reading.delivery("application/x-www-form-urlencoded", form, "x-github-event", "push");

        assertThat(reading.sender().read(posted)).hasSize(1);
        assertThat(reading.sender().accepts(MediaType.APPLICATION_FORM_URLENCODED))
                .isTrue();
    }

    @Test
    void provesItselfByTheSignatureOverTheBody() {
        String body = "Hello, World!";
        String secret = "It's a Secret to Everybody";
        String right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

        assertThat(proves(body, secret, "x-hub-signature-256", right)).isTrue();
        assertThat(proves(body, "Secret", "x-hub-signature-256", right)).isFalse();
        assertThat(proves(body + " ", secret, "x-hub-signature-256", right)).isFalse();
        assertThat(proves(body, secret, "x-hub-signature-256", right.substring(7)))
                .isFalse();
        assertThat(proves(body, secret, "x-hub-signature-256", "", "x-mendflow-token", secret))
                .isFalse();
        assertThat(proves(body, secret, "x-hub-signature", "sha1=" + "0".repeat(40)))
                .isFalse();
        assertThat(proves(body, secret)).isFalse();
    }

    private boolean proves(String body, String secret, String... headers) {
        return reading.sender().proves(reading.delivery("application/json", body, headers), secret);
    }

    @Test
    void knowsADeliveryThatIsSentAgain() {
        assertThat(reading.sender()
                        .idempotencyKey(reading.delivery("application/json", "{}", "x-github-delivery", "72d3")))
                .isEqualTo("72d3");
        assertThat(reading.sender().idempotencyKey(reading.delivery("application/json", "{}")))
                .isNull();
        assertThat(reading.sender().keeps("x-github-event")).isTrue();
    }

    @Test
    void saysWhichFieldIsMalformed() {
        assertMalformed(
                "deployment_status", "{\"deployment_status\":{\"state\":\"success\"}}", "/repository/full_name");
        assertMalformed("deployment_status", "{}", "/deployment_status");
        assertMalformed("push", "{}", "/ref");
        assertMalformed("check_run", "{\"check_run\":{}}", "/check_run/name");
    }

    private void assertMalformed(String event, String body, String field) {
        assertThat(catchThrowableOfType(Malformed.class, () -> read(event, body))
                        .field())
                .isEqualTo(field);
    }

    @Test
    void survivesWhateverComes() {
        Mutants.survive(reading, DEPLOYED, "x-github-event", "deployment_status", "x-github-delivery", "1");
        Mutants.survive(reading, WORKFLOW, "x-github-event", "workflow_run", "x-github-delivery", "1");
        Mutants.survive(reading, CHECK, "x-github-event", "check_run");
        Mutants.survive(reading, PUSH, "x-github-event", "push");
        Mutants.survive(reading, RELEASE, "x-github-event", "release");
        Mutants.survive(reading, PUSH);
    }
}
