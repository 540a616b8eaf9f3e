package io.mendflow.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mendflow.connector.Readings.Point;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class MonitoringTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.500Z");
    private static final Map<String, String> seen = new ConcurrentHashMap<>();
    private static volatile String answer = "";
    private static volatile int status = 200;

    @TempDir
    static Path folder;

    private static HttpServer prometheus;
    private static ConnectorModule module;
    private static Monitoring monitoring;

    @BeforeAll
    static void start() throws IOException {
        prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        prometheus.createContext("/", exchange -> {
            seen.put("path", exchange.getRequestURI().getPath());
            seen.put("query", exchange.getRequestURI().getQuery());
            seen.put("authorization", exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        prometheus.start();
        Files.writeString(folder.resolve("password"), "s3cret-w0rd\n");
        module = ConnectorModule.start(Map.of(
                "mendflow.prometheus.url",
                "http://127.0.0.1:" + prometheus.getAddress().getPort() + "/prom/",
                "mendflow.prometheus.username",
                "mendflow",
                "mendflow.prometheus.password-file",
                folder.resolve("password").toString()));
        monitoring = module.get(Monitoring.class);
    }

    @AfterAll
    static void stop() {
        module.close();
        prometheus.stop(0);
    }

    @Test
    void readsTheValuesOfAnExpression() {
        answers(
                200,
                """
                {"status":"success","data":{"resultType":"vector","result":[
                  {"metric":{"job":"web"},"value":[1772366400.5,"0.25"]},
                  {"metric":{"job":"api"},"value":[1772366400.5,"+Inf"]}]}}""");

        Readings readings = monitoring.query("rate(x{a=\"b+c&d\"}[5m]) > 0");

        assertThat(monitoring.isConfigured()).isTrue();
        assertThat(readings.isOk()).isTrue();
        assertThat(readings.getValue()).isEqualTo(0.25);
        assertThat(readings.series().get(0).labels()).containsEntry("job", "web");
        assertThat(readings.series().get(0).points()).containsExactly(new Point(AT, 0.25));
        assertThat(readings.series().get(1).getValue()).isInfinite();
        assertThat(seen)
                .containsEntry("path", "/prom/api/v1/query")
                .containsEntry("query", "query=rate(x{a=\"b+c&d\"}[5m]) > 0")
                .containsEntry("authorization", "Basic bWVuZGZsb3c6czNjcmV0LXcwcmQ=");
    }

    @Test
    void readsARange() {
        answers(
                200,
                """
                {"status":"success","data":{"resultType":"matrix","result":[
                  {"metric":{},"values":[[1772366400.5,"1"],[1772366430.5,"2"]]}]}}""");

        Readings readings = monitoring.range("up", AT, AT.plusSeconds(30), Duration.ofSeconds(30));

        assertThat(readings.getValue()).isEqualTo(2);
        assertThat(readings.series().get(0).points()).hasSize(2);
        assertThat(seen)
                .containsEntry("path", "/prom/api/v1/query_range")
                .containsEntry("query", "end=1772366430.500&query=up&start=1772366400.500&step=30.000");
    }

    @Test
    void answersWithNothingWhenNothingMatches() {
        answers(200, "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}");

        assertThat(monitoring.query("up").getValue()).isNull();
    }

    @Test
    void tellsWhyAQueryIsRefused() {
        answers(400, "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}");

        assertThat(monitoring.query("up{").error()).contains("parse error");
        answers(502, "<html>");
        assertThat(monitoring.query("up").error()).contains("not Prometheus' JSON");
    }

    @Test
    void answersThatADeadPrometheusIsDeadAndTellsNoSecret(CapturedOutput log) {
        try (var dead = ConnectorModule.start(
                Map.of("mendflow.prometheus.url", "http://127.0.0.1:1", "mendflow.prometheus.bearer-token", "t0ken"))) {
            for (int i = 0; i < 7; i++) {
                Readings readings = dead.get(Monitoring.class).query("up");
                assertThat(readings.isOk()).isFalse();
                assertThat(readings.error())
                        .containsAnyOf("refused", "circuit breaker")
                        .doesNotContain("t0ken");
            }
        }
        assertThat(log).doesNotContain("t0ken").doesNotContain("s3cret");
    }

    @Test
    void saysThatNothingIsConfigured() {
        try (var none = ConnectorModule.start(Map.of())) {
            assertThat(none.get(Monitoring.class).isConfigured()).isFalse();
            assertThat(none.get(Monitoring.class).query("up").error()).contains("mendflow.prometheus.url");
        }
    }

    private static void answers(int code, String text) {
        status = code;
        answer = text;
    }
}
