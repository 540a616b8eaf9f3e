package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScaleOutTest {

    private final Library library = Library.shared();

    @Test
    void addsReplicasAndTakesThemBackIn() {
        deployed("growing", 3);

        RunDetails out = library.run("scale-out", Map.of("namespace", "shop", "deployment", "growing", "by", 2));

        assertThat(out.run().state()).as("%s", out).isEqualTo(RunState.SUCCEEDED);
        assertThat(replicas("growing")).isEqualTo(5);

        RunDetails in = library.run(
                "scale-out",
                Map.of("namespace", "shop", "deployment", "growing", "direction", "in", "by", 9, "least", 3));

        assertThat(in.run().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(replicas("growing")).isEqualTo(3);
    }

    @Test
    void takesReplicasBackThatFindNoRoom() {
        deployed("crowded", 2);
        library.cluster().stick("crowded");

        RunDetails run = library.runInVain("scale-out", Map.of("namespace", "shop", "deployment", "crowded"));

        assertThat(run.run().state()).isEqualTo(RunState.FAILED);
        assertThat(Library.parts(run)).contains("step scale succeeded", "undo scale succeeded");
        assertThat(replicas("crowded")).isEqualTo(2);
    }

    @Test
    void doesNotGoBeyondTheMost() {
        deployed("full", 4);

        RunDetails run = library.run("scale-out", Map.of("namespace", "shop", "deployment", "full", "most", 4));

        assertThat(run.run().state()).isEqualTo(RunState.NOT_APPLICABLE);
        assertThat(replicas("full")).isEqualTo(4);
    }

    private void deployed(String name, int replicas) {
        library.cluster().deploy("shop", name, "web:1", replicas);
        await().until(() -> library.cluster().isRolledOut("shop", name));
    }

    private int replicas(String name) {
        return library.cluster().deployment("shop", name).getSpec().getReplicas();
    }
}
