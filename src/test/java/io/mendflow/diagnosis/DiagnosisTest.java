package io.mendflow.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.mendflow.Databases;
import io.mendflow.audit.Audit;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.incident.Cause;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Regrouping;
import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.JdbcTemplate;

/** Causes from real incidents and changes, and from a server that speaks as Prometheus does. */
class DiagnosisTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<String> asked = new CopyOnWriteArrayList<>();
    private static volatile String value = "0";

    private static HttpServer prometheus;
    private static ConnectorModule module;

    private final String environment = "env-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        prometheus.createContext("/api/v1/query", exchange -> {
            asked.add(exchange.getRequestURI().getQuery());
            byte[] answer =
                    """
                    {"status":"success","data":{"resultType":"vector","result":[
                      {"metric":{"instance":"a"},"value":[1772366400,"0.001"]},
                      {"metric":{"instance":"b"},"value":[1772366400,"%s"]}]}}"""
                            .formatted(value)
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        prometheus.start();
        module = module("http://127.0.0.1:" + prometheus.getAddress().getPort());
    }

    @AfterAll
    static void stop() {
        module.close();
        prometheus.stop(0);
    }

    @Test
    void saysHonestlyThatNothingWasFound() {
        String key = opens("lonely", NOON);

        assertThat(explain(key)).singleElement().satisfies(cause -> {
            assertThat(cause.rank()).isEqualTo(1);
            assertThat(cause.subject()).isEqualTo("lonely");
            assertThat(cause.score()).isLessThan(0.2);
            assertThat(cause.evidence()).contains("No evidence points elsewhere");
        });
    }

    @Test
    void blamesWhatIsCalledBeforeWhatCalls() {
        opens("shop", NOON.minusSeconds(60));
        String db = opens("db", NOON.minusSeconds(120));
        String api = opens("api", NOON.minusSeconds(60));
        opens("stranger", NOON.minusSeconds(60));
        String web = opens("web", NOON);

        List<Cause> causes = explain(web);

        assertThat(causes).extracting(Cause::subject).containsExactly("api", "db", "shop");
        assertThat(causes).extracting(Cause::rank).containsExactly(1, 2, 3);
        assertThat(causes).extracting(Cause::kind).containsOnly("topology");
        assertThat(causes.get(0).evidence())
                .isEqualTo(
                        "api, which web calls, is in trouble too: %s (api is down) was opened 60 seconds before this one"
                                .formatted(api));
        assertThat(causes.get(1).evidence())
                .contains("db, which web calls through api")
                .contains(db);
        assertThat(causes.get(2).evidence()).contains("shop, which calls web");
    }

    @Test
    void blamesTroubleThatBeganEarlierFirst() {
        String web = opens("web", NOON);
        opens("api", NOON.plusSeconds(30));
        opens("search", NOON.minusSeconds(30));

        assertThat(explain(web)).extracting(Cause::subject).containsExactly("search", "api");
    }

    @Test
    void blamesWhatIsCalledWithinTheIncidentItself() {
        String web = opens("web", NOON);
        String api = opens("api", NOON.plusSeconds(30));
        module.get(Regrouping.class).merge(web, List.of(api), "ada", "one trouble");

        assertThat(explain(web)).singleElement().satisfies(cause -> {
            assertThat(cause.subject()).isEqualTo("api");
            assertThat(cause.evidence()).isEqualTo("api, which web calls, is in trouble in this incident: api is down");
        });
    }

    @Test
    void looksOnlySoFarAndOnlyInTheSameEnvironment() {
        opens("far", NOON.minusSeconds(60));
        module.get(Incidents.class).accept(alert("api", "other", NOON.minusSeconds(60)), "r");
        String resolved = opens("api", NOON.minusSeconds(60));
        module.get(Incidents.class).resolve(resolved, "ada", "done");
        String web = opens("web", NOON);

        assertThat(explain(web)).extracting(Cause::kind).containsExactly("service");
    }

    @Test
    void knowsNamesThatSettingsCannotSpell() {
        opens("pay.api", NOON.minusSeconds(60));
        opens("Stock_Service", NOON.minusSeconds(60));
        String cart = opens("cart_service", NOON);

        assertThat(explain(cart)).extracting(Cause::subject).containsExactlyInAnyOrder("pay.api", "Stock_Service");
    }

    @Test
    void walksACircleOnce() {
        opens("a", NOON.minusSeconds(60));
        String b = opens("b", NOON);

        assertThat(explain(b)).extracting(Cause::subject).containsExactly("a");
    }

    @Test
    void blamesYoungChangesOfTheServiceItselfFirst() {
        changes("stranger", "stranger 9", NOON.minusSeconds(60));
        changes("api", "api 3", NOON.minusSeconds(60));
        changes("web", "web 1", NOON.minus(Duration.ofMinutes(50)));
        changes("web", "web 2", NOON.minus(Duration.ofMinutes(5)));
        changes("web", "web 0", NOON.minus(Duration.ofMinutes(70)));
        changes("web", "web 3", NOON.plusSeconds(60));
        String web = opens("web", NOON);

        List<Cause> causes = explain(web);

        assertThat(causes).extracting(Cause::subject).containsExactly("web 2", "api 3", "web 1", "stranger 9");
        assertThat(causes.get(0).evidence())
                .isEqualTo("'web 2' (generic) changed web, the service itself, 5 minutes before the incident");
    }

    @Test
    void blamesMoreWhereDifferentEvidenceAgrees() {
        opens("api", NOON.minusSeconds(60));
        opens("search", NOON.minusSeconds(60));
        changes("search", "search 7", NOON.minusSeconds(90));
        String web = opens("web", NOON);

        List<Cause> causes = explain(web);

        assertThat(causes).extracting(Cause::subject).containsExactly("search 7", "search", "api");
        assertThat(causes)
                .extracting(Cause::score)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a))
                .allMatch(score -> score <= 1);
    }

    @Test
    void asksPrometheusAndBlamesWhatIsOutOfBounds() {
        String key = opens("pay\"s", NOON);

        value = "0.25";
        List<Finding> found = diagnosis().find("metric", key);
        value = "0.01";
        List<Finding> fine = diagnosis().find("metric", key);

        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.subject()).isEqualTo("errors");
            assertThat(finding.evidence())
                    .isEqualTo("pay\"s fails for 0.25 of its requests (errors is 0.25, threshold 0.05)");
        });
        assertThat(fine).isEmpty();
        assertThat(asked).contains("query=errors:ratio{service=\"pay\\x22s\"}");
    }

    @Test
    void notesThatPrometheusIsDead() {
        try (var dead = module("http://127.0.0.1:1")) {
            String key = dead.get(Incidents.class)
                    .accept(alert("web", environment, NOON), "r")
                    .incidentKey();

            List<Finding> found = dead.get(Diagnosis.class).find("metric", key);

            assertThat(found).singleElement().satisfies(note -> {
                assertThat(note.isNote()).isTrue();
                assertThat(note.evidence()).contains("'errors'").contains("refused");
            });
            assertThat(dead.get(Diagnosis.class).explain(key)).singleElement().satisfies(cause -> {
                assertThat(cause.subject()).isEqualTo("web");
                assertThat(cause.evidence()).contains("refused");
            });
        }
    }

    @Test
    void findsStepByStepWhatItFindsAtOnce() {
        opens("api", NOON.minusSeconds(60));
        changes("web", "web 2", NOON.minus(Duration.ofMinutes(5)));
        String web = opens("web", NOON);

        String carried = Findings.write(diagnosis().finders().stream()
                .flatMap(finder -> Findings.read(Findings.write(diagnosis().find(finder, web))).stream())
                .toList());

        assertThat(diagnosis().finders()).containsExactly("change", "metric", "topology");
        assertThat(diagnosis().rank(web, Findings.read(carried)))
                .isEqualTo(explain(web))
                .hasSize(2);
    }

    @Test
    void carriesAtMostWhatAnEngineVariableHolds() {
        List<Finding> many = java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> new Finding("change", "web", "web " + i, i / 100.0, "é".repeat(1000)))
                .toList();

        String text = Findings.write(many);

        assertThat(text.length()).isLessThanOrEqualTo(4000);
        assertThat(Findings.read(text))
                .isNotEmpty()
                .extracting(Finding::subject)
                .startsWith("web 99", "web 98");
    }

    @Test
    void refusesUnknownFindersAndIncidents() {
        assertThatThrownBy(() -> diagnosis().find("stars", "INC-1")).hasMessageContaining("change, metric, topology");
        assertThatThrownBy(() -> explain("INC-0")).hasMessageContaining("'INC-0'");
    }

    private static ConnectorModule module(String prometheusUrl) {
        var settings = new HashMap<String, Object>(Map.of(
                "mendflow.prometheus.url", prometheusUrl,
                "mendflow.diagnosis.queries.errors.promql", "errors:ratio{service=\"{service}\"}",
                "mendflow.diagnosis.queries.errors.threshold", "0.05",
                "mendflow.diagnosis.queries.errors.sentence", "{service} fails for {value} of its requests"));
        Map.of("shop", "web", "web", "api,search", "api", "db", "db", "disk", "disk", "far", "a", "b", "b", "a")
                .forEach((caller, callees) -> settings.put("mendflow.topology." + caller + ".calls", callees));
        // So that trouble of neighbours stays in incidents of its own.
        settings.put("mendflow.correlation.hops", 0);
        settings.put("mendflow.topology.cart_service.calls", "pay.api");
        settings.put("mendflow.topology.[pay.api].calls", "stock_service");
        return ConnectorModule.start(Databases.h2(), settings, Parts.class);
    }

    private List<Cause> explain(String key) {
        return diagnosis().explain(key);
    }

    private static Diagnosis diagnosis() {
        return module.get(Diagnosis.class);
    }

    private String opens(String service, Instant at) {
        return module.get(Incidents.class)
                .accept(alert(service, environment, at), "r")
                .incidentKey();
    }

    private void changes(String service, String title, Instant at) {
        module.get(Incidents.class).accept(signal(Kind.CHANGE, Status.OCCURRED, service, environment, title, at), "r");
    }

    private static Signal alert(String service, String environment, Instant at) {
        return signal(Kind.ALERT, Status.FIRING, service, environment, service + " is down", at);
    }

    private static Signal signal(
            Kind kind, Status status, String service, String environment, String title, Instant at) {
        return new Signal(
                "generic",
                kind,
                status,
                Severity.ERROR,
                service,
                environment,
                environment + title,
                title,
                Map.of(),
                Map.of(),
                at,
                null,
                at);
    }

    /** Not annotated as a configuration, so that no scan of the packages finds it. */
    @ComponentScan(
            basePackageClasses = {Diagnosis.class, Incidents.class, Audit.class},
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Module\\$.*"))
    @ConfigurationPropertiesScan(basePackageClasses = {Diagnosis.class, Incidents.class})
    static class Parts {

        @Bean
        JdbcTemplate jdbcTemplate(DataSource database) {
            return new JdbcTemplate(database);
        }
    }
}
