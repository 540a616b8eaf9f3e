package io.mendflow.connector.alias;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.connector.AliasMove;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.JsonServer;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.Serving;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.ServingStatus.Phase;
import io.mendflow.connector.ServingStatus.Share;
import io.mendflow.connector.StoredModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class AliasServingTest {

    @TempDir
    static Path home;

    private static JsonServer server;
    private static ConnectorModule module;
    private static Serving serving;

    private StoredModel model;

    @BeforeAll
    static void start() {
        server = new JsonServer();
        module = ConnectorModule.start(Map.of(
                "mendflow.home", home.toString(),
                "MENDFLOW_SECRET_SCORER", "t0ken",
                "mendflow.serving.alias.watched.status-url", server.url() + "/status",
                "mendflow.serving.alias.watched.token-secret", "scorer",
                "mendflow.serving.alias.away.status-url", "http://127.0.0.1:1/status"));
        serving = module.get(Serving.class);
    }

    @AfterAll
    static void stop() {
        module.close();
        server.close();
    }

    @BeforeEach
    void store(TestInfo test) {
        server.forget();
        model = StoredModel.of(
                module.get(ModelStore.class), test.getTestMethod().orElseThrow().getName(), 3);
    }

    @Test
    void givesAChallengerItsShareByAliasAndTag() {
        ServingStatus status = serving.shift(model.request("alias/any", 5));

        assertThat(status).isEqualTo(new ServingStatus(Phase.READY, List.of(share("1", 95), share("2", 5)), null));
        assertThat(model.aliases()).containsEntry("champion", "1").containsEntry("challenger", "2");
        assertThat(model.tags()).containsEntry("mendflow.canary", "5");

        assertThat(serving.shift(model.request("alias/any", 25)))
                .isEqualTo(serving.look(model.request("alias/any", 25)));
        assertThat(serving.shift(model.request("alias/any", 25)).shares())
                .containsExactly(share("1", 75), share("2", 25));
    }

    @Test
    void takesAliasAndTagAwayHoweverOften() {
        serving.shift(model.request("alias/any", 50));

        for (int i = 0; i < 2; i++) {
            assertThat(serving.restore(model.request("alias/any", 0)).shares()).containsExactly(share("1", 100));
        }
        assertThat(model.aliases()).isEqualTo(Map.of("champion", "1"));
        assertThat(model.tags()).isEmpty();

        serving.shift(model.request("alias/any", 100));
        model.store().moveAliases(model.name(), List.of(new AliasMove("champion", "1", "2")));
        assertThat(serving.promote(model.request("alias/any", 100)).shares()).containsExactly(share("2", 100));
        assertThat(model.aliases()).isEqualTo(Map.of("champion", "2"));
    }

    @Test
    void leavesTheChallengerOfAnotherAlone() {
        serving.shift(new ServingRequest("alias/any", model.name(), model.version("1"), model.version("3"), 10, "k"));

        serving.restore(model.request("alias/any", 0));

        assertThat(model.aliases()).containsEntry("challenger", "3");
        assertThat(model.tags()).containsEntry("mendflow.canary", "10");
    }

    @Test
    void refusesAVersionWithOtherBytesThanWereApproved() {
        var forged = new ServedVersion("2", "f".repeat(64), null);

        assertThatThrownBy(() -> serving.shift(
                        new ServingRequest("alias/any", model.name(), model.version("1"), forged, 5, "k")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Expected version 2")
                .hasMessageContaining("f".repeat(64));
        assertThat(model.aliases()).isEqualTo(Map.of("champion", "1"));
        assertThatThrownBy(() -> serving.shift(new ServingRequest(
                        "alias/any", model.name(), null, new ServedVersion("9", "00", null), 5, "k")))
                .isInstanceOf(ModelNotFound.class);
    }

    @Test
    void servesTheFirstVersionBesideNone() {
        model.store().moveAliases(model.name(), List.of(new AliasMove("champion", "1", null)));

        assertThat(serving.shift(new ServingRequest("alias/any", model.name(), null, model.version("2"), 5, "k"))
                        .shares())
                .containsExactly(share("2", 5));
    }

    @Test
    void waitsUntilTheServerSaysThatItServesSo() {
        says("{\"versions\": [{\"version\": \"1\", \"percent\": 100}]}");

        ServingStatus status = serving.shift(model.request("alias/watched", 5));

        assertThat(status.phase()).isEqualTo(Phase.MOVING);
        assertThat(status.reason())
                .isEqualTo("It serves version 1 with 100 %, and shall serve version 1 with 95 %, version 2 with 5 %");
        assertThat(server.last().header("Authorization")).isEqualTo("Bearer t0ken");

        says(
                "{\"versions\": [{\"version\": \"2\", \"digest\": \"%s\", \"percent\": 5}, {\"version\": \"1\", \"percent\": 95}]}"
                        .formatted(model.version("2").digest()));
        status = serving.look(model.request("alias/watched", 5));
        assertThat(status.phase()).isEqualTo(Phase.READY);
        assertThat(status.shares()).containsExactly(share("2", 5), new Share("1", null, 95));
    }

    @Test
    void failsWhenTheServerServesOtherBytes() {
        says(
                "{\"versions\": [{\"version\": \"1\", \"percent\": 95}, {\"version\": \"2\", \"digest\": \"sha256:00\", \"percent\": 5}]}");

        ServingStatus status = serving.shift(model.request("alias/watched", 5));

        assertThat(status.phase()).isEqualTo(Phase.FAILED);
        assertThat(status.reason()).contains("version 2 with the digest sha256:00");
    }

    @Test
    void isOnItsWayWhileTheServerIsAwayOrTalksNonsense() {
        assertThat(serving.shift(model.request("alias/away", 5)))
                .matches(status -> status.phase() == Phase.MOVING)
                .extracting(ServingStatus::reason)
                .asString()
                .contains("refused");
        for (String nonsense : List.of(
                "",
                "[]",
                "null",
                "{\"versions\": [null]}",
                "{\"versions\": [{\"version\": \"1\", \"percent\": 500}]}",
                "<html>")) {
            says(nonsense);
            assertThat(serving.look(model.request("alias/watched", 5)).phase()).isEqualTo(Phase.MOVING);
        }
        server.answer("GET /status", 503, "starting");
        assertThat(serving.look(model.request("alias/watched", 5)).reason()).contains("503");
    }

    private Share share(String version, int percent) {
        return new Share(version, model.version(version).digest(), percent);
    }

    private static void says(String body) {
        server.answer("GET /status", 200, body);
    }
}
