package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees: the demo profile, from its first line to the approval of the third act. With the peers, because its acts take their time. */
@Tag("peers")
class DemoIT {

    @Test
    void closesTheLoopThreeTimes(@TempDir Path home) {
        int shop = Service.freePort();
        int ledger = Service.freePort();
        try (Service service = Service.at(
                        home,
                        "--spring.profiles.active=demo",
                        "--mendflow.remediation.soak=PT1S",
                        "--mendflow.demo.shop-port=" + shop,
                        "--mendflow.demo.ledger-port=" + ledger,
                        "--mendflow.probes.shop.url=http://127.0.0.1:%d/health".formatted(shop),
                        "--mendflow.probes.ledger.url=http://127.0.0.1:%d/health".formatted(ledger),
                        "--mendflow.probes.shop.labels.command=${mendflow.demo.command} " + shop,
                        "--mendflow.probes.ledger.labels.command=${mendflow.demo.command} " + ledger)
                .launch()) {
            Awaitility.await("the demo's last word; see " + service.log())
                    .atMost(Duration.ofMinutes(4))
                    .until(() -> service.output().contains("Mendflow stays up"));

            assertThat(service.output()).doesNotContain("The demo stopped").contains("/camunda/app/cockpit");
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
            assertThat(mended.path("tickets").path(0).path("state").asText()).isEqualTo("closed");
            assertThat(service.get("/api/audit/verify").path("intact").asBoolean())
                    .isTrue();
        }
    }
}
