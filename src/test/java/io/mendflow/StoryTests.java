package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.cli.CommandRun;
import io.mendflow.demo.PatientProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** One alert's whole way, with a real process to mend; run on each database by its subclasses. Each test has a service of its own, and mostly waits. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("story")
@Execution(ExecutionMode.CONCURRENT)
abstract class StoryTests {

    private static final Duration SOON = Duration.ofSeconds(40);

    @LocalServerPort
    int port;

    @TempDir
    Path folder;

    private final String service = "web-" + UUID.randomUUID();
    private final Instant startsAt = Instant.now();
    private Api mendflow;
    private PatientProcess patient;
    private String command;

    @BeforeEach
    void bringAHealthyPatient() {
        mendflow = new Api("http://127.0.0.1:" + port, "admin", "correct-Horse-7-battery");
        int patientPort = Service.freePort();
        patient = new PatientProcess(folder, patientPort);
        command = PatientProcess.command(folder, patientPort);
        patient.start();
        Awaitility.await().atMost(SOON).until(patient::answers);
    }

    @AfterEach
    void endThePatient() {
        patient.kill();
    }

    @Test
    void healsADeadProcessFromAlertToClosedTicket() {
        patient.kill();

        alertmanagerSays("firing", label("mendflow_runbook", "restart-process"));

        mendflow.incident(service, "verifying", SOON);
        assertThat(patient.answers()).isTrue();
        alertmanagerSays("resolved", label("mendflow_runbook", "restart-process"));
        JsonNode closed = mendflow.incident(service, "resolved", SOON);
        assertThat(closed.path("priority").asText()).isEqualTo("P1");
        assertThat(closed.path("causes")).isNotEmpty();
        assertThat(closed.path("runs").path(0).path("state").asText()).isEqualTo("succeeded");
        assertThat(closed.path("timeline").findValuesAsText("kind"))
                .contains(
                        "opened",
                        "triage",
                        "cause",
                        "selection",
                        "approval",
                        "mending",
                        "run",
                        "step",
                        "verifying",
                        "resolved");
        theTicketIsClosed();
        assertThat(mendflow.get("/api/audit/verify").path("intact").asBoolean()).isTrue();
    }

    @Test
    void asksAPersonBeforeARiskyRunAndRunsItWhenApproved() {
        patient.kill();

        alertmanagerSays("firing", label("mendflow_runbook", "restart-dependents"));
        JsonNode waiting = mendflow.incident(service, "awaiting-approval", SOON);
        assertThat(patient.answers()).isFalse();
        String approval = waiting.path("approvals").path(0).path("id").asText();
        mendflow.post("/api/approvals/" + approval, Map.of("decision", "approve", "comment", "do it"));

        mendflow.incident(service, "verifying", SOON);
        assertThat(patient.answers()).isTrue();
        alertmanagerSays("resolved", label("mendflow_runbook", "restart-dependents"));
        JsonNode closed = mendflow.incident(service, "resolved", SOON);
        assertThat(closed.path("approvals").path(0).path("state").asText()).isEqualTo("approved");
        assertThat(closed.path("approvals").path(0).path("decidedBy").asText()).isEqualTo("admin");
    }

