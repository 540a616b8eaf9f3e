package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees: the demo profile, from its first line to its last. With the peers, because its acts take their time. */
@Tag("peers")
class DemoIT {

    private static final String MODEL = "/api/models/payments";

    @Test
    void closesTheLoopForIncidentsAndForAModel(@TempDir Path home) {
        int scoring = Service.freePort();
        List<ProcessHandle> processes;
        try (Service service = Service.at(
                        home,
                        "--spring.profiles.active=demo",
                        "--mendflow.remediation.soak=PT1S",
                        "--mendflow.demo.approve-after=PT1H",
                        "--mendflow.demo.shop-port=" + Service.freePort(),
                        "--mendflow.demo.ledger-port=" + Service.freePort(),
                        "--mendflow.demo.scoring-port=" + scoring)
                .launch()) {
            awaitLine(service, "ACT 4, SCENE 1");
            assertThat(service.get(MODEL).path("champion").asText()).isEqualTo("1");
            JsonNode replaced = approved(service, "drift");

            JsonNode promoted = promotion(service, replaced, "promoted");
            assertThat(promoted.path("requestedBy").asText()).isEqualTo("mendflow");
            assertThat(texts(promoted))
                    .anyMatch(text -> text.contains("The drift is confirmed"))
                    .anyMatch(text -> text.contains("holds at 5 %: error rate is 0"))
                    .anyMatch(text -> text.contains("holds at 100 %"));

            awaitLine(service, "ACT 4, SCENE 3");
            String second = service.get("/api/promotions?model=payments&state=refused")
                    .at("/items/0/id")
                    .asText();
            JsonNode refused = service.get("/api/promotions/" + second);
            assertThat(refused.path("outcome").asText()).contains("roc-auc", "worse");
            assertThat(refused.path("parameters").path("labels").asText()).isEqualTo("shuffled");

            JsonNode breaks = approved(service, "person");
            JsonNode takenBack = promotion(service, breaks, "rolled-back");
            assertThat(takenBack.path("outcome").asText()).contains("does not hold at 5 %", "error rate is 1");

            awaitLine(service, "Mendflow stays up");
            assertThat(service.output()).doesNotContain("The demo stopped").contains("/camunda/app/cockpit");
            assertThat(service.get(MODEL).path("champion").asText()).isEqualTo("2");
            // The scoring service follows the aliases by looking at them, so it is a moment behind.
            Api server = new Api("http://127.0.0.1:" + scoring, "", "");
            Awaitility.await("the challenger gets nothing any more")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> server.get("/status").path("versions").size() == 1);
            JsonNode served = server.get("/status");
            assertThat(served.at("/versions/0/version").asText()).isEqualTo("2");
            assertThat(served.at("/versions/0/digest").asText())
                    .isEqualTo(promoted.path("digest").asText());

            assertThat(service.get("/api/incidents?service=shop").path("items"))
                    .hasSize(2)
                    .allSatisfy(incident ->
                            assertThat(incident.path("state").asText()).isEqualTo("resolved"));
            JsonNode waiting = service.incident("ledger", "awaiting-approval", Duration.ofSeconds(5));
            JsonNode approval = waiting.path("approvals").path(0);
            assertThat(approval.path("state").asText()).isEqualTo("pending");

            service.post(
                    "/api/approvals/" + approval.path("id").asText(),
                    Map.of("decision", "approve", "comment", "go on"));

            JsonNode mended = service.incident("ledger", "resolved", Duration.ofMinutes(2));
            assertThat(mended.path("runs").path(0).path("state").asText()).isEqualTo("succeeded");
            Awaitility.await("ticket closed").atMost(Duration.ofSeconds(20)).until(() -> service.incident(
                            "ledger", "resolved", Duration.ofSeconds(5))
                    .path("tickets")
                    .path(0)
                    .path("state")
                    .asText()
                    .equals("closed"));
            assertThat(service.get("/api/audit/verify").path("intact").asBoolean())
                    .isTrue();
            processes =
                    ProcessHandle.of(service.pid()).orElseThrow().descendants().toList();
        }
        assertThat(processes).isNotEmpty();
        Awaitility.await("nothing of the demo is left")
                .atMost(Duration.ofSeconds(20))
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static void awaitLine(Service service, String line) {
        Awaitility.await("'%s'; see %s".formatted(line, service.log()))
                .atMost(Duration.ofMinutes(4))
                .until(() -> service.output().contains(line) || service.output().contains("The demo stopped"));
        assertThat(service.output()).contains(line);
    }

    /** Approves the promotion that waits for it, once there is one of that cause. */
    private static JsonNode approved(Service service, String cause) {
        Awaitility.await("a promotion by %s that waits for a person; see %s".formatted(cause, service.log()))
                .atMost(Duration.ofMinutes(2))
                .until(() -> newest(service).path("cause").asText().equals(cause)
                        && newest(service).path("state").asText().equals("awaiting-approval")
                        && !approval(service, newest(service)).isEmpty());
        JsonNode promotion = newest(service);
        service.post(
                "/api/approvals/" + approval(service, promotion), Map.of("decision", "approve", "comment", "go on"));
        return promotion;
    }

    private static String approval(Service service, JsonNode promotion) {
        for (JsonNode approval : service.get("/api/approvals?state=pending").path("items")) {
            if (approval.path("runId").asText().equals(promotion.path("id").asText())) {
                return approval.path("id").asText();
            }
        }
        return "";
    }

    private static JsonNode newest(Service service) {
        String id = service.get("/api/promotions?model=payments&limit=1")
                .at("/items/0/id")
                .asText();
        return id.isEmpty() ? service.get("/api/promotions") : service.get("/api/promotions/" + id);
    }

    private static JsonNode promotion(Service service, JsonNode promotion, String state) {
        String path = "/api/promotions/" + promotion.path("id").asText();
        Awaitility.await("%s %s; see %s".formatted(path, state, service.log()))
                .atMost(Duration.ofMinutes(2))
                .until(() -> !service.get(path).path("outcome").isNull());
        assertThat(service.get(path).path("state").asText())
                .as(service.get(path).path("outcome").asText())
                .isEqualTo(state);
        return service.get(path);
    }

    private static List<String> texts(JsonNode promotion) {
        return promotion.path("timeline").findValuesAsText("text");
    }
}
