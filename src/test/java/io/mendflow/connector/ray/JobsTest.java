package io.mendflow.connector.ray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.StubServer;
import io.mendflow.connector.StubServer.Answer;
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

/** Against what Ray's Jobs API documents. */
class JobsTest {

    private static final String JOB = "GET /api/jobs/t-1";

    private static StubServer ray;
    private static ConnectorModule module;
    private static Trainer trainer;

    @BeforeAll
    static void start() throws IOException {
        ray = new StubServer();
        module = ConnectorModule.start(Map.of(
                "mendflow.trainer.ray.fraud.url", ray.url(),
                "mendflow.trainer.ray.fraud.train", "python train.py --fast",
                "mendflow.trainer.ray.fraud.runtime-env",
                        "{\"working_dir\": \"s3://code/fraud.zip\", \"env_vars\": {\"OMP_NUM_THREADS\": \"2\"}}",
                "mendflow.trainer.ray.fraud.gpus", "1"));
        trainer = module.get(Trainer.class);
    }

    @AfterAll
    static void stop() {
        module.close();
        ray.close();
    }

    @BeforeEach
    void forget() {
        ray.reset();
    }

    @Test
    void submitsAJobUnderTheTrainingsId() {
        ray.on("POST /api/jobs/", asked -> {
            job("PENDING", "Job has not started yet.");
            return new Answer(200, "{\"job_id\": \"t-1\", \"submission_id\": \"t-1\"}");
        });

        assertThat(trainer.start(request("train")))
                .isEqualTo(new Training("t-1", TrainingState.PENDING, "Job has not started yet.", "ray job t-1"));

        JsonNode job = ray.requests("POST /api/jobs/").get(0).json();
        assertThat(job.path("submission_id").asText()).isEqualTo("t-1");
        assertThat(job.path("entrypoint").asText()).isEqualTo("python train.py --fast");
        assertThat(job.path("entrypoint_num_gpus").asDouble()).isEqualTo(1);
        assertThat(job.has("entrypoint_num_cpus")).isFalse();
        assertThat(job.path("runtime_env").path("working_dir").asText()).isEqualTo("s3://code/fraud.zip");
        JsonNode variables = job.path("runtime_env").path("env_vars");
        assertThat(variables.path("OMP_NUM_THREADS").asText()).isEqualTo("2");
        assertThat(variables.path("MENDFLOW_TASK").asText()).isEqualTo("train");
        assertThat(variables.path("MENDFLOW_HELD_OUT").asText()).isEqualTo("/h.csv");
        assertThat(job.path("metadata").path("model").asText()).isEqualTo("fraud");
    }

    @Test
    void findsAJobThatIsThereAlready() {
        ray.on("POST /api/jobs/", asked -> {
            job("RUNNING", "Job is currently running.");
            return new Answer(400, "Job with submission_id t-1 already exists");
        });

        assertThat(trainer.start(request("train")))
                .isEqualTo(new Training("t-1", TrainingState.RUNNING, null, "ray job t-1"));
    }

    @Test
    void tellsHowAJobIs() {
        job("SUCCEEDED", "Job finished successfully.");
        assertThat(trainer.look(request("train")).state()).isEqualTo(TrainingState.SUCCEEDED);
        job("FAILED", "Job entrypoint command failed with exit code 1");
        assertThat(trainer.look(request("train")).reason()).isEqualTo("Job entrypoint command failed with exit code 1");
        job("STOPPED", "Job was intentionally stopped.");
        assertThat(trainer.look(request("train")).state()).isEqualTo(TrainingState.CANCELLED);
        job("MAYBE", "");
        assertThatThrownBy(() -> trainer.look(request("train")))
                .isInstanceOf(TrainerFailed.class)
                .hasMessageContaining("it said 'MAYBE'");
    }

    @Test
    void stopsAJob() {
        job("RUNNING", "");
        ray.on("POST /api/jobs/t-1/stop", asked -> {
            job("STOPPED", "Job was intentionally stopped.");
            return new Answer(200, "{\"stopped\": true}");
        });

        assertThat(trainer.cancel(request("train")).state()).isEqualTo(TrainingState.CANCELLED);
    }

    @Test
    void stopsAJobPastItsDeadline() {
        Instant start = Instant.now().minus(Duration.ofHours(3));
        job("RUNNING", "", start, null);
        ray.on("POST /api/jobs/t-1/stop", asked -> {
            job("STOPPED", "", start, Instant.now());
            return new Answer(200, "{\"stopped\": true}");
        });

        Training ended = trainer.look(request("train"));

        assertThat(ended.state()).isEqualTo(TrainingState.FAILED);
        assertThat(ended.reason()).isEqualTo("It did not end within PT2H and was stopped");
        assertThat(trainer.look(request("train"))).isEqualTo(ended);
    }

    @Test
    void readsLogs() {
        job("RUNNING", "");
        ray.on(JOB + "/logs", 200, "{\"logs\": \"one\\ntwo\\nthree\\n\"}");

        assertThat(trainer.logs(request("train"), 2)).isEqualTo("two\nthree\n");
    }

    @Test
    void refusesATaskWithoutACommandAndAnEnvironmentThatIsNone() {
        assertThatThrownBy(() -> trainer.start(request("score")))
                .hasMessageContaining("mendflow.trainer.ray.fraud.score");
        assertThatThrownBy(() -> ConnectorModule.start(Map.of(
                        "mendflow.trainer.ray.a.url", "http://x",
                        "mendflow.trainer.ray.a.train", "true",
                        "mendflow.trainer.ray.a.runtime-env", "[]")))
                .rootCause()
                .hasMessageContaining("'runtime-env' has to be a JSON object");
    }

    private static void job(String status, String message) {
        job(status, message, Instant.now(), null);
    }

    private static void job(String status, String message, Instant start, Instant end) {
        ray.on(
                JOB,
                200,
                """
                {"type": "SUBMISSION", "job_id": null, "submission_id": "t-1", "status": "%s", "message": "%s",
                 "start_time": %d, "end_time": %s, "driver_exit_code": null}"""
                        .formatted(status, message, start.toEpochMilli(), end == null ? "null" : end.toEpochMilli()));
    }

    private static TrainingRequest request(String task) {
        return new TrainingRequest("ray/fraud", "t-1", "fraud", task, Map.of("heldOut", "/h.csv"), Duration.ofHours(2));
    }
}
