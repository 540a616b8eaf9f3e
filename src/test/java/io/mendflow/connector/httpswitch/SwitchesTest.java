package io.mendflow.connector.httpswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.JsonServer;
import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.Serving;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.ServingStatus.Phase;
import io.mendflow.connector.ServingStatus.Share;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchesTest {

    @TempDir
    static Path home;

    private static JsonServer server;
    private static ConnectorModule module;
    private static Serving serving;

    private final ServingRequest request = new ServingRequest(
            "http/fraud",
            "fraud-model",
            new ServedVersion("6", "d6", null),
            new ServedVersion("7", "d7", "s3://models/fraud/7"),
            5,
            "change-1");

    @BeforeAll
    static void start() {
        server = new JsonServer();
        module = ConnectorModule.start(Map.of(
                "mendflow.home",
                home.toString(),
                "MENDFLOW_SECRET_SWITCH",
                "t0ken",
                "mendflow.serving.http.fraud.url",
                server.url() + "/split",
                "mendflow.serving.http.fraud.status-url",
                server.url() + "/split/status?of=fraud",
                "mendflow.serving.http.fraud.token-secret",
                "switch",
                "mendflow.serving.http.posted.url",
                server.url() + "/posted",
                "mendflow.serving.http.posted.method",
                "POST",
                "mendflow.serving.http.away.url",
                "http://127.0.0.1:1/"));
        serving = module.get(Serving.class);
    }

    @AfterAll
    static void stop() {
        module.close();
        server.close();
    }

    @BeforeEach
    void forget() {
        server.forget();
    }

    @Test
    void asksForAChangeWithItsKey() throws Exception {
        server.answer("PUT /split", 202, "");

        ServingStatus status = serving.shift(request);

        assertThat(status.phase()).isEqualTo(Phase.MOVING);
        assertThat(server.last().header("Idempotency-Key")).isEqualTo("change-1");
        assertThat(server.last().header("Authorization")).isEqualTo("Bearer t0ken");
        assertThat(server.last().header("Content-Type")).isEqualTo("application/json");
        JsonNode body = new ObjectMapper().readTree(server.last().body());
        assertThat(body)
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                        {"operation": "shift", "serving": "fraud", "model": "fraud-model", "share": 5, "key": "change-1",
                                         "champion": {"version": "6", "digest": "d6", "source": null},
                                         "challenger": {"version": "7", "digest": "d7", "source": "s3://models/fraud/7"}}"""));

        serving.promote(request);
        assertThat(server.last().body()).contains("\"promote\"");
        serving.restore(request);
        assertThat(server.last().body()).contains("\"restore\"");
    }

    @Test
    void takesWhatTheSwitchSaysAtOnce() {
        server.answer(
                "POST /posted", 200, "{\"phase\": \"READY\", \"versions\": [{\"version\": \"7\", \"percent\": 100}]}");

        ServingStatus status = serving.promote(
                new ServingRequest("http/posted", "fraud-model", null, request.challenger(), 100, "change-2"));

        assertThat(status).isEqualTo(new ServingStatus(Phase.READY, List.of(new Share("7", null, 100)), null));
        assertThat(server.last().body()).contains("\"champion\":null");
    }

    @Test
    void saysHowTheSwitchIs() {
        says(
                "{\"phase\": \"moving\", \"reason\": \"warming up\", \"versions\": [{\"version\": \"6\", \"percent\": 100}]}");
        assertThat(serving.look(request))
                .isEqualTo(new ServingStatus(Phase.MOVING, List.of(new Share("6", null, 100)), "warming up"));

        says("{\"phase\": \"ready\", \"versions\": [null]}");
        assertThat(serving.look(request)).isEqualTo(new ServingStatus(Phase.READY, List.of(), null));

        says("{\"phase\": \"failed\", \"reason\": \"out of memory\"}");
        assertThat(serving.look(request)).isEqualTo(new ServingStatus(Phase.FAILED, List.of(), "out of memory"));

        says("{\"phase\": \"ready\", \"versions\": [{\"version\": \"7\", \"digest\": \"sha256:d7\", \"percent\": 5}]}");
        assertThat(serving.look(request).phase()).isEqualTo(Phase.READY);
    }

    @Test
    void failsWhenTheSwitchIsReadyWithOtherBytes() {
        says("{\"phase\": \"ready\", \"versions\": [{\"version\": \"7\", \"digest\": \"d8\", \"percent\": 5}]}");

        assertThat(serving.look(request).phase()).isEqualTo(Phase.FAILED);
        assertThat(serving.look(request).reason())
                .isEqualTo("The switch serves version 7 with the digest d8 instead of d7");
    }

    @Test
    void failsAtAChangeThatMakesNoSense() {
        server.answer("PUT /split", 422, "{\"detail\": \"no such version\"}");

        assertThat(serving.shift(request))
                .isEqualTo(new ServingStatus(
                        Phase.FAILED, List.of(), "The switch refused to shift with status 422: no such version"));
    }

    @Test
    void leavesOpenWhatMayBeAskedAgain() {
        for (int status : List.of(401, 429, 503)) {
            server.answer("PUT /split", status, "");
            assertThatThrownBy(() -> serving.shift(request)).hasMessageContaining("with status " + status);
        }
        assertThatThrownBy(() -> serving.look(request)).hasMessageContaining("with status 404");
        says("{\"phase\": \"sideways\"}");
        assertThatThrownBy(() -> serving.look(request)).hasMessageContaining("phase and versions");
        assertThatThrownBy(
                        () -> serving.shift(new ServingRequest("http/away", "m", null, request.challenger(), 5, "k")))
                .hasMessageContaining("refused")
                .hasMessageContaining("Expected switch 'away' to shift");
    }

    @Test
    void refusesAServingThatTheSettingsDoNotHave() {
        assertThatThrownBy(() -> serving.look(new ServingRequest("http/none", "m", null, request.challenger(), 5, "k")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mendflow.serving.http.none.url");
    }

    private static void says(String body) {
        server.answer("GET /split/status?of=fraud", 200, body);
    }
}
