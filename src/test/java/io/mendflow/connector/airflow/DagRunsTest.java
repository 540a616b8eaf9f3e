package io.mendflow.connector.airflow;

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

/** Against what Airflow 3's REST API v2 documents. */
class DagRunsTest {

    private static final String RUNS = "/api/v2/dags/fraud_training/dagRuns";
    private static final String RUN = RUNS + "/t-1";

    private static StubServer airflow;
    private static ConnectorModule module;
    private static Trainer trainer;

    @BeforeAll
    static void start() throws IOException {
        airflow = new StubServer();
        module = ConnectorModule.start(Map.of(
                "MENDFLOW_SECRET_AIRFLOW_PASSWORD", "s3cret",
                "mendflow.trainer.airflow.fraud.url", airflow.url(),
                "mendflow.trainer.airflow.fraud.dag", "fraud_training",
                "mendflow.trainer.airflow.fraud.username", "mendflow",
                "mendflow.trainer.airflow.fraud.password-secret", "airflow-password",
                "mendflow.trainer.airflow.proxied.url", airflow.url(),
                "mendflow.trainer.airflow.proxied.dag", "fraud_training",
                "mendflow.trainer.airflow.proxied.username", "mendflow",
                "mendflow.trainer.airflow.proxied.password-secret", "airflow-password",
                "mendflow.trainer.airflow.proxied.basic", "true"));
        trainer = module.get(Trainer.class);
    }

    @AfterAll
    static void stop() {
        module.close();
        airflow.close();
    }

    @BeforeEach
    void logIn() {
        airflow.reset();
        airflow.on("POST /auth/token", 201, "{\"access_token\": \"jwt\"}");
    }

    @Test
    void startsARunUnderTheTrainingsId() {
        airflow.on("POST " + RUNS, asked -> {
            run("queued", "Asked for by Mendflow: train fraud", Instant.now());
            return new Answer(200, "{}");
        });

        assertThat(trainer.start(request("fraud")))
                .isEqualTo(new Training(
                        "t-1", TrainingState.PENDING, null, airflow.url() + "/dags/fraud_training/runs/t-1"));

        Request asked = airflow.requests("POST " + RUNS).get(0);
        JsonNode run = asked.json();
        assertThat(run.path("dag_run_id").asText()).isEqualTo("t-1");
        assertThat(run.has("logical_date")).isTrue();
        assertThat(run.path("logical_date").isNull()).isTrue();
        assertThat(run.path("conf").path("task").asText()).isEqualTo("train");
        assertThat(run.path("conf").path("model_name").asText()).isEqualTo("fraud");
        assertThat(run.path("conf").path("data").asText()).isEqualTo("/d.csv");
        assertThat(asked.header("Authorization")).isEqualTo("Bearer jwt");
        assertThat(airflow.requests("POST /auth/token").get(0).body())
                .contains("\"username\":\"mendflow\"", "\"password\":\"s3cret\"");
    }

    @Test
    void takesAConflictForTheRunThatIsThere() {
        airflow.on("POST " + RUNS, asked -> {
            run("running", "", Instant.now());
            return new Answer(409, "{\"detail\": \"The DagRun with dag_id and run_id already exists\"}");
        });

        assertThat(trainer.start(request("fraud")).state()).isEqualTo(TrainingState.RUNNING);
    }

    @Test
    void tellsThatThereIsNoSuchDag() {
        airflow.on("POST " + RUNS, 404, "{\"detail\": \"DAG with dag_id: 'fraud_training' not found\"}");

        assertThatThrownBy(() -> trainer.start(request("fraud")))
                .isInstanceOf(TrainerFailed.class)
                .hasMessageContaining("DAG with dag_id: 'fraud_training' not found");
    }

    @Test
    void tellsThatItIsNotLetIn() {
        airflow.on("POST /auth/token", 401, "{\"detail\": \"Invalid credentials\"}");

        assertThatThrownBy(() -> trainer.look(request("fraud")))
                .hasMessageContaining("/auth/token")
                .hasMessageContaining("status 401")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void sendsNameAndPasswordWhereThatIsWanted() {
        run("running", "", Instant.now());

        trainer.look(request("proxied"));

        assertThat(airflow.requests("POST /auth/token")).isEmpty();
        assertThat(airflow.requests("GET " + RUN).get(0).header("Authorization"))
                .startsWith("Basic ");
    }

    @Test
    void tellsHowARunIs() {
        assertThat(trainer.look(request("fraud")).state()).isEqualTo(TrainingState.UNKNOWN);
        run("success", "", Instant.now());
        assertThat(trainer.look(request("fraud")).state()).isEqualTo(TrainingState.SUCCEEDED);
        run("failed", "Asked for by Mendflow: train fraud", Instant.now());
        assertThat(trainer.look(request("fraud")).reason()).isEqualTo("A task of the DAG run has failed");
        run("up_for_grabs", "", Instant.now());
        assertThatThrownBy(() -> trainer.look(request("fraud"))).hasMessageContaining("it said 'up_for_grabs'");
    }

    @Test
    void cancelsByANoteThatTellsItFromAFailure() {
        run("running", "", Instant.now());
        airflow.on("PATCH " + RUN, asked -> {
            run(asked.json().path("state").asText(), asked.json().path("note").asText(), Instant.now());
            return new Answer(200, "{}");
        });

        assertThat(trainer.cancel(request("fraud")).state()).isEqualTo(TrainingState.CANCELLED);
    }

    @Test
    void stopsARunPastItsDeadline() {
        Instant start = Instant.now().minus(Duration.ofHours(3));
        run("running", "", start);
        airflow.on("PATCH " + RUN, asked -> {
            run(asked.json().path("state").asText(), asked.json().path("note").asText(), start);
            return new Answer(200, "{}");
        });

        assertThat(trainer.look(request("fraud")).reason()).isEqualTo("It did not end within PT2H and was stopped");
        assertThat(trainer.look(request("fraud")))
                .extracting(Training::state, Training::reason)
                .containsExactly(TrainingState.FAILED, "It did not end within PT2H; stopped by Mendflow");
    }

    @Test
    void saysWhereTheLogsAre() {
        run("running", "", Instant.now());

        assertThat(trainer.logs(request("fraud"), 10)).contains(airflow.url() + "/dags/fraud_training/runs/t-1");
    }

    private static void run(String state, String note, Instant start) {
        airflow.on(
                "GET " + RUN,
                200,
                """
                {"dag_run_id": "t-1", "dag_id": "fraud_training", "logical_date": null, "queued_at": "%s", "start_date": null,
                 "end_date": null, "run_type": "manual", "state": "%s", "triggered_by": "rest_api", "conf": {}, "note": "%s"}"""
                        .formatted(start, state, note));
    }

    private static TrainingRequest request(String name) {
        return new TrainingRequest(
                "airflow/" + name, "t-1", "fraud", "train", Map.of("data", "/d.csv"), Duration.ofHours(2));
    }
}
