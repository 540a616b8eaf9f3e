package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest extends Served {

    @Test
    void asksAStrangerToLogIn() {
        HttpResponse<String> answer = get("/api/signals", null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .get()
                .asString()
                .startsWith("Basic ");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).get("detail").asText()).contains("HTTP Basic");
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
    }

    @Test
    void refusesAWrongPassword() {
        HttpResponse<String> answer = send(request("/api/signals")
                .header("Authorization", basic("root", "wrong horse"))
                .build());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).get("status").asInt()).isEqualTo(401);
        identities.unlockUser("root");
    }

    @Test
    void saysWhichRoleIsNeeded() {
        HttpResponse<String> answer = post("/api/runs/RUN-1/cancel", userIn("viewer"), "{}");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).get("detail").asText()).contains("operator").contains("user-viewer");
    }

    @ParameterizedTest
    @CsvSource({
        "viewer,        GET,  /api/audit/verify,      200",
        "operator,      GET,  /api/audit/verify,      200",
        "approver,      GET,  /api/audit/verify,      200",
        "camunda-admin, GET,  /api/audit/verify,      200",
        ",              GET,  /api/signals,           403",
        "viewer,        POST, /api/dead-letters/x/y,  403",
        "approver,      POST, /api/dead-letters/x/y,  403",
        "operator,      POST, /api/dead-letters/x/y,  404",
        "operator,      POST, /api/approvals/x/y,     403",
        "viewer,        POST, /api/approvals/x/y,     403",
        "approver,      POST, /api/approvals/x/y,     404",
        "camunda-admin, POST, /api/approvals/x/y,     404",
        "operator,      GET,  /api/approvals/x/y,     404",
        "viewer,        GET,  /api/automation,        200",
        "operator,      POST, /api/automation/freeze, 403",
        "operator,      POST, /api/automation/thaw,   403",
        "approver,      POST, /api/automation/thaw,   200",
        "operator,      PUT,  /api/runbooks/x/level,  403",
        "approver,      PUT,  /api/runbooks/x/level,  404",
        "operator,      POST, /api/runbooks/x/breaker/reset, 403",
        "camunda-admin, POST, /api/runbooks/x/breaker/reset, 404",
        "viewer,        POST, /api/runs/RUN-0/cancel, 403",
        "viewer,        POST, /api/runs/RUN-0/replay, 403",
        "operator,      POST, /api/runs/RUN-0/replay, 404",
        "operator,      POST, /api/runs/RUN-0/cancel, 404",
        "viewer,        GET,  /api/audit/key,         200",
        ",              GET,  /api/audit/key,         403",
        "viewer,        GET,  /api/models/listed,     200",
        "viewer,        GET,  /api/promotions/PRM-0/evidence, 404",
        ",              GET,  /api/promotions/PRM-0/evidence, 403",
        "viewer,        POST, /api/models/listed/retrains,  403",
        "approver,      POST, /api/models/listed/rollbacks, 403",
        "viewer,        POST, /api/models/listed/thaw,      403",
        "viewer,        GET,  /v3/api-docs,           200",
        ",              GET,  /v3/api-docs,           403",
        "viewer,        GET,  /swagger-ui/index.html, 200",
        "camunda-admin, GET,  /actuator/env,          403",
        "camunda-admin, GET,  /nowhere,               403",
    })
    void opensToTheRoleAndToNoOther(String group, String method, String address, int status) {
        HttpResponse<String> answer = send(method, address, userIn(group), method.equals("GET") ? null : "{}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health",
                "/actuator/health/readiness",
                "/actuator/health/liveness",
                "/actuator/prometheus"
            })
    void tellsAnyoneHowItIs(String address) {
        HttpResponse<String> answer = get(address, null);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("details");
    }

    @Test
    void countsTheEnginesWorkForPrometheus() {
        assertThat(get("/actuator/prometheus", null).body())
                .contains("mendflow_engine_jobs_due ", "mendflow_engine_jobs_failed ", "mendflow_engine_incidents ");
    }

    @Test
    void leavesTheSecretsOfSendersToTheIntake() {
        assertThat(post("/hooks/no-such-source", null, "{}").statusCode()).isNotIn(401, 403);
    }

    @Test
    void forgetsAPasswordWhenItIsChanged() {
        String user = user("changing", null);
        assertThat(get("/api/nothing", user).statusCode()).isEqualTo(403);

        var changed = identities.createUserQuery().userId(user).singleResult();
        changed.setPassword("Another!1-for-all-of-us");
        identities.saveUser(changed);

        assertThat(get("/api/nothing", user).statusCode()).isEqualTo(401);
    }

    @Test
    void slowsDownWhoGuesses() {
        String user = user("guessed", null);
        HttpResponse<String> wrong = send(request("/api/signals")
                .header("Authorization", basic(user, "guess"))
                .build());

        HttpResponse<String> rightButTooSoon = get("/api/signals", user);

        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(rightButTooSoon.statusCode()).isEqualTo(401);
    }
}
