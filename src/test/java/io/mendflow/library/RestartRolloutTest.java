package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestartRolloutTest {

    private static final String RESTARTED = "kubectl.kubernetes.io/restartedAt";

    private final Library library = Library.shared();

    @Test
    void restartsEveryPodAndWaitsUntilTheServiceAnswers() {
        deployed("restarted");
        library.web().answers("/restarted/health", asked -> "{}");

        RunDetails run = library.run(
                "restart-rollout",
                Map.of(
                        "namespace", "shop",
                        "deployment", "restarted",
                        "url", library.web().url("/restarted/health")));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.run().target()).isEqualTo("kubernetes/default/namespace/shop/deployment/restarted");
        assertThat(restartedAt("restarted")).isNotNull();
    }

    @Test
    void goesBackToTheOldPodsWhenTheNewOnesDoNotComeUp() {
        deployed("unlucky");
        library.web().answers("/unlucky/health", asked -> null);

        RunDetails run = library.runInVain(
                "restart-rollout",
                Map.of(
                        "namespace", "shop",
                        "deployment", "unlucky",
                        "url", library.web().url("/unlucky/health")));

        assertThat(run.run().state()).isEqualTo(RunState.FAILED);
        assertThat(run.run().reason()).contains("verification 'it answers' did not hold");
        assertThat(Library.parts(run)).contains("undo restart succeeded");
        assertThat(restartedAt("unlucky")).isNull();
    }

    @Test
    void leavesARolloutAloneThatIsUnderWay() {
        library.cluster().stick("moving");
        library.cluster().deploy("shop", "moving", "web:1", 2);

        RunDetails run = library.run("restart-rollout", Map.of("namespace", "shop", "deployment", "moving"));

        assertThat(run.run().state()).isEqualTo(RunState.NOT_APPLICABLE);
        assertThat(restartedAt("moving")).isNull();
    }

    private void deployed(String name) {
        library.cluster().deploy("shop", name, "web:1", 2);
        await().until(() -> library.cluster().isRolledOut("shop", name));
    }

    private String restartedAt(String name) {
        Map<String, String> annotations = library.cluster()
                .deployment("shop", name)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations();
        return annotations == null ? null : annotations.get(RESTARTED);
    }
}
