package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.demo.PatientProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one PostgreSQL: what one leaves when it is killed, the other ends. */
@Tag("peers")
class ClusterIT {

    private static final Duration SOON = Duration.ofSeconds(90);

    @Test
    void endsOnTheOtherNodeWhatTheKilledOneBegan(@TempDir Path folder) {
        int patientPort = Service.freePort();
        var patient = new PatientProcess(folder.resolve("patient"), patientPort);
        String[] settings = {
            "--spring.datasource.url=" + Databases.postgresUrl(),
            "--mendflow.engine.job-lock=PT10S",
            "--mendflow.host.local.allowed-commands=* io.mendflow.demo.Patient *",
            "--mendflow.remediation.soak=PT1S"
        };
        try (Service first = Service.at(folder.resolve("first"), settings);
                Service second = Service.at(folder.resolve("second"), settings)) {
            first.launch();
            second.start();
            Awaitility.await().atMost(SOON).until(first::ready);

            assertThat(fire(first, folder, patientPort).statusCode()).isEqualTo(202);
            String key = second.incident("cluster", "mending", SOON).path("key").asText();
            Awaitility.await("the step has acted")
                    .atMost(SOON)
                    .until(() -> second.get("/api/incidents/" + key).toString().contains("Step 'start': done"));
            first.kill();

            JsonNode closed = second.incident("cluster", "resolved", SOON);
            assertThat(patient.answers()).isTrue();
            assertThat(closed.path("runs")).hasSize(1);
            assertThat(closed.path("runs").path(0).path("state").asText()).isEqualTo("succeeded");
            assertThat(steps(second, closed)).containsExactly("start");
            assertThat(second.get("/api/ledger").path("pending").asLong()).isZero();
            assertThat(second.get("/api/audit/verify").path("intact").asBoolean())
                    .isTrue();
        } finally {
            patient.kill();
        }
    }

    /** Every attempt at a step, by name: one that acted once stands here once. */
    private static List<String> steps(Service service, JsonNode incident) {
        JsonNode run = service.get(
                "/api/runs/" + incident.path("runs").path(0).path("id").asText());
        return run.findParents("kind").stream()
                .filter(step -> "step".equals(step.path("kind").asText()))
                .map(step -> step.path("step").asText())
                .toList();
    }

    private static HttpResponse<String> fire(Service service, Path folder, int patientPort) {
        return service.hook(
                "generic",
                Map.of(
                        "title", "the patient is down",
                        "service", "cluster",
                        "severity", "critical",
                        "status", "firing",
                        "labels",
                                Map.of(
                                        "mendflow_runbook", "restart-process",
                                        "command", PatientProcess.command(folder.resolve("patient"), patientPort),
                                        "url", "http://127.0.0.1:%d/health".formatted(patientPort))),
                Map.of());
    }
}
