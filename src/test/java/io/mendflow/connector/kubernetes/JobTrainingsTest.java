package io.mendflow.connector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.mendflow.MockCluster;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.NotAllowed;
import io.mendflow.connector.Trainer;
import io.mendflow.connector.Training;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class JobTrainingsTest {

    @TempDir
    static Path folder;

    private static MockCluster cluster;
    private static ConnectorModule module;
    private static Trainer trainer;

    /** Of a training that no other test uses. */
    private String id;

    @BeforeAll
    static void start() throws IOException {
        cluster = new MockCluster();
        Path template = Files.writeString(
                folder.resolve("job.yaml"),
                """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  generateName: x-
                  labels: {team: risk}
                spec:
                  backoffLimit: 6
                  template:
                    spec:
                      restartPolicy: OnFailure
                      nodeSelector: {gpu: "yes"}
                      containers:
                        - name: fit
                          image: trainer:1
                          env: [{name: MENDFLOW_TASK, value: none}, {name: KEPT, value: "1"}]
                        - {name: sidecar, image: "logs:1"}
                """);
        Path none = Files.writeString(folder.resolve("none.yaml"), "apiVersion: v1\nkind: Pod\n");
        module = ConnectorModule.start(Map.ofEntries(
                Map.entry("mendflow.kubernetes.url", cluster.url()),
                Map.entry("mendflow.kubernetes.allowed-namespaces[0]", "ml"),
                Map.entry("mendflow.trainer.kubernetes-job.fraud.namespace", "ml"),
                Map.entry("mendflow.trainer.kubernetes-job.fraud.image", "trainer:2"),
                Map.entry("mendflow.trainer.kubernetes-job.fraud.train", "python train.py 'a b'"),
                Map.entry("mendflow.trainer.kubernetes-job.fraud.environment.OMP_NUM_THREADS", "2"),
                Map.entry("mendflow.trainer.kubernetes-job.fraud.service-account", "trainer"),
                Map.entry("mendflow.trainer.kubernetes-job.fraud.claims.[/data]", "models"),
                Map.entry("mendflow.trainer.kubernetes-job.fraud.limits.[nvidia.com/gpu]", "1"),
                Map.entry("mendflow.trainer.kubernetes-job.filed.namespace", "ml"),
                Map.entry("mendflow.trainer.kubernetes-job.filed.template", template.toString()),
                Map.entry("mendflow.trainer.kubernetes-job.none.namespace", "ml"),
                Map.entry("mendflow.trainer.kubernetes-job.none.template", none.toString()),
                Map.entry("mendflow.trainer.kubernetes-job.elsewhere.namespace", "shop"),
                Map.entry("mendflow.trainer.kubernetes-job.elsewhere.image", "trainer:2")));
        trainer = module.get(Trainer.class);
    }

    @AfterAll
    static void stop() {
        module.close();
        cluster.close();
    }

    @BeforeEach
    void name(TestInfo test) {
        id = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    }

    @Test
    void makesAJobOfTheSettings() {
        Training started = trainer.start(request("fraud"));

        assertThat(started).isEqualTo(new Training(id, TrainingState.PENDING, null, "job ml/mf-" + id));
        Job job = job();
        assertThat(job.getSpec().getBackoffLimit()).isZero();
        assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(7200);
        var pod = job.getSpec().getTemplate().getSpec();
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getServiceAccountName()).isEqualTo("trainer");
        assertThat(pod.getVolumes().get(0).getPersistentVolumeClaim().getClaimName())
                .isEqualTo("models");
        Container container = pod.getContainers().get(0);
        assertThat(container.getImage()).isEqualTo("trainer:2");
        assertThat(container.getCommand()).containsExactly("python", "train.py", "a b");
        assertThat(container.getVolumeMounts().get(0).getMountPath()).isEqualTo("/data");
        assertThat(container.getResources().getLimits()).containsKey("nvidia.com/gpu");
        assertThat(container.getEnv())
                .extracting(EnvVar::getName, EnvVar::getValue)
                .contains(
                        tuple("MENDFLOW_TASK", "train"),
                        tuple("MENDFLOW_TRAINING", id),
                        tuple("MENDFLOW_HELD_OUT", "/data/h.csv"),
                        tuple("OMP_NUM_THREADS", "2"));
    }

    @Test
    void makesAJobOfAFile() {
        trainer.start(request("filed"));

        Job job = job();
        assertThat(job.getMetadata().getLabels()).containsEntry("team", "risk");
        assertThat(job.getSpec().getBackoffLimit()).isZero();
        var pod = job.getSpec().getTemplate().getSpec();
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getNodeSelector()).containsEntry("gpu", "yes");
        assertThat(pod.getContainers()).extracting(Container::getName).containsExactly("fit", "sidecar");
        assertThat(pod.getContainers().get(0).getEnv())
                .extracting(EnvVar::getName)
                .contains("KEPT", "MENDFLOW_TASK")
                .doesNotHaveDuplicates();
        assertThat(pod.getContainers().get(1).getEnv()).isEmpty();
    }

    @Test
    void startsOnceThoughItIsAskedTwice() {
        trainer.start(request("fraud"));
        String uid = job().getMetadata().getUid();
        long made = made();
        status(new JobStatusBuilder().withActive(1).withReady(1).build());

        assertThat(trainer.start(request("fraud")).state()).isEqualTo(TrainingState.RUNNING);
        assertThat(made()).isEqualTo(made).isPositive();
        assertThat(job().getMetadata().getUid()).isEqualTo(uid);
    }

    @Test
    void takesAConflictForAnAnswerOnlyWhenTheJobIsThere() {
        cluster.refuse("POST /apis/batch/v1/namespaces/ml/jobs", 409);

        assertThatThrownBy(() -> trainer.start(request("fraud"))).hasMessageContaining("status 409");
        assertThat(trainer.start(request("fraud")).state()).isEqualTo(TrainingState.PENDING);
    }

    @Test
    void readsTheStateFromTheConditions() {
        assertThat(trainer.look(request("fraud")).state()).isEqualTo(TrainingState.UNKNOWN);
        trainer.start(request("fraud"));
        status(condition("Complete", "False", "", ""));
        assertThat(trainer.look(request("fraud")).state()).isEqualTo(TrainingState.PENDING);
        status(condition("Complete", "True", "", ""));
        assertThat(trainer.look(request("fraud")).state()).isEqualTo(TrainingState.SUCCEEDED);
        status(condition("Failed", "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit"));
        assertThat(trainer.look(request("fraud")).reason())
                .isEqualTo("BackoffLimitExceeded: Job has reached the specified backoff limit");
        status(condition("Failed", "True", "DeadlineExceeded", "Job was active longer than specified deadline"));
        assertThat(trainer.look(request("fraud")))
                .extracting(Training::state, Training::reason)
                .containsExactly(TrainingState.FAILED, "It did not end within PT2H and was stopped");
    }

    @Test
    void saysWhyItsPodWaitsAndReadsItsLog() {
        trainer.start(request("fraud"));
        assertThat(trainer.logs(request("fraud"), 10)).isEmpty();
        cluster.client()
                .pods()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("ml")
                        .withName("pod-" + id)
                        .addToLabels("job-name", "mf-" + id)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("trainer")
                        .endContainer()
                        .endSpec()
                        .withNewStatus()
                        .withPhase("Pending")
                        .addNewContainerStatus()
                        .withName("trainer")
                        .withNewState()
                        .withNewWaiting()
                        .withReason("ImagePullBackOff")
                        .endWaiting()
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build())
                .create();
        cluster.log("pod-" + id, "epoch 1\nepoch 2\n");

        assertThat(trainer.look(request("fraud")).reason()).isEqualTo("Its pod waits: ImagePullBackOff");
        assertThat(trainer.logs(request("fraud"), 10)).isEqualTo("epoch 1\nepoch 2\n");
        assertThat(cluster.requests())
                .anyMatch(asked -> asked.contains("pod-" + id + "/log") && asked.contains("tailLines=10"));
    }

    @Test
    void cancelsByDeletingTheJobUnlessItHasEnded() {
        assertThat(trainer.cancel(request("fraud")).state()).isEqualTo(TrainingState.UNKNOWN);
        trainer.start(request("fraud"));

        assertThat(trainer.cancel(request("fraud")).state()).isEqualTo(TrainingState.CANCELLED);

        assertThat(job()).isNull();
        trainer.start(request("fraud"));
        status(condition("Complete", "True", "", ""));
        assertThat(trainer.cancel(request("fraud")).state()).isEqualTo(TrainingState.SUCCEEDED);
        assertThat(job()).isNotNull();
    }

    @Test
    void leavesAJobOfTheSameNameThatIsNotItsOwn() {
        cluster.client()
                .resource(new JobBuilder()
                        .withNewMetadata()
                        .withNamespace("ml")
                        .withName("mf-" + id)
                        .endMetadata()
                        .build())
                .create();

        assertThatThrownBy(() -> trainer.start(request("fraud"))).hasMessageContaining("but it is not");
        assertThatThrownBy(() -> trainer.cancel(request("fraud"))).hasMessageContaining("but it is not");
        assertThat(job()).isNotNull();
    }

    @Test
    void keepsToTheAllowedNamespacesAndRefusesWhatIsNoJob() {
        assertThatThrownBy(() -> trainer.start(request("elsewhere")))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.kubernetes.allowed-namespaces");
        assertThatThrownBy(() -> trainer.start(request("none"))).hasMessageContaining("Expected a Job (batch/v1)");
        assertThatThrownBy(() -> trainer.start(request("other")))
                .hasMessageContaining(
                        "mendflow.trainer.kubernetes-job has (elsewhere, filed, fraud, none), got 'other'");
        assertThatThrownBy(() -> ConnectorModule.start(Map.of("mendflow.trainer.kubernetes-job.a.namespace", "ml")))
                .rootCause()
                .hasMessageContaining("needs 'template' or 'image'");
    }

    @Test
    void namesJobsAsKubernetesWantsThem() {
        assertThat(JobTrainings.jobName("t-1")).isEqualTo("mf-t-1");
        assertThat(JobTrainings.jobName("T-1"))
                .matches("mf-t-1-[0-9a-f]{16}")
                .isNotEqualTo(JobTrainings.jobName("t-1-"));
        assertThat(JobTrainings.jobName("A".repeat(60))).hasSizeLessThan(64);
    }

    private static long made() {
        return cluster.requests().stream()
                .filter(asked -> asked.startsWith("POST /apis/batch/v1/namespaces/ml/jobs"))
                .count();
    }

    private Job job() {
        return cluster.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace("ml")
                .withName("mf-" + id)
                .get();
    }

    private void status(JobStatus status) {
        Job job = job();
        job.setStatus(status);
        cluster.client().batch().v1().jobs().inNamespace("ml").resource(job).updateStatus();
    }

    private static JobStatus condition(String type, String status, String reason, String message) {
        return new JobStatusBuilder()
                .addNewCondition()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .endCondition()
                .build();
    }

    private TrainingRequest request(String name) {
        return new TrainingRequest(
                "kubernetes-job/" + name, id, "fraud", "train", Map.of("heldOut", "/data/h.csv"), Duration.ofHours(2));
    }
}
