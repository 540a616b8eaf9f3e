package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.demo.PatientProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus watches a real process and a real Alertmanager tells Mendflow. Both must be on the PATH; a missing one fails. */
@Tag("peers")
class PeersIT {

    private static final String SECRET = "a token that only the two know";

    private final List<Process> peers = new ArrayList<>();

    @AfterEach
    void endPeers() {
        peers.forEach(Process::destroyForcibly);
    }

    @Test
    void healsAProcessThatPrometheusSawDieAndClosesWhenAlertmanagerSaysSo(@TempDir Path folder) throws IOException {
        int patientPort = Service.freePort();
        int prometheusPort = Service.freePort();
        int alertmanagerPort = Service.freePort();
        Path patientFolder = folder.resolve("patient");
        var patient = new PatientProcess(patientFolder, patientPort);
        patient.start();
        try (Service service = Service.at(
                        folder.resolve("home"),
                        "--mendflow.sources.alertmanager.secret=" + SECRET,
                        "--mendflow.prometheus.url=http://127.0.0.1:" + prometheusPort,
                        "--mendflow.host.local.allowed-commands=* io.mendflow.demo.Patient *",
                        "--mendflow.diagnosis.queries.down.promql=up{job=\"{service}\"}",
                        "--mendflow.diagnosis.queries.down.threshold=1",
                        "--mendflow.diagnosis.queries.down.beyond=below",
                        "--mendflow.diagnosis.queries.down.sentence=Prometheus cannot scrape {service}",
                        "--mendflow.remediation.soak=PT2S")
                .start()) {
            alertmanager(folder, alertmanagerPort, service);
            prometheus(
                    folder,
                    prometheusPort,
                    alertmanagerPort,
                    patientPort,
                    PatientProcess.command(patientFolder, patientPort));
            Awaitility.await("the patient is scraped")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> patient.answers()
                            && Files.readString(folder.resolve("prometheus.log"))
                                    .contains("ready"));

            patient.kill();

            service.incident("patient", "verifying", Duration.ofSeconds(90));
            assertThat(patient.answers()).isTrue();
            JsonNode closed = service.incident("patient", "resolved", Duration.ofSeconds(120));
            assertThat(closed.path("signals"))
                    .extracting(signal -> signal.path("source").asText() + " "
                            + signal.path("status").asText())
                    .contains("alertmanager firing", "alertmanager resolved");
            assertThat(closed.path("runs").path(0).path("runbookId").asText()).isEqualTo("restart-process");
            assertThat(closed.path("runs").path(0).path("state").asText()).isEqualTo("succeeded");
            assertThat(closed.path("causes").findValuesAsText("kind")).contains("metric");
            // The ticket is closed after the incident, by the same flow.
            Awaitility.await("ticket closed").atMost(Duration.ofSeconds(20)).until(() -> service.incident(
                            "patient", "resolved", Duration.ofSeconds(5))
                    .path("tickets")
                    .path(0)
                    .path("state")
                    .asText()
                    .equals("closed"));
        } finally {
            patient.kill();
        }
    }

    private void alertmanager(Path folder, int port, Service service) throws IOException {
        Path config = Files.writeString(
                folder.resolve("alertmanager.yml"),
                """
                route:
                  receiver: mendflow
                  group_by: [alertname, service]
                  group_wait: 1s
                  group_interval: 2s
                  repeat_interval: 1h
                receivers:
                  - name: mendflow
                    webhook_configs:
                      - url: %s
                        send_resolved: true
                        http_config:
                          authorization:
                            type: Bearer
                            credentials: '%s'
                """
                        .formatted(service.url("/hooks/alertmanager"), SECRET));
        run(
                folder,
                "alertmanager",
                "prometheus-alertmanager",
                "--config.file=" + config,
                "--storage.path=" + folder.resolve("alertmanager-data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=");
    }

    private void prometheus(Path folder, int port, int alertmanagerPort, int patientPort, String command)
            throws IOException {
        Path rules = Files.writeString(
                folder.resolve("rules.yml"),
                """
                groups:
                  - name: patient
                    rules:
                      - alert: PatientDown
                        expr: up{job="patient"} == 0
                        for: 2s
                        labels:
                          severity: critical
                          service: patient
                          environment: production
                          mendflow_runbook: restart-process
                          command: '%s'
                          url: 'http://127.0.0.1:%d/health'
                        annotations:
                          summary: The patient does not answer
                """
                        .formatted(command, patientPort));
        Path config = Files.writeString(
                folder.resolve("prometheus.yml"),
                """
                global:
                  scrape_interval: 1s
                  scrape_timeout: 1s
                  evaluation_interval: 1s
                rule_files: ['%s']
                alerting:
                  alertmanagers:
                    - static_configs:
                        - targets: ['127.0.0.1:%d']
                scrape_configs:
                  - job_name: patient
                    metrics_path: /metrics
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                """
                        .formatted(rules, alertmanagerPort, patientPort));
        run(
                folder,
                "prometheus",
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("prometheus-data"),
                "--web.listen-address=127.0.0.1:" + port);
    }

    private void run(Path folder, String name, String... command) {
        try {
            peers.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(name + ".log").toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected '%s' on the PATH, as Debian's package '%s' brings it".formatted(command[0], command[0]),
                    e);
        }
    }
}
