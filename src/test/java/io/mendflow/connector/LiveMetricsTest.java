package io.mendflow.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveMetricsTest {

    private static final Duration WINDOW = Duration.ofMinutes(5);

    @TempDir
    static Path home;

    private static JsonServer server;
    private static RawServer silent;
    private static ConnectorModule module;
    private static LiveMetrics metrics;

    @BeforeAll
    static void start() throws IOException {
        server = new JsonServer();
        silent = new RawServer(socket -> socket.getInputStream().readAllBytes());
        module = ConnectorModule.start(Map.of(
                "mendflow.home",
                home.toString(),
                "mendflow.prometheus.url",
                server.url() + "/prometheus",
                "mendflow.http.allowed-urls",
                "https://nowhere/",
                "mendflow.live-metrics.deadline",
                "PT1S",
                "mendflow.live-metrics.allowed-urls[0]",
                server.url() + "/scorer/*",
                "mendflow.live-metrics.allowed-urls[1]",
                silent.url() + "*"));
        metrics = module.get(LiveMetrics.class);
    }

    @AfterAll
    static void stop() throws IOException {
        module.close();
        silent.close();
        server.close();
    }

    @BeforeEach
    void forget() {
        server.forget();
    }

    @Test
    void readsAQueryOfAVersion() {
        prometheus(
                "sum(rate(errors{model=\"fraud, eu\",version=\"7.1\"}[300s]))",
                "vector",
                "{\"metric\": {}, \"value\": [1772366400, \"0.25\"]}");

        LiveReading reading = metrics.read(new MetricRequest(
                MetricSource.query("sum(rate(errors{model=\"{model}\",version=\"{version}\"}[{window}]))"),
                "fraud, eu",
                "7.1",
                WINDOW));

        assertThat(reading).isEqualTo(new LiveReading(List.of(0.25), null));
        assertThat(reading.value()).isEqualTo(0.25);
        assertThat(reading.hasData()).isTrue();
    }

    @Test
    void takesNothingForNoData() {
        prometheus("up", "vector", "");
        assertThat(query("up").noData()).isEqualTo("Monitoring has no value for the query");

        prometheus("up", "vector", "{\"metric\": {}, \"value\": [1772366400, \"NaN\"]}");
        assertThat(query("up").noData()).isEqualTo("Monitoring has NaN for the query, which is no value");

        prometheus(
                "up",
                "vector",
                "{\"metric\": {\"a\": \"1\"}, \"value\": [1772366400, \"1\"]}, {\"metric\": {\"a\": \"2\"}, \"value\": [1772366400, \"1\"]}");
        assertThat(query("up").noData()).contains("one series, but it has 2");

        server.answer("GET /prometheus/api/v1/query?query=up", 503, "");
        assertThat(query("up").hasData()).isFalse();
        assertThatThrownBy(() -> query("up").value()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void samplesTheNewestPointsOfAllSeries() {
        String matrix =
                """
                {"metric": {"a": "1"}, "values": [[1772366400, "1"], [1772366430, "3"], [1772366460, "NaN"]]},
                {"metric": {"a": "2"}, "values": [[1772366410, "2"], [1772366440, "4"]]}""";
        prometheus("score[300s]", "matrix", matrix);

        assertThat(metrics.sample(request(MetricSource.query("score[{window}]")), 100)
                        .values())
                .containsExactly(1.0, 2.0, 3.0, 4.0);
        assertThat(metrics.sample(request(MetricSource.query("score[{window}]")), 2)
                        .values())
                .containsExactly(3.0, 4.0);

        prometheus("score[300s]", "matrix", "{\"metric\": {}, \"values\": [[1772366400, \"NaN\"]]}");
        assertThat(metrics.sample(request(MetricSource.query("score[{window}]")), 100)
                        .noData())
                .isEqualTo("Monitoring has no finite value for the query");
    }

    @Test
    void readsAValueOfADocument() {
        server.answer(
                "GET /scorer/fraud%2C%20eu/7?window=300s", 200, "{\"latency\": {\"p99\": 0.5, \"fraud, eu\": 0}}");
        String url = server.url() + "/scorer/{model}/{version}?window={window}";

        assertThat(metrics.read(new MetricRequest(MetricSource.document(url, "/latency/p99"), "fraud, eu", "7", WINDOW))
                        .value())
                .isEqualTo(0.5);
        assertThat(metrics.read(new MetricRequest(
                                MetricSource.document(url, "/latency/{model}"), "fraud, eu", "7", WINDOW))
                        .value())
                .isZero();
    }

    @Test
    void takesWhatIsNoNumberInADocumentForNoData() {
        server.answer(
                "GET /scorer/",
                200,
                "{\"none\": null, \"text\": \"0\", \"nan\": \"NaN\", \"huge\": 1e999, \"list\": [1], \"yes\": true}");

        assertThat(document("/other").noData()).isEqualTo("The document has nothing at '/other'");
        assertThat(document("/none").noData()).isEqualTo("The document has nothing at '/none'");
        assertThat(document("/text").noData())
                .isEqualTo("Expected a finite number at '/text' of the document, but there is text");
        for (String pointer : List.of("/nan", "/huge", "/list", "/yes", "")) {
            assertThat(document(pointer).hasData()).isFalse();
        }
        server.answer("GET /scorer/", 200, "<html>");
        assertThat(document("/x").noData()).isEqualTo("Expected a JSON document, but it is something else");
        server.answer("GET /scorer/", 200, "[" + "1,".repeat(600_000) + "1]");
        assertThat(document("/0").noData()).isEqualTo("Expected a JSON document of at most 1 MiB, but it is longer");
        server.answer("GET /scorer/", 404, "");
        assertThat(document("/0").noData()).contains("404");
    }

    @Test
    void samplesAnArrayOfADocument() {
        server.answer("GET /scorer/", 200, "{\"scores\": [0.1, null, 0.2, \"x\", 0.3], \"empty\": [], \"one\": 1}");

        assertThat(sample("/scores", 100).values()).containsExactly(0.1, 0.2, 0.3);
        assertThat(sample("/scores", 2).values()).containsExactly(0.2, 0.3);
        assertThat(sample("/empty", 2).noData()).contains("no finite number");
        assertThat(sample("/one", 2).noData()).contains("Expected an array of numbers at '/one'");
        assertThatThrownBy(() -> sample("/scores", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesNotWaitForASourceLongerThanItsDeadline() {
        LiveReading reading = metrics.read(request(MetricSource.document(silent.url(), "/x")));

        assertThat(reading.noData()).contains("PT1S");
    }

    @Test
    void refusesWhatIsNotAllowed() {
        for (String url : List.of(
                "http://127.0.0.1:1/",
                server.url() + "/prometheus/x",
                server.url() + "/scorer/../prometheus/",
                server.url() + "/scorer")) {
            assertThatThrownBy(() -> metrics.read(request(MetricSource.document(url, "/x"))))
                    .isInstanceOf(NotAllowed.class)
                    .hasMessageContaining("mendflow.live-metrics.allowed-urls");
        }
        assertThatThrownBy(() -> metrics.read(request(MetricSource.document("file:///etc/passwd", "/x"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void refusesNamesThatWouldChangeAQuery() {
        MetricSource source = MetricSource.query("up{version=\"{version}\"}");
        for (String version : List.of("", "7\"} or vector(0) #", "7/8", "7 8", "{model}")) {
            assertThatThrownBy(() -> new MetricRequest(source, "fraud", version, WINDOW))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String model : List.of("", " ", "a\"b", "a'b", "a`b", "a\\b", "a\nb", "{version}")) {
            assertThatThrownBy(() -> new MetricRequest(source, model, "7", WINDOW))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new MetricRequest(source, "fraud", "7", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MetricSource("up", "http://x/", "/x")).hasMessageContaining("either a query");
        assertThatThrownBy(() -> new MetricSource(null, "http://x/", null)).hasMessageContaining("either a query");
        assertThatThrownBy(() -> MetricSource.document("http://x/", "x")).hasMessageContaining("JSON pointer");
    }

    private static LiveReading query(String promql) {
        return metrics.read(request(MetricSource.query(promql)));
    }

    private static LiveReading document(String pointer) {
        return metrics.read(request(MetricSource.document(server.url() + "/scorer/", pointer)));
    }

    private static LiveReading sample(String pointer, int most) {
        return metrics.sample(request(MetricSource.document(server.url() + "/scorer/", pointer)), most);
    }

    private static MetricRequest request(MetricSource source) {
        return new MetricRequest(source, "fraud", "7", WINDOW);
    }

    private static void prometheus(String query, String type, String result) {
        String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8).replace("+", "%20");
        server.answer(
                "GET /prometheus/api/v1/query?query=" + encoded,
                200,
                "{\"status\": \"success\", \"data\": {\"resultType\": \"%s\", \"result\": [%s]}}"
                        .formatted(type, result));
    }
}
