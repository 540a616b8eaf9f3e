package io.mendflow.connector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.mendflow.connector.DeploymentStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutTest {

    @ParameterizedTest
    @CsvSource({
        "1, 3, 3, 3, false, its last change has not been seen by its controller yet",
        "2, 4, 1, 3, false, 1 of 3 new replicas are there",
        "2, 4, 3, 3, false, 1 old replicas are still there",
        "2, 3, 3, 2, false, 2 of 3 new replicas are available",
        "2, 3, 3, 3, true, it is rolled out"
    })
    void saysWhatItStillWaitsFor(long observed, int total, int updated, int available, boolean done, String sentence) {
        DeploymentStatus status =
                Rollout.status(deployment(observed, total, updated, available, "NewReplicaSetAvailable"));

        assertThat(status.rolloutDone()).isEqualTo(done);
        assertThat(status.rollout()).isEqualTo(sentence);
    }

    @Test
    void saysThatItIsStuck() {
        DeploymentStatus status = Rollout.status(deployment(2, 4, 1, 3, "ProgressDeadlineExceeded"));

        assertThat(status.rolloutDone()).isFalse();
        assertThat(status.rollout()).isEqualTo("it has made no progress within its deadline");
        assertThat(status.conditions())
                .extracting(DeploymentStatus.Condition::type)
                .containsExactly("Progressing");
        assertThat(status.revision()).isEqualTo(7);
    }

    private static Deployment deployment(long observed, int total, int updated, int available, String reason) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("web")
                .withGeneration(2L)
                .addToAnnotations("deployment.kubernetes.io/revision", "7")
                .endMetadata()
                .withNewSpec()
                .withReplicas(3)
                .withNewTemplate()
                .withNewSpec()
                .endSpec()
                .endTemplate()
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(observed)
                .withReplicas(total)
                .withUpdatedReplicas(updated)
                .withAvailableReplicas(available)
                .addNewCondition()
                .withType("Progressing")
                .withStatus("True")
                .withReason(reason)
                .endCondition()
                .endStatus()
                .build();
    }
}
