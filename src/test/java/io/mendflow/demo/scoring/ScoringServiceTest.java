package io.mendflow.demo.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.Service;
import io.mendflow.connector.AliasMove;
import io.mendflow.connector.Artifact;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewVersion;
import io.mendflow.connector.models.FolderModelStore;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own, over a real model store. */
@Tag("peers")
class ScoringServiceTest {

    private static final String MODEL = "fraud";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PAYMENT =
            """
            {"id":"%s","amount":20.5,"hour":12,"country":"DE","merchant":"grocery","age_of_account":900,"previous_chargebacks":0}""";

    @TempDir
    static Path trained;

    @TempDir
    Path folder;

    private static Path champion;
    private static Path challenger;
    private static Path settled;

    private final HttpClient client = HttpClient.newHttpClient();
    private FolderModelStore store;
    private ScoringProcesses processes;

    @BeforeAll
    static void train() throws IOException {
        champion = Trained.artifacts(Payments.REFERENCE, trained, Map.of());
        challenger = Trained.artifacts(Payments.FRESH, trained, Map.of());
        settled = Trained.artifacts(Payments.FRESH, trained, Map.of("MENDFLOW_FEATURES", "with-settlement"));
    }

    @BeforeEach
    void register() {
        store = new FolderModelStore(folder.resolve("models"), Clock.systemUTC());
        store.register(MODEL, null);
        processes = new ScoringProcesses(folder.resolve("processes"), Service.freePort());
    }

    @AfterEach
    void end() {
        processes.close();
    }

    @Test
    void splitsRequestsAndSeesAChallengerFail() throws Exception {
        ModelVersion first = version("a", champion);
        store.moveAliases(MODEL, List.of(new AliasMove("champion", null, first.version())));
        serve();

        HttpResponse<String> answer = score(PAYMENT.formatted("p-1"));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode scored = json(answer);
        assertThat(scored.path("version").asText()).isEqualTo("1");
        assertThat(scored.path("score").asDouble())
                .isEqualTo(Classifier.read(champion).score(row(json(PAYMENT.formatted("p-1")))));
        assertThat(scored.path("decision").asText()).isEqualTo("approve");

        ModelVersion second = version("b", settled);
        store.moveAliases(MODEL, List.of(new AliasMove("challenger", null, second.version())));
        store.tagModel(MODEL, Watched.CANARY, "25");
        awaitStatus(status -> status.path("versions").size() == 2
                && status.at("/versions/1/percent").asInt() == 25);

        assertThat(get("/status").path("versions"))
                .isEqualTo(json(
                        """
                        [{"version":"1","digest":"%s","percent":75},{"version":"2","digest":"%s","percent":25}]"""
                                .formatted(first.digest(), second.digest())));
        try (var traffic = new Traffic(processes.address(), 500, 11)) {
            traffic.start();
            Awaitility.await().atMost(PATIENCE).until(() -> traffic.answered() + traffic.failed() >= 600);
        }
        JsonNode ofFirst = get("/versions/1");
        JsonNode ofSecond = get("/versions/2");
        double share = ofSecond.path("requests").asDouble()
                / (ofFirst.path("requests").asDouble()
                        + ofSecond.path("requests").asDouble());
        assertThat(share).isBetween(0.18, 0.32);
        assertThat(ofFirst.path("errors").asInt()).isZero();
        assertThat(ofFirst.path("approvalRate").asDouble()).isBetween(0.1, 0.5);
        assertThat(ofFirst.path("approvedAmount").asDouble()).isPositive();
        assertThat(ofFirst.path("latencyP95Millis").asDouble()).isPositive();
        assertThat(ofSecond.path("errorRate").asDouble()).isEqualTo(1);
        assertThat(get("/versions/1/scores").path("scores"))
                .hasSize(ofFirst.path("requests").asInt())
                .allMatch(value -> value.asDouble() > 0 && value.asDouble() < 1);
        assertThat(get("/versions/2/scores").path("scores")).isEmpty();
        assertThat(ask("/metrics").body())
                .contains("# TYPE scoring_requests_total counter\n")
                .containsPattern("scoring_errors_total\\{version=\"2\"} [1-9]")
                .contains("scoring_share_percent{version=\"2\"} 25\n");

        store.tagModel(MODEL, Watched.CANARY, null);
        store.moveAliases(MODEL, List.of(new AliasMove("challenger", second.version(), null)));
        awaitStatus(status -> status.path("versions").size() == 1);

        assertThat(get("/status").at("/versions/0/percent").asInt()).isEqualTo(100);
        assertThat(get("/versions/2").path("errors").asInt()).isPositive();
    }

