package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** The value of a secret is nowhere but in the step that uses it. */
@ExtendWith(OutputCaptureExtension.class)
class SecretsTest extends Served {

    @Autowired
    JdbcTemplate jdbc;

    @Test
    void keepsTheSecretsOfARunAndOfASenderOutOfEverythingThatIsKeptOrTold(CapturedOutput output) {
        String run =
                approvedRun("rotate-key", "{\"inputs\":{\"key\":\"signing\",\"count\":9},\"environment\":\"staging\"}");
        assertThat(send(request("/hooks/guarded")
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer " + SENDER_SECRET)
                                .POST(BodyPublishers.ofString("{\"title\":\"down\",\"service\":\"guarded\"}"))
                                .build())
                        .statusCode())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> json(get("/api/runs/" + run, "root"))
                                .get("state")
                                .asText()
                                .equals("succeeded")
                        && json(get("/api/signals?source=guarded", "root"))
                                        .get("items")
                                        .size()
                                == 1);

        for (String secret : List.of(SECRET, SENDER_SECRET)) {
            assertThat(rowsWith(secret)).isEmpty();
            for (String address : List.of(
                    "/api/runs/" + run,
                    "/api/runbooks/rotate-key",
                    "/api/signals",
                    "/api/incidents",
                    "/api/audit?limit=500",
                    "/engine-rest/history/variable-instance",
                    "/engine-rest/history/detail",
                    "/actuator/prometheus",
                    "/actuator/health",
                    "/actuator/info",
                    "/v3/api-docs")) {
                assertThat(get(address, "root").body()).as(address).doesNotContain(secret);
            }
            assertThat(output.getAll()).doesNotContain(secret);
        }
        assertThat(json(get("/api/runs/" + run, "root")).at("/steps/1/log").asText())
                .contains("the key is ***");
    }

    /** Every column of every table, texts and bytes alike. */
    private List<String> rowsWith(String secret) {
        List<Map<String, Object>> columns = jdbc.queryForList(
                "select table_name, column_name, data_type from information_schema.columns where table_schema = 'PUBLIC'");
        assertThat(columns).hasSizeGreaterThan(300);
        return columns.stream()
                .filter(column -> {
                    String type = column.get("DATA_TYPE").toString();
                    return type.contains("CHAR") || type.contains("BINARY");
                })
                .filter(column -> holds(column, secret))
                .map(column -> column.get("TABLE_NAME") + "." + column.get("COLUMN_NAME"))
                .toList();
    }

    private boolean holds(Map<String, Object> column, String secret) {
        String name = "\"" + column.get("COLUMN_NAME") + "\"";
        String select = "select %s from \"%s\" where %s is not null".formatted(name, column.get("TABLE_NAME"), name);
        return jdbc
                .query(select, (row, n) -> {
                    byte[] bytes = column.get("DATA_TYPE").toString().contains("BINARY") ? row.getBytes(1) : null;
                    return bytes == null ? row.getString(1) : new String(bytes, StandardCharsets.UTF_8);
                })
                .stream()
                .anyMatch(value -> value.contains(secret));
    }
}
