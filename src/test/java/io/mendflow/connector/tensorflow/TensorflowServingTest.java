package io.mendflow.connector.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.JsonServer;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.Serving;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.ServingStatus.Phase;
import io.mendflow.connector.ServingStatus.Share;
import io.mendflow.connector.StoredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against what TensorFlow Serving documents of its REST API; the test plays the server that reads the config file. */
class TensorflowServingTest {

    @TempDir
    static Path home;

    private static JsonServer server;
    private static ConnectorModule module;
    private static Serving serving;
    private static StoredModel model;

    private final Path base = home.resolve("served/fraud");
    private final Path config = home.resolve("models.config");

    @BeforeAll
    static void start() throws IOException {
        server = new JsonServer();
        module = ConnectorModule.start(Map.of(
                "mendflow.home", home.toString(),
                "mendflow.serving.tensorflow.fraud.url", server.url() + "/",
                "mendflow.serving.tensorflow.fraud.base-path",
                        home.resolve("served/fraud").toString(),
                "mendflow.serving.tensorflow.fraud.server-base-path", "/models/fraud",
                "mendflow.serving.tensorflow.fraud.config-file",
                        home.resolve("models.config").toString(),
                "mendflow.serving.tensorflow.away.url", "http://127.0.0.1:1",
                "mendflow.serving.tensorflow.away.base-path",
                        home.resolve("away").toString(),
                "mendflow.serving.tensorflow.away.config-file",
                        home.resolve("away.config").toString()));
        serving = module.get(Serving.class);
        model = StoredModel.of(module.get(ModelStore.class), "fraud-model", 3);
    }

    @AfterAll
    static void stop() {
        module.close();
        server.close();
    }

    @BeforeEach
    void clear() throws IOException {
        server.forget();
        Files.deleteIfExists(config);
        if (Files.exists(base)) {
            PathUtils.deleteDirectory(base);
        }
    }

    @Test
    void laysBothVersionsAndLabelsThemWhenTheyAreLoaded() {
        ServingStatus status = serving.shift(request(5));

        assertThat(status.phase()).isEqualTo(Phase.MOVING);
        assertThat(base.resolve("1/saved_model.pb")).hasContent("weights of fraud-model 1");
        assertThat(base.resolve("2/variables/variables.index")).hasContent("weights of fraud-model 2");
        assertThat(served())
                .isEqualTo(
                        """
                        model_config_list {
                          config {
                            name: "fraud"
                            base_path: "/models/fraud"
                            model_platform: "tensorflow"
                            model_version_policy {
                              specific {
                                versions: 1
                                versions: 2
                              }
                            }
                          }
                        }
                        """);

        states("1 AVAILABLE", "2 LOADING");
        status = serving.look(request(5));
        assertThat(status.phase()).isEqualTo(Phase.MOVING);
        assertThat(status.reason()).isEqualTo("TensorFlow Serving has not loaded version 2 yet");
        assertThat(labels()).isEqualTo("stable=1");

        states("1 AVAILABLE", "2 AVAILABLE");
        label("stable", "1");
        status = serving.look(request(5));
        assertThat(status.reason()).contains("has not given the label 'canary' to version 2 yet");
        assertThat(labels()).isEqualTo("canary=2 stable=1");

        label("canary", "2");
        status = serving.look(request(5));
        assertThat(status.phase()).isEqualTo(Phase.READY);
        assertThat(status.shares()).containsExactly(share("1", 100), share("2", 0));
        assertThat(status.reason()).contains("splits no traffic").contains("5 %");
    }

    @Test
    void promotesWithoutAMomentInWhichTheLabelHasNoVersion() {
        shifted();

        serving.promote(request(100));
        assertThat(labels()).isEqualTo("stable=2");
        assertThat(versions()).containsExactly(2L);

        label("stable", "1");
        assertThat(serving.look(request(100)).phase()).isEqualTo(Phase.MOVING);
        label("stable", "2");
        assertThat(serving.look(request(100)).reason()).isEqualTo("TensorFlow Serving has not unloaded version 1 yet");
        states("1 END", "2 AVAILABLE");
        assertThat(serving.look(request(100)))
                .isEqualTo(new ServingStatus(Phase.READY, List.of(share("2", 100)), null));
    }

    @Test
    void keepsTheChampionLabelledUntilADirectlyPromotedVersionIsLoaded() {
        shifted();
        states("1 AVAILABLE", "2 END");

        serving.promote(request(100));

        assertThat(labels()).isEqualTo("stable=1");
        assertThat(versions()).containsExactly(1L, 2L);
    }

