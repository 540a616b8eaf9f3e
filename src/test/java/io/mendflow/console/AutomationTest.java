package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people see of the guardrails, and how they set them. */
class AutomationTest extends Served {

    private static final Duration SOON = Duration.ofSeconds(30);

    @AfterEach
    void thaw() {
        post("/api/automation/thaw", "root", "{\"runbook\":\"rotate-key\"}");
        send("PUT", "/api/runbooks/rotate-key/level", "root", "{\"cap\":\"auto\"}");
    }

    @Test
    void freezesARunbookUntilItIsThawed() {
        String approver = userIn("approver");
        JsonNode frozen =
                json(post("/api/automation/freeze", approver, "{\"reason\":\"change\",\"runbook\":\"rotate-key\"}"));
        assertThat(frozen.get("frozen").asBoolean()).isFalse();
        assertThat(frozen.at("/freezes/0/scope").asText()).isEqualTo("rotate-key");
        assertThat(frozen.at("/freezes/0/by").asText()).isEqualTo(approver);
        assertThat(frozen.at("/freezes/0/reason").asText()).isEqualTo("change");
        String run = start(71);

        awaitState(run, "waiting");

        JsonNode waiting = json(get("/api/automation", userIn("viewer"))).at("/waiting/0");
        assertThat(waiting.get("runId").asText()).isEqualTo(run);
        assertThat(waiting.get("why").asText()).isEqualTo("freeze");
        assertThat(waiting.get("reason").asText()).startsWith("runbook 'rotate-key' is frozen by " + approver);
        assertThat(waiting.has("part")).isFalse();
        assertThat(waiting.has("jobId")).isFalse();
        JsonNode thawed = json(post("/api/automation/thaw", approver, "{\"runbook\":\"rotate-key\"}"));
        assertThat(thawed.get("freezes")).isEmpty();
        awaitState(run, "succeeded");
    }

    @Test
    void cancelsARunOnce() {
        post("/api/automation/freeze", "root", "{\"runbook\":\"rotate-key\"}");
        String run = start(72);
        awaitState(run, "waiting");

        HttpResponse<String> asked =
                post("/api/runs/" + run + "/cancel", userIn("operator"), "{\"reason\":\"not needed\"}");

        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(200);
        awaitState(run, "cancelled");
        assertThat(json(get("/api/runs/" + run, "root")).get("reason").asText())
                .isEqualTo("cancelled by user-operator: not needed");
        HttpResponse<String> again = post("/api/runs/" + run + "/cancel", "root", "{}");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(json(again).get("detail").asText()).contains(run, "'cancelled'", "no other state");
        HttpResponse<String> none = post("/api/runs/RUN-0/cancel", "root", "{}");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(json(none).get("detail").asText()).contains("RUN-0", "/api/runs");
    }

    @Test
    void capsARunbookAndShowsItsRecord() {
        String address = "/api/runbooks/rotate-key/level";
        HttpResponse<String> wrong = send("PUT", address, "root", "{\"cap\":\"high\"}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong).get("detail").asText()).contains("'cap'", "observe, suggest, approve, auto", "'high'");
        assertThat(send("PUT", address, "root", "{}").statusCode()).isEqualTo(400);

        JsonNode capped =
                json(send("PUT", address, userIn("approver"), "{\"cap\":\"observe\",\"reason\":\"not yet\"}"));

        assertThat(capped.get("level").asText()).isEqualTo("observe");
        assertThat(capped.at("/cap/reason").asText()).isEqualTo("not yet");
        JsonNode autonomy = json(get("/api/runbooks/rotate-key", "root")).get("autonomy");
        assertThat(autonomy.at("/cap/by").asText()).isEqualTo("user-approver");
        assertThat(autonomy.at("/breaker/open").asBoolean()).isFalse();
        assertThat(autonomy.at("/breaker/opensAt").asInt()).isEqualTo(3);
        assertThat(autonomy.get("records").isArray()).isTrue();
        HttpResponse<String> denied = post("/api/runbooks/rotate-key/runs", "root", wish(73));
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(json(denied).get("detail").asText()).contains("'deny'");
        JsonNode reset = json(post("/api/runbooks/rotate-key/breaker/reset", "root", ""));
        assertThat(reset.at("/breaker/open").asBoolean()).isFalse();
    }

    @Test
    void asksThePolicyWithTheLevelOfTheRunbook() {
        send("PUT", "/api/runbooks/rotate-key/level", "root", "{\"cap\":\"observe\"}");
        String service = "capped-" + UUID.randomUUID();
        String signal =
                """
                {"title":"down","service":"%s","environment":"production","severity":"critical","status":"firing",
                 "labels":{"mendflow_runbook":"rotate-key","key":"signing","count":"74"}}"""
                        .formatted(service);
        assertThat(post("/hooks/generic", null, signal).statusCode()).isEqualTo(202);

        String list = "/api/incidents?service=" + service;
        await().atMost(SOON)
                .until(() ->
                        json(get(list, "root")).at("/items/0/state").asText().equals("escalated"));

        String key = json(get(list, "root")).at("/items/0/key").asText();
        JsonNode incident = json(get("/api/incidents/" + key, "root"));
        assertThat(incident.get("timeline").findValuesAsText("text"))
                .contains("Policy for risk high in production at autonomy observe: deny");
        assertThat(incident.at("/runs/0/state").asText()).isEqualTo("cancelled");
    }

    @Test
    void refusesAFreezeOfWhatThereIsNot() {
        HttpResponse<String> answer = post("/api/automation/freeze", "root", "{\"runbook\":\"none\"}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).get("detail").asText()).contains("none", "/api/runbooks");
        HttpResponse<String> tooLong =
                post("/api/automation/freeze", "root", "{\"reason\":\"" + "x".repeat(2001) + "\"}");
        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(json(get("/api/automation", "root")).get("frozen").asBoolean())
                .isFalse();
    }

    private String start(int count) {
        return approvedRun("rotate-key", wish(count));
    }

    private static String wish(int count) {
        return "{\"inputs\":{\"key\":\"signing\",\"count\":" + count + "},\"environment\":\"staging\"}";
    }

    private void awaitState(String run, String state) {
        await().atMost(SOON).until(() -> json(get("/api/runs/" + run, "root"))
                .get("state")
                .asText()
                .equals(state));
    }
}
