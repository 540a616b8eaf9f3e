package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A run that a person starts again with the inputs that it had. */
class ReplayTest extends Served {

    @Autowired
    JdbcClient jdbc;

    @Test
    void startsTheRunbookInServiceWithTheInputsOfTheRun() {
        String first = started("rotate-key", inputs(771));
        until(first, "succeeded");

        HttpResponse<String> asked = replay(first, userIn("operator"), "{\"reason\":\"once more\"}");

        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);
        String second = json(asked).get("id").asText();
        approve(second);
        assertThat(asked.headers().firstValue("Location")).hasValue("/api/runs/" + second);
        JsonNode run = until(second, "succeeded");
        assertThat(run.get("replayOf").asText()).isEqualTo(first);
        assertThat(run.get("verdict").asText()).isEqualTo("fixed");
        assertThat(run.get("inputs")).isEqualTo(run(first).get("inputs"));
        assertThat(run.at("/inputs/key").asText()).isEqualTo("signing");
        assertThat(run(first).get("replays")).hasSize(1).allMatch(id -> id.asText()
                .equals(second));
        assertThat(get("/api/audit?limit=500", "root").body()).contains("run.replay", "once more");
        assertThat(jdbc.sql("select environment from run where id = ?")
                        .param(Integer.valueOf(second.substring(4)))
                        .query(String.class)
                        .single())
                .isEqualTo("staging");
    }

    @Test
    void holdsToTheApprovalPolicy() {
        String run = started("rotate-key", inputs(772));
        until(run, "succeeded");

        assertThat(replay(run, userIn("operator"), "{\"environment\":\"production\"}")
                        .statusCode())
                .isEqualTo(201);
        String again = run(run).get("replays").get(0).asText();
        assertThat(run(again).get("state").asText()).isEqualTo("requested");
        assertThat(post("/api/runs/" + again + "/cancel", userIn("operator"), "{}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesARunThatHasNotEnded() {
        String run = started("release", "{\"inputs\":{\"service\":\"again\"},\"environment\":\"staging\"}");

        HttpResponse<String> asked = replay(run, userIn("operator"), "{}");

        assertThat(asked.statusCode()).isEqualTo(409);
        assertThat(json(asked).get("detail").asText()).contains(run, "'running'", "/cancel");
        post("/api/runs/" + run + "/cancel", "root", "{}");
        until(run, "cancelled");
    }

    @Test
    void refusesInputsThatFitNoLonger() {
        String run = started("rotate-key", inputs(773));
        until(run, "succeeded");
        jdbc.sql("update run set inputs = '{\"key\":\"signing\",\"number\":3}' where id = ?")
                .param(Integer.valueOf(run.substring(4)))
                .update();

        HttpResponse<String> asked = replay(run, userIn("operator"), "{}");

        assertThat(asked.statusCode()).isEqualTo(422);
        assertThat(json(asked).get("problems"))
                .hasSize(2)
                .anyMatch(problem -> problem.asText().contains("'number'"))
                .anyMatch(problem -> problem.asText().contains("'count'"));
    }

    /** With a target of its own, so that no rate limit is in the way. */
    private static String inputs(int count) {
        return "{\"inputs\":{\"key\":\"signing\",\"count\":%d},\"environment\":\"staging\"}".formatted(count);
    }

    private String started(String runbook, String body) {
        HttpResponse<String> asked = post("/api/runbooks/" + runbook + "/runs", userIn("operator"), body);
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);
        String run = json(asked).get("id").asText();
        if (json(asked).get("state").asText().equals("requested") && runbook.equals("rotate-key")) {
            approve(run);
        }
        return run;
    }

    private HttpResponse<String> replay(String run, String user, String body) {
        return post("/api/runs/" + run + "/replay", user, body);
    }

    private JsonNode run(String id) {
        return json(get("/api/runs/" + id, "root"));
    }

    private JsonNode until(String id, String state) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> run(id).get("state").asText().equals(state));
        return run(id);
    }
}
