package io.mendflow.connector.httptraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.StubServer;
import io.mendflow.connector.StubServer.Answer;
import io.mendflow.connector.StubServer.Request;
import io.mendflow.connector.Trainer;
import io.mendflow.connector.TrainerFailed;
import io.mendflow.connector.Training;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a stub of the contract; what all trainers elsewhere have in common is tested here. */
class HttpTrainingsTest {

    private static final String ONE = "GET /ml/trainings/t-1";
    private static final String START = "POST /ml/trainings";
    private static final String STOP = "DELETE /ml/trainings/t-1";

    private static StubServer server;
    private static StubServer silent;
    private static ConnectorModule module;
    private static Trainer trainer;

    @BeforeAll
    static void start() throws IOException {
        server = new StubServer();
        silent = new StubServer();
        module = ConnectorModule.start(Map.of(
                "MENDFLOW_SECRET_GPU_TOKEN", "t0ken",
                "mendflow.trainer.http.gpu.url", server.url() + "/ml/",
                "mendflow.trainer.http.gpu.token-secret", "gpu-token",
                "mendflow.trainer.http.gpu.timeout", "PT20S",
                "mendflow.trainer.http.silent.url", silent.url(),
                "mendflow.trainer.http.silent.timeout", "PT0.5S",
                "mendflow.trainer.http.away.url", "http://127.0.0.1:1"));
        trainer = module.get(Trainer.class);
    }

    @AfterAll
    static void stop() {
        module.close();
        server.close();
        silent.close();
    }

    @BeforeEach
    void forget() {
        server.reset();
        silent.reset();
    }

    @Test
    void startsATrainingOnce() {
        server.on(START, asked -> {
            state("running", "\"reference\": \"gpu-2/4711\"");
            return new Answer(202, "");
        });

        Training started = trainer.start(request());

        assertThat(started).isEqualTo(new Training("t-1", TrainingState.RUNNING, null, "gpu-2/4711"));
        assertThat(trainer.start(request())).isEqualTo(started);
        assertThat(server.requests(START)).hasSize(1);
        Request asked = server.requests(START).get(0);
        assertThat(asked.header("Idempotency-key")).isEqualTo("t-1");
        assertThat(asked.header("Authorization")).isEqualTo("Bearer t0ken");
        assertThat(asked.header("Content-type")).isEqualTo("application/json");
        assertThat(asked.headers()).doesNotContainKey("Mendflow-deadline");
        assertThat(asked.json().toString())
                .contains(
                        "\"id\":\"t-1\"",
                        "\"model\":\"fraud\"",
                        "\"task\":\"train\"",
                        "\"parameters\":{\"data\":\"/d.csv\",\"seed\":\"7\"}",
                        "\"deadlineSeconds\":3600");
    }

    @Test
    void takesAConflictForTheTrainingThatIsThere() {
        server.on(START, asked -> {
            state("pending", "\"reason\": \"no GPU is free\"");
            return new Answer(409, "{}");
        });

        assertThat(trainer.start(request()))
                .isEqualTo(new Training("t-1", TrainingState.PENDING, "no GPU is free", null));
    }

    @Test
    void tellsWhyAStartIsRefused() {
        server.on(START, 500, "{\"error\": \"out of quota\"}");

        assertThatThrownBy(() -> trainer.start(request()))
                .isInstanceOf(TrainerFailed.class)
                .hasMessageContaining("POST 127.0.0.1")
                .hasMessageContaining("/ml/trainings")
                .hasMessageContaining("status 500: {\"error\": \"out of quota\"}");
        assertThat(server.requests(START)).hasSize(1);
    }

    @Test
    void findsAStartThatWasNeverAnswered() {
        silent.hang("POST /trainings");

        assertThatThrownBy(() -> trainer.start(request("silent")))
                .isInstanceOf(TrainerFailed.class)
                .hasMessageContaining("no whole one within PT0.5S")
                .hasMessageContaining("may have happened or not");
        assertThat(silent.requests("POST /trainings")).hasSize(1);
        silent.on("GET /trainings/t-1", 200, "{\"state\": \"running\"}");

        assertThat(trainer.start(request("silent")).state()).isEqualTo(TrainingState.RUNNING);
        assertThat(silent.requests("POST /trainings")).hasSize(1);
    }

    @Test
    void startsNothingWhileItCannotLook() {
        server.on(ONE, 503, "");
        server.on(START, 202, "");

        assertThatThrownBy(() -> trainer.start(request())).hasMessageContaining("status 503: nothing");
        assertThat(server.requests(START)).isEmpty();
    }

    @Test
    void saysThatAServerIsAway() {
        assertThatThrownBy(() -> trainer.look(request("away")))
                .isInstanceOf(TrainerFailed.class)
                .hasMessageContaining("127.0.0.1:1/trainings/t-1")
                .hasMessageContaining("the connection was refused");
    }