    @Test
    void promotesWithoutARestart() throws Exception {
        ModelVersion first = version("a", champion);
        ModelVersion second = version("b", challenger);
        store.moveAliases(
                MODEL,
                List.of(
                        new AliasMove("champion", null, first.version()),
                        new AliasMove("challenger", null, second.version())));
        store.tagModel(MODEL, Watched.CANARY, "100");
        serve();
        ProcessHandle before = processes.service();

        assertThat(json(score(PAYMENT.formatted("p-1"))).path("version").asText())
                .isEqualTo("2");

        store.moveAliases(
                MODEL,
                List.of(
                        new AliasMove("champion", first.version(), second.version()),
                        new AliasMove("challenger", second.version(), null)));
        awaitStatus(status -> status.at("/versions/0/version").asText().equals("2")
                && status.path("versions").size() == 1);

        assertThat(get("/status").at("/versions/0/percent").asInt()).isEqualTo(100);
        assertThat(get("/status").path("problems")).isEmpty();
        assertThat(processes.service()).isEqualTo(before);
    }

    @Test
    void givesNothingToAChallengerThatIsNotWhatWasStored() throws Exception {
        ModelVersion first = version("a", champion);
        ModelVersion second = version("b", challenger);
        store.moveAliases(
                MODEL,
                List.of(
                        new AliasMove("champion", null, first.version()),
                        new AliasMove("challenger", null, second.version())));
        store.tagModel(MODEL, Watched.CANARY, "50");
        Path artifact = folder.resolve("models/models/fraud/versions/2/artifacts/model.json");
        Files.writeString(artifact, Files.readString(artifact).replace("0.5", "0.9"));

        serve();

        JsonNode status = get("/status");
        assertThat(status.path("versions")).hasSize(1);
        assertThat(status.at("/versions/0/version").asText()).isEqualTo("1");
        assertThat(status.at("/versions/0/percent").asInt()).isEqualTo(100);
        assertThat(status.at("/problems/0").asText()).contains("model.json of version 2");
        assertThat(ask("/versions/2").statusCode()).isEqualTo(404);
    }

    @Test
    void tellsWhoeverAsksWronglyWhatIsExpected() throws Exception {
        serve();

        assertThat(score(PAYMENT.formatted("p-1")).statusCode()).isEqualTo(503);
        assertThat(json(score(PAYMENT.formatted("p-1"))).path("error").asText())
                .isEqualTo("No model is loaded: There is no champion");

        ModelVersion first = version("a", champion);
        store.moveAliases(MODEL, List.of(new AliasMove("champion", null, first.version())));
        awaitStatus(status -> status.path("versions").size() == 1);

        assertThat(score("{\"id\":").statusCode()).isEqualTo(400);
        assertThat(score("{\"amount\":3}").statusCode()).isEqualTo(400);
        assertThat(score("").statusCode()).isEqualTo(400);
        assertThat(ask("/score").statusCode()).isEqualTo(405);
        assertThat(ask("/elsewhere").statusCode()).isEqualTo(404);
        assertThat(get("/versions/9").path("error").asText()).contains("/versions/9");
        assertThat(ask("/versions/1/elsewhere").statusCode()).isEqualTo(404);
        assertThat(get("/versions/1").path("requests").asInt()).isZero();
        HttpResponse<String> incomplete = score("{\"id\":\"p-1\",\"amount\":-3}");
        assertThat(incomplete.statusCode()).isEqualTo(500);
        assertThat(json(incomplete))
                .isEqualTo(
                        json(
                                """
                        {"version":"1","error":"Expected 'amount' to be a number from 0 on, got '-3'"}"""));
        assertThat(get("/versions/1").path("errors").asInt()).isEqualTo(1);
    }

    @Test
    void endsWithItsOwner() throws Exception {
        Process owner = new ProcessBuilder("sleep", "60").start();
        try {
            Process service = new ProcessBuilder(processes.service(folder.resolve("models"), MODEL, owner.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("service.log").toFile())
                    .start();
            try {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .ignoreExceptionsInstanceOf(ConnectException.class)
                        .until(() -> ask("/health").statusCode() == 200);

                owner.destroyForcibly();

                assertThat(service.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                service.destroyForcibly().waitFor();
            }
        } finally {
            owner.destroyForcibly().waitFor();
        }
    }

    private ModelVersion version(String key, Path artifacts) throws IOException {
        return store.createVersion(new NewVersion(MODEL, key, null, null, Map.of(), Artifact.in(artifacts)));
    }

    private void serve() {
        processes.serve(folder.resolve("models"), MODEL);
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(processes::answers);
    }

    private void awaitStatus(Predicate<JsonNode> expected) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> expected.test(get("/status")));
    }

    private JsonNode get(String path) throws Exception {
        return json(ask(path));
    }

    private HttpResponse<String> ask(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(processes.address().resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> score(String payment) throws Exception {
        return client.send(
                HttpRequest.newBuilder(processes.address().resolve("/score"))
                        .POST(BodyPublishers.ofString(payment))
                        .build(),
                BodyHandlers.ofString());
    }

    private static Row row(JsonNode payment) {
        return column -> payment.path(column).asText();
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return json(answer.body());
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
