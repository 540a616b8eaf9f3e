package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peers")
class CollectDiagnosticsTest {

    private final Library library = Library.shared();

    @Test
    void collectsWhatIsThereOverSsh() throws Exception {
        Path shop = Files.writeString(library.far().folder().resolve("shop.log"), "first\nlast words\n");
        library.far().script("uptime", "echo load average: 7.5");
        library.far()
                .script(
                        "jcmd",
                        """
                [ "$1" = -l ] && echo "17 shop.jar" && exit
                printf '"main" #1\\n   java.lang.Thread.State: BLOCKED\\n\\tat shop.Cart.add(Cart.java:17)\\n\\n'""");

        RunDetails run = library.run(
                "collect-diagnostics",
                Map.of("host", "far", "logs", shop.toString(), "process", "shop.jar", "dumps", 2));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.toString())
                .contains("load average: 7.5")
                .contains("last words")
                .contains("shop.Cart.add(Cart.java:17)")
                .contains("process 17: 1 threads, 1 of them blocked")
                .contains("allowed-reads");
    }
}
