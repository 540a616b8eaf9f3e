package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsTest extends Served {

    private final String service = "metrics-" + UUID.randomUUID();

    @Test
    void countsAndTimesWhatMatters() {
        String key = incident();
        assertThat(post("/hooks/none", null, "{}").statusCode()).isEqualTo(404);
        String run =
                approvedRun("rotate-key", "{\"inputs\":{\"key\":\"signing\",\"count\":7},\"environment\":\"staging\"}");
        await().atMost(Duration.ofSeconds(20)).until(() -> json(get("/api/runs/" + run, "root"))
                .get("state")
                .asText()
                .equals("succeeded"));

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(value("mendflow_approvals_pending")).isPositive();
            assertThat(value("mendflow_incidents{state=\"awaiting-approval\"}")).isPositive();
        });
        assertThat(post("/api/incidents/" + key + "/resolve", "root", "{}").statusCode())
                .isEqualTo(200);

        assertThat(value("mendflow_incidents_acknowledge_seconds_count")).isPositive();
        assertThat(value("mendflow_incidents_resolve_seconds_count")).isPositive();
        assertThat(value("mendflow_runs_total{outcome=\"succeeded\",runbook=\"rotate-key\"}"))
                .isPositive();
        assertThat(value("mendflow_intake_received_total{source=\"generic\"}")).isPositive();
        assertThat(value("mendflow_intake_signals_total{outcome=\"opened\"}")).isPositive();
        assertThat(value("mendflow_intake_refused_total{reason=\"unknown-source\",source=\"unknown\"}"))
                .isPositive();
        assertThat(value("mendflow_connector_calls_seconds_count{outcome=\"answered\",route=\"ticketing.open\"}"))
                .isPositive();
        assertThat(exposition())
                .contains(
                        "mendflow_intake_pending ",
                        "mendflow_intake_acknowledged_seconds_count ",
                        "mendflow_intake_processing_seconds_count{",
                        "mendflow_engine_jobs_due ",
                        "mendflow_engine_jobs_failed ",
                        "mendflow_engine_incidents ",
                        "mendflow_runs_duration_seconds_count{");
    }

    @Test
    void namesNoServiceOrKeyInALabel() {
        incident();

        assertThat(exposition()).doesNotContain(service, "INC-", "RUN-");
    }

    private String incident() {
        String alert =
                """
                {"title":"down","service":"%s","environment":"production","severity":"critical","status":"firing",
                "labels":{"command":"true","url":"http://127.0.0.1:1/","mendflow_runbook":"restart-dependents"}}"""
                        .formatted(service);
        assertThat(post("/hooks/generic", null, alert).statusCode()).isEqualTo(202);
        String newest = "/api/incidents?limit=1&state=awaiting-approval&service=" + service;
        await().atMost(Duration.ofSeconds(30))
                .until(() -> json(get(newest, "root")).get("items").size() == 1);
        return json(get(newest, "root")).at("/items/0/key").asText();
    }

    private double value(String series) {
        return Stream.of(exposition().split("\n"))
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    private String exposition() {
        return get("/actuator/prometheus", null).body();
    }
}