    @Test
    void believesNoStateThatTheContractDoesNotHave() {
        state("splendid", "\"reason\": null");

        assertThatThrownBy(() -> trainer.look(request()))
                .isInstanceOf(TrainerFailed.class)
                .hasMessageContaining("[cancelled, failed, pending, running, succeeded]")
                .hasMessageContaining("it said 'splendid'");
        state("unknown", "\"reason\": null");
        assertThatThrownBy(() -> trainer.look(request())).hasMessageContaining("'unknown'");
        server.on(ONE, 200, "<html>");
        assertThatThrownBy(() -> trainer.look(request()))
                .hasMessageContaining("a JSON object")
                .hasMessageContaining("<html>");
    }

    @Test
    void tellsHowATrainingIs() {
        assertThat(trainer.look(request()).state()).isEqualTo(TrainingState.UNKNOWN);
        state("succeeded", "\"reason\": \"\"");
        assertThat(trainer.look(request()).state()).isEqualTo(TrainingState.SUCCEEDED);
        state("failed", "\"reason\": \"CUDA out of memory\"");
        assertThat(trainer.look(request()))
                .isEqualTo(new Training("t-1", TrainingState.FAILED, "CUDA out of memory", null));
    }

    @Test
    void stopsWhatIsPastItsDeadline() {
        Instant start = Instant.now().minus(Duration.ofHours(2));
        state("running", "\"startedAt\": \"%s\"".formatted(start));
        server.on(STOP, asked -> {
            state("cancelled", "\"startedAt\": \"%s\", \"endedAt\": \"%s\"".formatted(start, Instant.now()));
            return new Answer(204, "");
        });

        Training ended = trainer.look(request());

        assertThat(ended)
                .isEqualTo(
                        new Training("t-1", TrainingState.FAILED, "It did not end within PT1H and was stopped", null));
        assertThat(trainer.look(request())).isEqualTo(ended);
        assertThat(server.requests(STOP)).hasSize(1);
    }

    @Test
    void takesSuccessInTheLastMoment() {
        Instant start = Instant.now().minus(Duration.ofHours(2));
        state("running", "\"startedAt\": \"%s\"".formatted(start));
        server.on(STOP, asked -> {
            state("succeeded", "\"startedAt\": \"%s\"".formatted(start));
            return new Answer(409, "");
        });

        assertThat(trainer.look(request()).state()).isEqualTo(TrainingState.SUCCEEDED);
    }

    @Test
    void lacksNoPatienceBeforeTheDeadline() {
        state("running", "\"startedAt\": \"%s\"".formatted(Instant.now().minus(Duration.ofMinutes(50))));

        assertThat(trainer.look(request()).state()).isEqualTo(TrainingState.RUNNING);
        assertThat(server.requests(STOP)).isEmpty();
    }

    @Test
    void cancels() {
        assertThat(trainer.cancel(request()).state()).isEqualTo(TrainingState.UNKNOWN);
        state("running", "\"reason\": null");
        server.on(STOP, 202, "");
        assertThat(trainer.cancel(request()))
                .isEqualTo(
                        new Training("t-1", TrainingState.RUNNING, "It was told to stop and has not ended yet", null));
        state("succeeded", "\"reason\": null");
        assertThat(trainer.cancel(request()).state()).isEqualTo(TrainingState.SUCCEEDED);
        assertThat(server.requests(STOP)).hasSize(1);
    }

    @Test
    void tellsThatAStopIsRefused() {
        state("running", "\"reason\": null");
        server.on(STOP, 403, "not yours");

        assertThatThrownBy(() -> trainer.cancel(request()))
                .hasMessageContaining("status 403: not yours")
                .hasMessageContaining("check the secret");
    }

    @Test
    void readsLogs() {
        assertThat(trainer.logs(request(), 2)).isEmpty();
        state("running", "\"reason\": null");
        assertThat(trainer.logs(request(), 2)).isEmpty();
        server.on(ONE + "/logs", 200, "one\ntwo\nthree");

        assertThat(trainer.logs(request(), 2)).isEqualTo("two\nthree\n");
        assertThat(server.requests(ONE + "/logs").get(1).query()).isEqualTo("lines=2");
    }

    @Test
    void refusesUnknownTrainersAndSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> trainer.start(request("other")))
                .hasMessageContaining("mendflow.trainer.http has (away, gpu, silent), got 'other'");
        assertThatThrownBy(() -> ConnectorModule.start(Map.of("mendflow.trainer.http.a.url", "ftp://x")))
                .rootCause()
                .hasMessageContaining("mendflow.trainer.http.url to be an http or https address");
        assertThatThrownBy(() -> ConnectorModule.start(
                        Map.of("mendflow.trainer.http.a.url", "http://x", "mendflow.trainer.http.a.username", "ada")))
                .rootCause()
                .hasMessageContaining("username and password-secret");
        assertThatThrownBy(() -> ConnectorModule.start(Map.of("mendflow.trainer.http.a.token-secret", "x")))
                .rootCause()
                .hasMessageContaining("http[a].url");
    }

    private static void state(String state, String more) {
        server.on(ONE, 200, "{\"id\": \"t-1\", \"state\": \"%s\", %s}".formatted(state, more));
    }

    private static TrainingRequest request() {
        return request("gpu");
    }

    private static TrainingRequest request(String name) {
        return new TrainingRequest(
                "http/" + name, "t-1", "fraud", "train", Map.of("data", "/d.csv", "seed", "7"), Duration.ofHours(1));
    }
}