    @Test
    void restoresTheChampionThoughTheChallengerIsBroken() {
        serving.shift(request(5));
        server.answer(
                "GET /v1/models/fraud",
                200,
                """
                {"model_version_status": [
                  {"version": "2", "state": "END", "status": {"error_code": "NOT_FOUND", "error_message": "no graph"}},
                  {"version": "1", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}]}""");
        assertThat(serving.look(request(5)).phase()).isEqualTo(Phase.FAILED);
        assertThat(serving.look(request(5)).reason())
                .isEqualTo("TensorFlow Serving cannot load version 2: NOT_FOUND: no graph");

        label("stable", "1");
        assertThat(serving.restore(request(0)))
                .isEqualTo(new ServingStatus(Phase.READY, List.of(share("1", 100)), null));
        assertThat(versions()).containsExactly(1L);
    }

    @Test
    void takesTheModelAwayWhenThereIsNoChampionToRestore() {
        serving.shift(new ServingRequest("tensorflow/fraud", model.name(), null, model.version("2"), 5, "k"));

        assertThat(serving.restore(
                        new ServingRequest("tensorflow/fraud", model.name(), null, model.version("2"), 0, "k")))
                .isEqualTo(new ServingStatus(Phase.READY, List.of(), null));
        assertThat(served()).isEqualTo("model_config_list {\n}\n");
    }

    @Test
    void refusesBytesThatWereNotApproved() throws IOException {
        var forged = new ServedVersion("2", "00", null);
        assertThatThrownBy(
                        () -> serving.shift(new ServingRequest("tensorflow/fraud", model.name(), null, forged, 5, "k")))
                .hasMessageContaining("Expected the store to have version 2 with the digest 00");
        assertThat(base.resolve("2")).doesNotExist();

        serving.shift(request(5));
        Files.writeString(base.resolve("2/saved_model.pb"), "other");
        assertThatThrownBy(() -> serving.shift(request(5))).hasMessageContaining("Expected the folder");
    }

    @Test
    void refusesWhatItCannotServe() throws IOException {
        assertThatThrownBy(() -> serving.shift(new ServingRequest(
                        "tensorflow/fraud", model.name(), null, new ServedVersion("../3", "00", null), 5, "k")))
                .hasMessageContaining("a number from 1 on, got '../3'");
        Files.writeString(config, "model_config_list { }\n");
        assertThatThrownBy(() -> serving.shift(request(5))).hasMessageContaining("somebody else has written it");
        assertThatThrownBy(() -> serving.look(
                        new ServingRequest("tensorflow/none", model.name(), null, model.version("2"), 5, "k")))
                .hasMessageContaining("mendflow.serving.tensorflow.none");
        assertThatThrownBy(() -> serving.shift(
                        new ServingRequest("tensorflow/away", model.name(), null, model.version("2"), 5, "k")))
                .hasMessageContaining("refused");
        assertThat(home.resolve("away/2/saved_model.pb")).exists();
    }

    /** Version 1 is stable and version 2 the canary, and the server knows. */
    private void shifted() {
        states("1 AVAILABLE", "2 AVAILABLE");
        label("stable", "1");
        label("canary", "2");
        assertThat(serving.shift(request(5)).phase()).isEqualTo(Phase.READY);
    }

    private static ServingRequest request(int share) {
        return model.request("tensorflow/fraud", share);
    }

    private static Share share(String version, int percent) {
        return new Share(version, model.version(version).digest(), percent);
    }

    private static void states(String... states) {
        server.answer("GET /v1/models/fraud", 200, document(states));
    }

    private static void label(String label, String version) {
        server.answer("GET /v1/models/fraud/labels/" + label, 200, document(version + " AVAILABLE"));
    }

    private static String document(String... states) {
        return Arrays.stream(states)
                .map(state -> state.split(" "))
                .map(
                        """
                        {"version": "%s", "state": "%s", "status": {"error_code": "OK", "error_message": ""}}"""
                                ::formatted)
                .collect(Collectors.joining(", ", "{\"model_version_status\": [", "]}"));
    }

    /** The config file as the server reads it, without comments. */
    private String served() {
        try {
            return Files.readString(config)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<Long> versions() {
        return served().lines()
                .map(String::strip)
                .filter(line -> line.startsWith("versions: "))
                .map(line -> Long.valueOf(line.substring("versions: ".length())))
                .toList();
    }

    private String labels() {
        return served().replaceAll("\\s+", " ").transform(text -> java.util.regex.Pattern.compile(
                        "version_labels \\{ key: \"(\\w+)\" value: (\\d+) \\}")
                .matcher(text)
                .results()
                .map(label -> label.group(1) + "=" + label.group(2))
                .collect(Collectors.joining(" ")));
    }
}
