package io.mendflow.intake.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Mutants;
import io.mendflow.intake.Reading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GitlabSenderTest {

    private static final String PROJECT =
            "\"project\":{\"id\":1,\"name\":\"Shop\",\"path_with_namespace\":\"acme/shop\",\"default_branch\":\"master\"}";

    private static final String PIPELINE =
            """
            {"object_kind":"pipeline","object_attributes":{"id":31,"iid":3,"name":null,"ref":"master","tag":false,"sha":"bcbb5ec","before_sha":"bcbb5ec",
              "source":"push","status":"failed","detailed_status":"failed","stages":["build","test"],"created_at":"2026-03-01 11:50:28 UTC",
              "finished_at":"2026-03-01 11:58:29 UTC","duration":63,"variables":[],"url":"https://gitlab.example/acme/shop/-/pipelines/31"},
             "user":{"id":1,"username":"root"},%s,"commit":{"id":"bcbb5ec","title":"test"},"builds":[{"id":380,"status":"failed"}]}"""
                    .formatted(PROJECT);

    private static final String DEPLOYMENT =
            """
            {"object_kind":"deployment","status":"success","status_changed_at":"2026-03-01 13:58:00 +0200","deployment_id":15,"deployable_id":796,
             "deployable_url":"https://gitlab.example/acme/shop/-/jobs/796","environment":"staging","environment_tier":"staging","ref":"master",
             "short_sha":"279484c0","user":{"username":"root"},"commit_title":"Add new file",%s}"""
                    .formatted(PROJECT);

    private static final String PUSH =
            """
            {"object_kind":"push","event_name":"push","before":"95790bf","after":"da15608","ref":"refs/heads/master","checkout_sha":"da15608",
             "user_username":"jsmith","project_id":15,%s,"commits":[{"id":"b6568db","message":"a","timestamp":"2026-03-01T11:00:00+00:00"},
              {"id":"da15608","message":"fixed readme","timestamp":"2026-03-01T11:58:00+00:00","url":"https://gitlab.example/c"}],
             "total_commits_count":4}"""
                    .formatted(PROJECT);

    private static final String RELEASE =
            """
            {"object_kind":"release","id":1,"created_at":"2026-03-01 11:50:12 UTC","description":"v1.1 has been released","name":"v1.1",
             "released_at":"2026-03-01 11:58:12 UTC","tag":"v1.1",%s,"url":"https://gitlab.example/r","action":"create",
             "assets":{"count":5},"commit":{"id":"ee0a3fb"}}"""
                    .formatted(PROJECT);

    private static final String ALERT =
            """
            {"object_kind":"alert","object_attributes":{"title":"Disk is full","url":"https://gitlab.example/acme/shop/-/alert_management/7/details",
             "severity":"high","events":3,"status":"triggered","started_at":"2026-03-01 11:58:00 UTC"}}""";

    private final Reading reading = new Reading(new GitlabSender(), "gitlab");

    @Test
    void makesAPipelineThatFailsOnTheDefaultBranchAnAlertUntilOneSucceeds() {
        Signal failed = reading.one(PIPELINE);
        Signal passed =
                reading.one(PIPELINE.replace("\"status\":\"failed\",\"detailed", "\"status\":\"success\",\"detailed")
                        .replace("\"id\":31", "\"id\":32"));

        assertThat(failed.kind()).isEqualTo(Kind.ALERT);
        assertThat(failed.status()).isEqualTo(Status.FIRING);
        assertThat(failed.severity()).isEqualTo(Severity.WARNING);
        assertThat(failed.title()).isEqualTo("Pipeline of shop on master: failed");
        assertThat(failed.service()).isEqualTo("shop");
        assertThat(failed.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:29Z"));
        assertThat(failed.annotations()).containsEntry("pipeline", "31").containsEntry("commit", "test");
        assertThat(reading.one(PIPELINE.replace("\"id\":31", "\"id\":32")).fingerprint())
                .isEqualTo(failed.fingerprint());
        assertThat(passed.status()).isEqualTo(Status.RESOLVED);
        assertThat(passed.fingerprint()).isEqualTo(failed.fingerprint());
        assertThat(passed.startsAt()).isNull();
        String elsewhere = PIPELINE.replace("\"ref\":\"master\"", "\"ref\":\"fix\"");
        assertThat(reading.one(elsewhere).status()).isEqualTo(Status.OCCURRED);
        assertThat(reading.json(PIPELINE.replace("\"failed\",\"detailed", "\"running\",\"detailed")))
                .isEmpty();
        assertThat(reading.one(PIPELINE.replace("\"failed\",\"detailed", "\"odd\",\"detailed"))
                        .status())
                .isEqualTo(Status.OCCURRED);
    }

    @Test
    void makesADeploymentThatSucceededAChangeAndTheEndOfAFailedOne() {
        Signal failed = reading.one(DEPLOYMENT.replace("\"success\"", "\"failed\""));
        List<Signal> deployed = reading.json(DEPLOYMENT);

        assertThat(failed.status()).isEqualTo(Status.FIRING);
        assertThat(failed.environment()).isEqualTo("staging");
        assertThat(failed.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00Z"));
        assertThat(deployed).extracting(Signal::kind).containsExactly(Kind.CHANGE, Kind.ALERT);
        assertThat(deployed.get(0).title()).isEqualTo("Deployed shop master to staging");
        assertThat(deployed.get(1).status()).isEqualTo(Status.RESOLVED);
        assertThat(deployed.get(1).fingerprint()).isEqualTo(failed.fingerprint());
        assertThat(deployed.get(1).startsAt()).isNull();
        assertThat(reading.json(DEPLOYMENT.replace("\"success\"", "\"running\"")))
                .isEmpty();
    }

    @Test
    void makesPushesToTheDefaultBranchAndReleasesChanges() {
        Signal push = reading.one(PUSH);
        Signal release = reading.one(RELEASE);

        assertThat(push.kind()).isEqualTo(Kind.CHANGE);
        assertThat(push.title()).isEqualTo("Pushed 4 commits to master of shop");
        assertThat(push.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:00Z"));
        assertThat(push.annotations()).containsEntry("message", "fixed readme");
        assertThat(push.labels()).containsEntry("user", "jsmith");
        assertThat(reading.json(PUSH.replace("heads/master", "heads/fix"))).isEmpty();
        assertThat(reading.json(PUSH.replace("\"after\":\"da15608\"", "\"after\":\"" + "0".repeat(40) + '"')))
                .isEmpty();
        assertThat(release.title()).isEqualTo("Released shop v1.1");
        assertThat(release.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:58:12Z"));
        assertThat(reading.json(RELEASE.replace("\"create\"", "\"delete\""))).isEmpty();
    }

    @Test
    void readsGitlabsOwnAlerts() {
        Signal firing = reading.one(ALERT);
        Signal again = reading.one(ALERT.replace("\"events\":3", "\"events\":4").replace("triggered", "acknowledged"));
        Signal resolved = reading.one(ALERT.replace("triggered", "resolved"));

        assertThat(firing.title()).isEqualTo("Disk is full");
        assertThat(firing.service()).isEqualTo("shop");
        assertThat(firing.severity()).isEqualTo(Severity.ERROR);
        assertThat(again.status()).isEqualTo(Status.FIRING);
        assertThat(again.fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(again.startsAt()).isEqualTo(firing.startsAt()).isNotNull();
        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(resolved.startsAt()).isEqualTo(firing.startsAt());
    }

    @Test
    void acknowledgesOtherEventsWithoutSignals() {
        for (String kind : List.of("issue", "note", "merge_request", "build", "tag_push", "wiki_page")) {
            assertThat(reading.json("{\"object_kind\":\"%s\"}".formatted(kind))).isEmpty();
        }
    }

    @Test
    void provesItselfByItsToken() {
        assertThat(proves("x-gitlab-token", "s3cret")).isTrue();
        assertThat(proves("x-gitlab-token", "s3cres")).isFalse();
        assertThat(proves("x-gitlab-token", "", "x-mendflow-token", "s3cret")).isFalse();
        assertThat(proves("x-mendflow-token", "s3cret")).isTrue();
        assertThat(proves()).isFalse();
    }

    private boolean proves(String... headers) {
        return reading.sender().proves(reading.delivery("application/json", "{}", headers), "s3cret");
    }

    @Test
    void knowsARetryByItsKey() {
        assertThat(reading.sender()
                        .idempotencyKey(reading.delivery(
                                "application/json", "{}", "idempotency-key", "k", "x-gitlab-event-uuid", "u")))
                .isEqualTo("k");
        assertThat(reading.sender()
                        .idempotencyKey(reading.delivery("application/json", "{}", "x-gitlab-event-uuid", "u")))
                .isNull();
    }

    @Test
    void saysWhichFieldIsMalformed() {
        reading.refuses("[]", "body");
        reading.refuses("{}", "/object_kind");
        reading.refuses("{\"object_kind\":\"pipeline\"}", "/object_attributes");
        reading.refuses("{\"object_kind\":\"deployment\"}", "/environment");
        reading.refuses("{\"object_kind\":\"push\",\"ref\":\"x\"}", "/after");
        reading.refuses(ALERT.replace("triggered", "odd"), "/object_attributes/status");
        reading.refuses(RELEASE.replace(PROJECT, "\"x\":1"), "/project/path_with_namespace");
    }

    @Test
    void survivesWhateverComes() {
        for (String payload : List.of(PIPELINE, DEPLOYMENT, PUSH, RELEASE, ALERT)) {
            Mutants.survive(reading, payload);
        }
    }
}
