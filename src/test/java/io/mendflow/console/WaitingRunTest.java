package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A run that waits for people, then for a signal, in the whole service: with its closed expressions, its log-ins and its webhooks. */
class WaitingRunTest extends Served {

    @Test
    void goesOnWhenAnApproverAgreesAndTheSignalComes() {
        String run = json(post(
                        "/api/runbooks/release/runs",
                        "root",
                        "{\"inputs\":{\"service\":\"released\"},\"environment\":\"staging\"}"))
                .get("id")
                .asText();
        await().until(() -> tasks(run).size() == 1);
        String task = "/engine-rest/task/" + tasks(run).get(0).get("id").asText() + "/complete";
        String yes = "{\"variables\":{\"decision\":{\"value\":\"approve\"},\"comment\":{\"value\":\"we want it\"}}}";

        assertThat(post(task, "root", yes).body()).contains("root has asked for the run");
        assertThat(post(task, userIn("operator"), yes).statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(post(task, userIn("approver"), yes).statusCode()).isEqualTo(204);
        await().until(() -> run(run).get("steps").size() == 4);
        String signal =
                "{\"title\":\"released 2.0\",\"service\":\"released\",\"kind\":\"change\",\"environment\":\"staging\"}";
        assertThat(post("/hooks/generic", null, signal).statusCode()).isEqualTo(202);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> run(run).get("state").asText().equals("succeeded"));
        JsonNode steps = run(run).get("steps");
        assertThat(steps)
                .extracting(step -> step.get("kind").asText())
                .containsExactly("approval", "list", "step", "step", "signal", "step");
        assertThat(steps.at("/0/outputs/by").asText()).isEqualTo(userIn("approver"));
        assertThat(steps.at("/5/outputs/title").asText()).isEqualTo("released 2.0");
    }

    private JsonNode run(String id) {
        return json(get("/api/runs/" + id, "root"));
    }

    private JsonNode tasks(String run) {
        String process = run(run).get("processInstanceId").asText();
        return json(get("/engine-rest/task?processInstanceId=" + process, "root"));
    }
}
