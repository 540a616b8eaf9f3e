package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClearConsumerLagTest {

    private final Library library = Library.shared();

    @Test
    void addsConsumersUntilTheLagFalls() {
        deployed("eager");
        // As many messages are behind as one consumer less cannot cope with.
        library.web().answers("lag{group=\"eager\"}", asked -> replicas("eager") > 3 ? "4000" : "9000");

        RunDetails run = library.run("clear-consumer-lag", inputs("eager"));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(replicas("eager")).isEqualTo(4);
        assertThat(run.steps()).anyMatch(part -> part.log().contains("lag 9000.0; from 2 to 4 consumers"));
    }

    @Test
    void takesThemBackWhenTheLagDoesNotFall() {
        deployed("poisoned");
        library.web().answers("lag{group=\"poisoned\"}", asked -> "9000");

        RunDetails run = library.runInVain("clear-consumer-lag", inputs("poisoned"));

        assertThat(run.run().state()).isEqualTo(RunState.FAILED);
        assertThat(run.run().reason()).contains("verification 'the lag falls' did not hold");
        assertThat(Library.parts(run)).contains("undo add consumers succeeded");
        assertThat(replicas("poisoned")).isEqualTo(2);
    }

    @Test
    void doesNothingWhereTheLagIsNoTrouble() {
        deployed("quick");
        library.web().answers("lag{group=\"quick\"}", asked -> "12");

        RunDetails run = library.run("clear-consumer-lag", inputs("quick"));

        assertThat(run.run().state()).isEqualTo(RunState.NOT_APPLICABLE);
        assertThat(replicas("quick")).isEqualTo(2);
    }

    private static Map<String, Object> inputs(String name) {
        return Map.of(
                "namespace",
                "shop",
                "deployment",
                name,
                "query",
                "lag{group=\"" + name + "\"}",
                "threshold",
                100,
                "by",
                5,
                "most",
                4);
    }

    private void deployed(String name) {
        library.cluster().deploy("shop", name, "consumer:1", 2);
        await().until(() -> library.cluster().isRolledOut("shop", name));
    }

    private int replicas(String name) {
        return library.cluster().deployment("shop", name).getSpec().getReplicas();
    }
}
