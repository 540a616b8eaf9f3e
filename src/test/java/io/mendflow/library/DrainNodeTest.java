package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrainNodeTest {

    private final Library library = Library.shared();

    @Test
    void movesThePodsOffANodeAndKeepsItClosed() {
        library.cluster().node("worn");
        library.cluster().pod("shop", "web-on-worn", "worn", "ReplicaSet");
        library.cluster().pod("kube-system", "agent-on-worn", "worn", "DaemonSet");

        RunDetails run = library.run("drain-node", Map.of("node", "worn", "grace", "PT20S"));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.run().target()).isEqualTo("kubernetes/default/node/worn");
        assertThat(library.cluster().hasPod("shop", "web-on-worn")).isFalse();
        assertThat(library.cluster().hasPod("kube-system", "agent-on-worn")).isTrue();
        assertThat(isCordoned("worn")).isTrue();
    }

    @Test
    void opensTheNodeAgainWhenADisruptionBudgetDoesNotGiveWay() {
        library.cluster().node("precious");
        library.cluster().pod("shop", "last-on-precious", "precious", "ReplicaSet");
        library.cluster().budget("last-on-precious");

        RunDetails run = library.run("drain-node", Map.of("node", "precious"));

        assertThat(run.run().state()).isEqualTo(RunState.FAILED);
        assertThat(run.run().reason()).contains("pods are still there: [shop/last-on-precious]");
        assertThat(Library.parts(run)).contains("undo cordon succeeded");
        assertThat(run.steps())
                .anyMatch(part -> part.log().contains("kept by a disruption budget: [shop/last-on-precious]"));
        assertThat(library.cluster().hasPod("shop", "last-on-precious")).isTrue();
        assertThat(isCordoned("precious")).isFalse();
    }

    @Test
    void leavesANodeAloneThatSomebodyHasCordoned() {
        library.cluster().node("taken");
        library.cluster().client().nodes().withName("taken").edit(node -> {
            node.getSpec().setUnschedulable(true);
            return node;
        });

        RunDetails run = library.run("drain-node", Map.of("node", "taken"));

        assertThat(run.run().state()).isEqualTo(RunState.NOT_APPLICABLE);
        assertThat(isCordoned("taken")).isTrue();
    }

    private boolean isCordoned(String node) {
        return Boolean.TRUE.equals(library.cluster()
                .client()
                .nodes()
                .withName(node)
                .get()
                .getSpec()
                .getUnschedulable());
    }
}
