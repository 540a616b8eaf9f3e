package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peers")
class UndoRolloutTest {

    private final Library library = Library.shared();

    @Test
    void goesBackToTheRevisionBefore() {
        released("regretted");

        RunDetails run = library.run("undo-rollout", Map.of("namespace", "shop", "deployment", "regretted"));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(library.cluster().image("shop", "regretted")).isEqualTo("web:1");
        assertThat(run.steps().get(4).outputs())
                .containsEntry("from", List.of("web:2"))
                .containsEntry("to", List.of("web:1"));
    }

    @Test
    void leavesItAsItWasFoundWhenTheRevisionBeforeIsNoBetter() {
        released("hopeless");
        library.web().answers("/hopeless/health", asked -> null);

        RunDetails run = library.runInVain(
                "undo-rollout",
                Map.of(
                        "namespace", "shop",
                        "deployment", "hopeless",
                        "url", library.web().url("/hopeless/health")));

        assertThat(run.run().state()).isEqualTo(RunState.FAILED);
        assertThat(Library.parts(run)).contains("undo go back succeeded");
        assertThat(library.cluster().image("shop", "hopeless")).isEqualTo("web:2");
    }

    @Test
    void doesNothingWhereThereIsNoEarlierRevision() {
        library.cluster().deploy("shop", "brand-new", "web:1", 1);
        await().until(() -> library.cluster().isRolledOut("shop", "brand-new"));

        RunDetails run = library.run("undo-rollout", Map.of("namespace", "shop", "deployment", "brand-new"));

        assertThat(run.run().state()).isEqualTo(RunState.NOT_APPLICABLE);
        assertThat(run.run().reason()).contains("there is an earlier revision");
    }

    private void released(String name) {
        library.cluster().deploy("shop", name, "web:1", 2);
        await().until(() -> library.cluster().isRolledOut("shop", name));
        library.cluster().release("shop", name, "web:2");
        await().until(() -> library.cluster().isRolledOut("shop", name));
    }
}
