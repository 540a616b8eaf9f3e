package io.mendflow.connector.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Against what Kubeflow Pipelines' API v2beta1 documents. */
class PipelineRunsTest {

    private static final String RUNS = "/pipeline/apis/v2beta1/runs";
    private static final String TERMINATE = "POST " + RUNS + "/r-1:terminate";

    private static StubServer kubeflow;
    private static ConnectorModule module;
    private static Trainer trainer;

    @BeforeAll
    static void start() throws IOException {
        kubeflow = new StubServer();
        module = ConnectorModule.start(Map.of(
                "MENDFLOW_SECRET_KFP", "t0ken",
                "mendflow.trainer.kubeflow.fraud.url", kubeflow.url() + "/pipeline",
                "mendflow.trainer.kubeflow.fraud.pipeline-id", "p-1",
                "mendflow.trainer.kubeflow.fraud.pipeline-version-id", "v-3",
                "mendflow.trainer.kubeflow.fraud.experiment-id", "e-1",
                "mendflow.trainer.kubeflow.fraud.namespace", "ml",
                "mendflow.trainer.kubeflow.fraud.service-account", "trainer",
                "mendflow.trainer.kubeflow.fraud.pipeline-root", "s3://runs",
                "mendflow.trainer.kubeflow.fraud.parameters", "task,held_out",
                "mendflow.trainer.kubeflow.fraud.token-secret", "kfp"));
        trainer = module.get(Trainer.class);
    }

    @AfterAll
    static void stop() {
        module.close();
        kubeflow.close();
    }

    @BeforeEach
    void hasNoRuns() {
        kubeflow.reset();
        kubeflow.on("GET " + RUNS, 200, "{}");
    }

    @Test
    void createsARunNamedAsTheTraining() {
        kubeflow.on("POST " + RUNS, asked -> {
            runs(run("r-1", "t-1", "PENDING"));
            return new Answer(200, "{}");
        });

        assertThat(trainer.start(request()))
                .isEqualTo(new Training(
                        "t-1", TrainingState.PENDING, null, kubeflow.url() + "/pipeline/#/runs/details/r-1"));
        trainer.start(request());

        assertThat(kubeflow.requests("POST " + RUNS)).hasSize(1);
        JsonNode run = kubeflow.requests("POST " + RUNS).get(0).json();
        assertThat(run.path("display_name").asText()).isEqualTo("t-1");
        assertThat(run.path("experiment_id").asText()).isEqualTo("e-1");
        assertThat(run.path("service_account").asText()).isEqualTo("trainer");
        assertThat(run.path("pipeline_version_reference").toString())
                .contains("\"pipeline_id\":\"p-1\"", "\"pipeline_version_id\":\"v-3\"");
        assertThat(run.path("runtime_config").path("pipeline_root").asText()).isEqualTo("s3://runs");
        assertThat(run.path("runtime_config").path("parameters").toString())
                .isEqualTo("{\"held_out\":\"/h.csv\",\"task\":\"train\"}");
        Request look = kubeflow.requests("GET " + RUNS).get(0);
        assertThat(look.query())
                .contains("experiment_id=e-1", "namespace=ml")
                .contains("\"key\":\"display_name\"", "\"operation\":\"EQUALS\"", "\"string_value\":\"t-1\"");
        assertThat(look.header("Authorization")).isEqualTo("Bearer t0ken");
    }

    @Test
    void tellsItsOwnRunFromOthersAndTakesTheOldest() {
        runs(
                run("r-9", "t-12", "FAILED"),
                run("r-2", "t-1", "RUNNING", "2026-01-01T11:00:00Z"),
                run("r-1", "t-1", "SUCCEEDED", "2026-01-01T10:00:00Z"));

        assertThat(trainer.look(request()).state()).isEqualTo(TrainingState.SUCCEEDED);
        assertThat(trainer.look(request()).reference()).endsWith("/r-1");
    }

    @Test
    void createsNothingWhileItCannotLook() {
        kubeflow.on("GET " + RUNS, 500, "{\"error\": \"the database is away\"}");

        assertThatThrownBy(() -> trainer.start(request()))
                .isInstanceOf(TrainerFailed.class)
                .hasMessageContaining("the database is away");
        assertThat(kubeflow.requests("POST " + RUNS)).isEmpty();
    }

    @Test
    void tellsHowARunIs() {
        assertThat(trainer.look(request()).state()).isEqualTo(TrainingState.UNKNOWN);
        assertThat(looked("CANCELED").state()).isEqualTo(TrainingState.CANCELLED);
        assertThat(looked("CANCELING"))
                .extracting(Training::state, Training::reason)
                .containsExactly(TrainingState.RUNNING, "Kubeflow says CANCELING");
        assertThat(looked("SKIPPED"))
                .extracting(Training::state, Training::reason)
                .containsExactly(TrainingState.FAILED, "Kubeflow says SKIPPED");
        assertThat(looked("FAILED\", \"error\": {\"code\": 13, \"message\": \"no such image\"}, \"x\": \"")
                        .reason())
                .isEqualTo("no such image");
        assertThatThrownBy(() -> looked("DREAMING")).hasMessageContaining("it said 'DREAMING'");
    }

    @Test
    void terminatesARun() {
        runs(run("r-1", "t-1", "RUNNING"));
        kubeflow.on(TERMINATE, asked -> {
            runs(run("r-1", "t-1", "CANCELING"));
            return new Answer(200, "{}");
        });

        assertThat(trainer.cancel(request()).reason()).isEqualTo("It was told to stop and has not ended yet");
        assertThat(kubeflow.requests(TERMINATE)).hasSize(1);
    }

    @Test
    void terminatesARunPastItsDeadline() {
        runs(run("r-1", "t-1", "RUNNING", "2026-01-01T10:00:00Z"));
        kubeflow.on(TERMINATE, 200, "{}");

        assertThat(trainer.look(request()))
                .extracting(Training::state, Training::reason)
                .containsExactly(TrainingState.FAILED, "It did not end within PT2H and was stopped");
    }

    @Test
    void saysWhereTheLogsAre() {
        runs(run("r-1", "t-1", "RUNNING"));

        assertThat(trainer.logs(request(), 10)).contains("/pipeline/#/runs/details/r-1");
    }

    private static Training looked(String state) {
        runs(run("r-1", "t-1", state));
        return trainer.look(request());
    }

    private static void runs(String... runs) {
        kubeflow.on("GET " + RUNS, 200, "{\"runs\": [%s]}".formatted(String.join(", ", runs)));
    }

    private static String run(String id, String name, String state) {
        return run(id, name, state, Instant.now().toString());
    }

    private static String run(String id, String name, String state, String created) {
        return "{\"run_id\": \"%s\", \"display_name\": \"%s\", \"created_at\": \"%s\", \"state\": \"%s\"}"
                .formatted(id, name, created, state);
    }

    private static TrainingRequest request() {
        return new TrainingRequest(
                "kubeflow/fraud",
                "t-1",
                "fraud",
                "train",
                Map.of("heldOut", "/h.csv", "data", "/d.csv"),
                Duration.ofHours(2));
    }
}