    @Test
    void asksTwoDifferentPeopleBeforeAHighRiskRunWhateverVariablesTheySend() {
        Api bob = somebodyElse("bob-" + UUID.randomUUID());
        patient.kill();

        alertmanagerSays("firing", label("mendflow_runbook", "rebuild-process"));
        String first = pendingApproval();
        mendflow.post(
                "/engine-rest/task/" + first + "/complete",
                Map.of(
                        "variables",
                        Map.of(
                                "decision", Map.of("value", "approve"),
                                "approvalsNeeded", Map.of("value", 1, "type", "Integer"))));
        String second = pendingApproval();
        assertThat(second).isNotEqualTo(first);
        assertThat(mendflow.send("/api/approvals/" + second, Map.of("decision", "approve"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(mendflow.send("/engine-rest/task/" + second + "/complete", Map.of())
                        .statusCode())
                .isGreaterThanOrEqualTo(400);
        assertThat(patient.answers()).isFalse();

        bob.post("/api/approvals/" + second, Map.of("decision", "approve", "comment", "I agree"));

        mendflow.incident(service, "verifying", SOON);
        assertThat(patient.answers()).isTrue();
        alertmanagerSays("resolved", label("mendflow_runbook", "rebuild-process"));
        mendflow.incident(service, "resolved", SOON);
    }

    @Test
    void asksAnotherPersonBeforeARunByHand() throws Exception {
        Api bob = somebodyElse("bob-" + UUID.randomUUID());
        patient.kill();

        JsonNode run = mendflow.post("/api/runbooks/restart-dependents/runs", runInputs());
        String id = run.path("id").asText();
        String approval = Awaitility.await().atMost(SOON).until(() -> asked(id), found -> !found.isEmpty());
        assertThat(mendflow.send("/api/approvals/" + approval, Map.of("decision", "approve"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(patient.answers()).isFalse();
        bob.post("/api/approvals/" + approval, Map.of("decision", "approve", "comment", "go on"));

        Awaitility.await().atMost(SOON).until(() -> "succeeded"
                .equals(mendflow.get("/api/runs/" + id).path("state").asText()));
        assertThat(patient.answers()).isTrue();
    }

    @Test
    void asksInTheMiddleOfARunToo() throws Exception {
        Api bob = somebodyElse("bob-" + UUID.randomUUID());
        patient.kill();

        String id = mendflow.post("/api/runbooks/ask-midway/runs", runInputs())
                .path("id")
                .asText();
        String approval = Awaitility.await().atMost(SOON).until(() -> asked(id), found -> !found.isEmpty());
        JsonNode question = mendflow.get("/api/approvals/" + approval);
        assertThat(question.path("part").asText()).isEqualTo("start it now");
        assertThat(question.path("inputs").asText()).contains(command);
        HttpResponse<String> own = mendflow.send("/api/approvals/" + approval, Map.of("decision", "approve"));
        assertThat(own.statusCode()).isEqualTo(409);
        assertThat(own.body()).contains("admin has asked for the run");
        assertThat(patient.answers()).isFalse();
        bob.post("/api/approvals/" + approval, Map.of("decision", "approve", "comment", "had a look"));

        Awaitility.await().atMost(SOON).until(() -> "succeeded"
                .equals(mendflow.get("/api/runs/" + id).path("state").asText()));
        JsonNode answered = mendflow.get("/api/approvals/" + approval);
        assertThat(answered.path("state").asText()).isEqualTo("approved");
        assertThat(answered.path("decidedBy").asText()).startsWith("bob-");
        assertThat(patient.answers()).isTrue();
    }

    @Test
    void asksNoMoreWhenARunIsCancelled() {
        patient.kill();

        String id = mendflow.post("/api/runbooks/ask-midway/runs", runInputs())
                .path("id")
                .asText();
        String approval = Awaitility.await().atMost(SOON).until(() -> asked(id), found -> !found.isEmpty());
        mendflow.post("/api/runs/" + id + "/cancel", Map.of("reason", "never mind"));

        Awaitility.await().atMost(SOON).until(() -> "withdrawn"
                .equals(mendflow.get("/api/approvals/" + approval).path("state").asText()));
        Awaitility.await().atMost(SOON).until(() -> "cancelled"
                .equals(mendflow.get("/api/runs/" + id).path("state").asText()));
        assertThat(patient.answers()).isFalse();
    }

    @Test
    void plansForAPersonAtATerminal() {
        patient.kill();
        String[] plan = {
            "plan",
            "restart-process",
            "command=" + command,
            "url=" + patient.health(),
            "--url",
            "http://127.0.0.1:" + port,
            "--user"
        };

        CommandRun planned = CommandRun.of(with(plan, "admin:correct-Horse-7-battery"));

        assertThat(planned.exitCode()).as(planned.err()).isZero();
        assertThat(planned.out()).contains("host.local.start").contains(command).contains("sha256:");
        assertThat(patient.answers()).isFalse();
        CommandRun stranger = CommandRun.of(with(plan, "mallory:guessed"));
        assertThat(stranger.exitCode()).isEqualTo(1);
        assertThat(stranger.err()).contains("The user or the password is wrong");
        plan[2] = "colour=blue";
        CommandRun wrong = CommandRun.of(with(plan, "admin:correct-Horse-7-battery"));
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("colour");
    }

    private static String[] with(String[] arguments, String last) {
        return Stream.concat(Stream.of(arguments), Stream.of(last)).toArray(String[]::new);
    }

    private Map<String, Object> runInputs() {
        return Map.of("inputs", Map.of("command", command, "url", patient.health()));
    }

    private String asked(String run) {
        return mendflow.pendingApproval(run);
    }

    @Test
    void asksNobodyAboutTroubleThatIsOverBeforeItCanAsk() {
        alertmanagerSays("firing", label("mendflow_runbook", "restart-dependents"));
        alertmanagerSays("resolved", label("mendflow_runbook", "restart-dependents"));

        JsonNode closed = mendflow.incident(service, "resolved", SOON);
        assertThat(closed.path("approvals").findValuesAsText("state")).doesNotContain("pending", "approved");
        assertThat(closed.path("runs").findValuesAsText("state")).doesNotContain("succeeded", "failed", "running");
    }

    @Test
    void leavesARejectedRunToPeople() {
        patient.kill();

        alertmanagerSays("firing", label("mendflow_runbook", "restart-dependents"));
        JsonNode waiting = mendflow.incident(service, "awaiting-approval", SOON);
        String approval = waiting.path("approvals").path(0).path("id").asText();
        mendflow.post("/api/approvals/" + approval, Map.of("decision", "reject", "comment", "not on a Friday"));

        JsonNode escalated = mendflow.incident(service, "escalated", SOON);
        assertThat(escalated.path("timeline").findValuesAsText("text"))
                .anyMatch(text -> text.contains("not on a Friday"));
        assertThat(escalated.path("runs").path(0).path("state").asText()).isEqualTo("cancelled");
        assertThat(patient.answers()).isFalse();
        HttpResponse<String> again = mendflow.send("/api/approvals/" + approval, Map.of("decision", "approve"));
        assertThat(again.statusCode()).isEqualTo(409);
        mendflow.post(
                "/api/incidents/" + escalated.path("key").asText() + "/resolve", Map.of("comment", "did it by hand"));
        mendflow.incident(service, "resolved", SOON);
        theTicketIsClosed();
    }

    @Test
    void withdrawsTheQuestionWhenTheTroubleEndsByItself() {
        alertmanagerSays("firing", label("mendflow_runbook", "restart-dependents"));
        mendflow.incident(service, "awaiting-approval", SOON);

        alertmanagerSays("resolved", label("mendflow_runbook", "restart-dependents"));

        JsonNode closed = mendflow.incident(service, "resolved", SOON);
        assertThat(closed.path("approvals").path(0).path("state").asText()).isEqualTo("withdrawn");
    }

    @Test
    void goesOnToVerificationWhenTheRunbookDoesNotApply() {
        alertmanagerSays("firing", label("mendflow_runbook", "restart-process"));

        JsonNode verifying = mendflow.incident(service, "verifying", SOON);
        assertThat(verifying.path("runs").path(0).path("state").asText()).isEqualTo("not-applicable");
        alertmanagerSays("resolved", label("mendflow_runbook", "restart-process"));
        mendflow.incident(service, "resolved", SOON);
    }

    @Test
    void leavesAnAlertWithoutARunbookToPeopleAndTakesTheirWord() {
        alertmanagerSays("firing", Map.of());

        JsonNode escalated = mendflow.incident(service, "escalated", SOON);
        String key = escalated.path("key").asText();
        assertThat(escalated.path("timeline").findValuesAsText("text"))
                .anyMatch(text -> text.contains("No runbook fits"));
        mendflow.post("/api/incidents/" + key + "/acknowledge", Map.of());
        mendflow.post("/api/incidents/" + key + "/resolve", Map.of("comment", "a cable"));
        JsonNode closed = mendflow.incident(service, "resolved", SOON);
        assertThat(closed.path("resolvedBy").asText()).isEqualTo("admin");
        theTicketIsClosed();
    }

    @Test
    void refusesARunWithAMissingInputBeforeAnythingRuns() {
        alertmanagerSays("firing", Map.of("mendflow_runbook", "restart-process"));

        JsonNode escalated = mendflow.incident(service, "escalated", SOON);
        assertThat(escalated.path("runs")).isEmpty();
        assertThat(escalated.path("timeline").findValuesAsText("text")).anyMatch(text -> text.contains("command"));
    }

    @Test
    void handsAnIncidentToPeopleWhenAPersonSaysSo() {
        alertmanagerSays("firing", label("mendflow_runbook", "restart-dependents"));
        String key = mendflow.incident(service, "awaiting-approval", SOON)
                .path("key")
                .asText();

        mendflow.post("/api/incidents/" + key + "/escalate", Map.of("comment", "I want to look at it"));

        JsonNode escalated = mendflow.incident(service, "escalated", SOON);
        assertThat(escalated.path("approvals").path(0).path("state").asText()).isEqualTo("withdrawn");
        alertmanagerSays("resolved", label("mendflow_runbook", "restart-dependents"));
        mendflow.incident(service, "resolved", SOON);
    }

    @Test
    void ignoresWhatTriageSaysToIgnore() {
        alertmanagerSays("firing", Map.of("mendflow_route", "ignore"));

        JsonNode ignored = mendflow.incident(service, "resolved", SOON);
        assertThat(ignored.path("resolution").asText()).contains("Ignored");
        assertThat(ignored.path("tickets")).isEmpty();
    }

    @Test
    void beginsAnewWhenAnAlertFiresAgainSoonAfterItsIncidentWasResolved() {
        String key = fires(service, "Stuck").path("key").asText();
        JsonNode first = mendflow.incident(service, "escalated", SOON);
        String before = first.path("processInstanceId").asText();
        String ticket = first.path("tickets").path(0).path("id").asText();
        mendflow.post("/api/incidents/" + key + "/resolve", Map.of("comment", "a cable"));
        mendflow.hook("generic", generic(service, "Stuck", "resolved"), Map.of());

        JsonNode again = fires(service, "Stuck");

        assertThat(again.path("key").asText()).isEqualTo(key);
        JsonNode escalated = mendflow.incident(service, "escalated", SOON);
        assertThat(escalated.path("reopened").asInt()).isEqualTo(1);
        assertThat(escalated.path("processInstanceId").asText()).isNotEmpty().isNotEqualTo(before);
        assertThat(escalated.path("timeline").findValuesAsText("kind")).contains("reopened");
        Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(mendflow.get("/api/incidents/" + key)
                        .path("tickets")
                        .path(0)
                        .path("state")
                        .asText())
                .isEqualTo("open"));
        JsonNode worked = mendflow.get("/api/incidents/" + key);
        assertThat(worked.path("tickets").path(0).path("id").asText()).isNotEqualTo(ticket);
        assertThat(worked.path("timeline").findValuesAsText("text")).noneMatch(text -> text.contains("was cancelled"));
        mendflow.post("/api/incidents/" + key + "/escalate", Map.of("comment", "it has people"), 409);
        mendflow.post("/api/incidents/" + key + "/resolve", Map.of("comment", "the other cable"));
        theTicketIsClosed();
    }

    @Test
    void holdsAnIncidentOpenWhileItsAlertFlaps() {
        String key = fires(service, "Shaky").path("key").asText();
        mendflow.incident(service, "escalated", SOON);
        for (int i = 1; i < 6; i++) {
            int before = i;
            mendflow.hook("generic", generic(service, "Shaky", i % 2 == 1 ? "resolved" : "firing"), Map.of());
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> mendflow.get("/api/incidents/" + key)
                                    .path("signals")
                                    .size()
                            > before);
        }

        JsonNode held = mendflow.incident(service, "verifying", SOON);
        Awaitility.await().atMost(SOON).until(() -> mendflow.get("/api/incidents/" + key)
                .path("timeline")
                .findValuesAsText("text")
                .contains("All signals are clear"));

        assertThat(held.path("flap").path("score").asDouble()).isGreaterThanOrEqualTo(1);
        String soak = "/engine-rest/process-instance/"
                + held.path("processInstanceId").asText() + "/variables/soak";
        Awaitility.await()
                .atMost(SOON)
                .until(() -> mendflow.get(soak).path("value").asText().equals("PT5M"));
        mendflow.post("/api/incidents/" + key + "/resolve", Map.of());
    }

    @Test
    void takesTheWordOfPeopleAboutWhatBelongsTogether() {
        String other = service + "-other";
        String key = fires(service, "Stuck").path("key").asText();
        String from = fires(other, "Slow").path("key").asText();
        mendflow.incident(other, "escalated", SOON);

        JsonNode merged = mendflow.post("/api/incidents/" + key + "/merge", Map.of("from", List.of(from)));

        assertThat(merged.path("alerts").findValuesAsText("name")).containsExactlyInAnyOrder("Stuck", "Slow");
        JsonNode closed = mendflow.incident(other, "resolved", SOON);
        assertThat(closed.path("links").path("mergedInto").asText()).isEqualTo(key);
        Awaitility.await().atMost(SOON).until(() -> mendflow.get("/engine-rest/process-instance?businessKey=" + from)
                .isEmpty());
        mendflow.post("/api/incidents/" + key + "/merge", Map.of("from", List.of(from)), 409);
        mendflow.post("/api/incidents/" + key + "/merge", Map.of(), 400);
        mendflow.post("/api/incidents/" + key + "/merge", Map.of("from", Arrays.asList((String) null)), 400);

        JsonNode split = mendflow.post(
                "/api/incidents/" + key + "/split",
                Map.of("fingerprints", List.of(other + "Slow"), "comment", "not after all"));

        assertThat(split.path("links").path("splitFrom").asText()).isEqualTo(key);
        assertThat(split.path("service").asText()).isEqualTo(other);
        String made = split.path("key").asText();
        JsonNode pairs = mendflow.get("/api/affinities?environment=" + service).path("items");
        assertThat(pairs.findValuesAsText("word")).containsExactly("apart");
        mendflow.incident(other, "escalated", SOON);
        mendflow.post("/api/incidents/" + key + "/split", Map.of("fingerprints", List.of("none")), 400);
        mendflow.post("/api/incidents/" + made + "/resolve", Map.of());
        mendflow.post("/api/incidents/" + key + "/resolve", Map.of());
    }

    /** An alert that no runbook fits, and the incident that it came to. */
    private JsonNode fires(String service, String title) {
        assertThat(mendflow.hook("generic", generic(service, title, "firing"), Map.of())
                        .statusCode())
                .isEqualTo(202);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> mendflow.get("/api/incidents?open=true&service=" + service)
                                .path("items")
                                .size()
                        == 1);
        return mendflow.get("/api/incidents?open=true&service=" + service)
                .path("items")
                .path(0);
    }

    private Map<String, Object> generic(String about, String title, String status) {
        return Map.of(
                "title", title,
                "service", about,
                "environment", service,
                "severity", "error",
                "status", status,
                "fingerprint", about + title,
                // The same bytes within a minute are the same delivery.
                "annotations", Map.of("told", Instant.now().toString()));
    }

    private Api somebodyElse(String name) {
        return mendflow.person(name, "approver");
    }

    private String pendingApproval() {
        String key = mendflow.incident(service, "awaiting-approval", SOON)
                .path("key")
                .asText();
        JsonNode pending = mendflow.get("/api/approvals?state=pending&incident=" + key);
        return pending.path("items").path(0).path("id").asText();
    }

    private Map<String, String> label(String name, String value) {
        Map<String, String> labels = new HashMap<>();
        labels.put("command", command);
        labels.put("url", patient.health());
        labels.put(name, value);
        return labels;
    }

    private void alertmanagerSays(String status, Map<String, String> extra) {
        Map<String, String> labels = new HashMap<>(extra);
        labels.put("alertname", "PatientDown");
        labels.put("service", service);
        labels.put("environment", "production");
        labels.put("severity", "critical");
        Map<String, Object> alert = Map.of(
                "status",
                status,
                "labels",
                labels,
                "annotations",
                Map.of("summary", service + " does not answer"),
                "startsAt",
                startsAt.toString(),
                "endsAt",
                "resolved".equals(status) ? Instant.now().toString() : "0001-01-01T00:00:00Z",
                "generatorURL",
                "http://prometheus/graph",
                "fingerprint",
                Integer.toHexString(service.hashCode()));
        Map<String, Object> group = new HashMap<>(Map.of(
                "version",
                "4",
                "groupKey",
                "{}:{alertname=\"PatientDown\"}",
                "truncatedAlerts",
                0,
                "status",
                status,
                "receiver",
                "mendflow",
                "groupLabels",
                Map.of("alertname", "PatientDown"),
                "commonLabels",
                labels,
                "commonAnnotations",
                Map.of(),
                "externalURL",
                "http://alertmanager",
                "alerts",
                List.of(alert)));
        assertThat(mendflow.hook("alertmanager", group, Map.of()).statusCode()).isEqualTo(202);
    }

    private void theTicketIsClosed() {
        Awaitility.await().atMost(SOON).until(() -> "closed"
                .equals(mendflow.incident(service, "resolved", SOON)
                        .path("tickets")
                        .path(0)
                        .path("state")
                        .asText()));
    }
}
