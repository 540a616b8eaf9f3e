package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class PreviewTest extends Served {

    private static final String ALERTS =
            """
            {"status":"firing","version":"1","colour":"red","alerts":[
              {"labels":{"alertname":"Disk","job":"files","severity":"critical"},"startsAt":"2026-03-01T11:00:00Z","fingerprint":"f1"},
              {"labels":{"alertname":"Net","service":"edge"},"status":"resolved","fingerprint":"f2"}]}""";

    @Test
    void showsWhatAPayloadWouldBecomeAndStoresNothing() {
        String operator = userIn("operator");
        long before = json(get("/api/ledger", operator)).path("received").asLong();

        HttpResponse<String> answer = post("/api/sources/grafana/preview", operator, ALERTS);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode preview = json(answer);
        assertThat(preview.path("sender").asText()).isEqualTo("grafana");
        assertThat(preview.path("signals")).hasSize(2);
        JsonNode disk = preview.path("signals").path(0);
        assertThat(disk.path("service").asText()).isEqualTo("files");
        assertThat(disk.path("status").asText()).isEqualTo("firing");
        assertThat(disk.path("startsAt").asText()).isEqualTo("2026-03-01T11:00:00Z");
        JsonNode from = disk.path("readFrom");
        assertThat(from.path("service")).extracting(JsonNode::asText).containsExactly("/alerts/0/labels/job");
        assertThat(from.path("severity")).extracting(JsonNode::asText).containsExactly("/alerts/0/labels/severity");
        assertThat(from.path("status")).extracting(JsonNode::asText).containsExactly("/status");
        assertThat(from.path("fingerprint")).extracting(JsonNode::asText).containsExactly("/alerts/0/fingerprint");
        assertThat(from.has("environment")).isFalse();
        assertThat(preview.path("signals").path(1).path("readFrom").path("status"))
                .extracting(JsonNode::asText)
                .containsExactly("/alerts/1/status");
        assertThat(preview.path("unused")).extracting(JsonNode::asText).contains("/colour");
        assertThat(json(get("/api/ledger", operator)).path("received").asLong()).isEqualTo(before);
        assertThat(json(get("/api/signals?fingerprint=f1", operator)).path("items"))
                .isEmpty();
    }

    @Test
    void answersWhatTheHookWouldAnswer() {
        String operator = userIn("operator");

        HttpResponse<String> malformed = post("/api/sources/pagerduty/preview", operator, "{\"event\":{}}");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(malformed).path("field").asText()).isEqualTo("/event/data");
        HttpResponse<String> unknown = post("/api/sources/nagios/preview", operator, "{}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).path("detail").asText()).contains("nagios").contains("grafana");
    }

    @Test
    void needsNoSecretButAnOperator() {
        String payload = "{\"title\":\"down\",\"service\":\"web\"}";

        assertThat(post("/api/sources/guarded/preview", userIn("operator"), payload)
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("/api/sources/guarded/preview", userIn("viewer"), payload)
                        .statusCode())
                .isEqualTo(403);
    }
}
