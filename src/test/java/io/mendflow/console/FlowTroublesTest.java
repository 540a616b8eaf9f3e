package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.runtime.Job;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What befalls an incident's flow from outside shows on the incident. */
class FlowTroublesTest extends Served {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path FAILING_ROUTE = ROUTES.resolve("failing.camel.yaml");
    private static final String FAILING =
            """
            - route:
                id: ticketing.%1$s
                description: %2$s
                from:
                  uri: direct:ticketing.%1$s
                  steps:
                    - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: the ticket system is shut
            """;

    private final String service = "troubled-" + UUID.randomUUID();

    @Autowired
    ManagementService management;

    @Autowired
    Routes routes;

    @Test
    void handsAnIncidentToPeopleWhenItsProcessIsCancelled() {
        String key = fire("restart-dependents");
        await().atMost(SOON).until(() -> incident(key).get("state").asText().equals("awaiting-approval"));
        String process = incident(key).get("processInstanceId").asText();

        assertThat(send("DELETE", "/engine-rest/process-instance/" + process, userIn("operator"), null)
                        .statusCode())
                .isEqualTo(204);

        JsonNode left = incident(key);
        assertThat(left.get("state").asText()).isEqualTo("escalated");
        assertThat(left.get("timeline").findValuesAsText("text"))
                .anyMatch(text -> text.contains("Its process was cancelled by user-operator"));
        assertThat(left.at("/approvals/0/state").asText()).isEqualTo("withdrawn");
        assertThat(left.at("/runs/0/state").asText()).isEqualTo("cancelled");
        assertThat(post("/api/incidents/" + key + "/resolve", userIn("operator"), "{}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(incident(key).get("state").asText()).isEqualTo("resolved");
    }

    @Test
    void saysNothingWhenAPersonClosesTheIncident() {
        String key = fire("restart-dependents");
        await().atMost(SOON).until(() -> incident(key).get("state").asText().equals("awaiting-approval"));

        post("/api/incidents/" + key + "/resolve", "root", "{}");

        await().atMost(SOON)
                .until(() -> incident(key).at("/tickets/0/state").asText().equals("closed"));
        assertThat(incident(key).get("timeline").findValuesAsText("text"))
                .noneMatch(text -> text.contains("cancelled by"));
    }

    @Test
    void goesOnWithoutATicketWhenTheTicketSystemIsShut() throws IOException {
        Files.writeString(FAILING_ROUTE, FAILING.formatted("open", "always shut"));
        try {
            await().atMost(SOON).until(() -> isRouted("open", "always shut"));

            String key = fire(null);

            await().atMost(SOON).until(() -> incident(key).get("state").asText().equals("escalated"));
            assertThat(texts(key))
                    .anyMatch(text -> text.contains("The ticket could not be opened")
                            && text.contains("the ticket system is shut"));
            assertThat(incident(key).get("tickets")).isEmpty();
        } finally {
            Files.deleteIfExists(FAILING_ROUTE);
            await().atMost(SOON).until(() -> !isRouted("open", "always shut"));
        }
    }

    @Test
    void givesTheIncidentToPeopleWhenNobodyCanBeTold() throws IOException {
        Files.writeString(FAILING_ROUTE, FAILING.formatted("comment", "nobody hears"));
        try {
            await().atMost(SOON).until(() -> isRouted("comment", "nobody hears"));

            String key = fire(null);

            await().atMost(SOON).until(() -> texts(key).stream().anyMatch(text -> text.contains("Waits for a person")));
            assertThat(texts(key)).anyMatch(text -> text.contains("People on call could not be told"));
            assertThat(json(get("/engine-rest/task?processInstanceBusinessKey=" + key, "root"))
                            .at("/0/name")
                            .asText())
                    .isEqualTo("Handle incident");
        } finally {
            Files.deleteIfExists(FAILING_ROUTE);
            await().atMost(SOON).until(() -> !isRouted("comment", "nobody hears"));
        }
    }

    @Test
    void showsAStepThatHasFailedForGood() {
        String key = fire("restart-dependents");
        await().atMost(SOON).until(() -> incident(key).get("state").asText().equals("awaiting-approval"));
        Job reminder = management
                .createJobQuery()
                .processInstanceId(incident(key).get("processInstanceId").asText())
                .activityId("Boundary_Remind")
                .singleResult();

        management.setJobRetries(reminder.getId(), 0);

        assertThat(texts(key)).anyMatch(text -> text.contains("Boundary_Remind has failed for good"));
        await().atMost(SOON).until(() -> get("/actuator/prometheus", null)
                .body()
                .lines()
                .anyMatch(line ->
                        line.startsWith("mendflow_engine_incidents ") && Double.parseDouble(line.split(" ")[1]) > 0));
        assertThat(send("PUT", "/engine-rest/job/" + reminder.getId() + "/retries", "root", "{\"retries\":1}")
                        .statusCode())
                .isEqualTo(204);
        post("/api/incidents/" + key + "/resolve", "root", "{}");
    }

    private boolean isRouted(String deed, String description) {
        return routes.list().stream()
                .anyMatch(route -> route.toString().contains("ticketing." + deed)
                        && route.toString().contains(description));
    }

    private List<String> texts(String key) {
        return incident(key).get("timeline").findValuesAsText("text");
    }

    private JsonNode incident(String key) {
        return json(get("/api/incidents/" + key, "root"));
    }

    private String fire(@Nullable String runbook) {
        String alert =
                """
                {"title":"down","service":"%s","environment":"production","severity":"critical","status":"firing",
                "labels":{"command":"true","url":"http://127.0.0.1:1/"%s}}"""
                        .formatted(service, runbook == null ? "" : ",\"mendflow_runbook\":\"" + runbook + "\"");
        assertThat(post("/hooks/generic", null, alert).statusCode()).isEqualTo(202);
        String newest = "/api/incidents?limit=1&service=" + service;
        await().atMost(SOON).until(() -> json(get(newest, "root")).get("items").size() == 1);
        return json(get(newest, "root")).at("/items/0/key").asText();
    }
}
