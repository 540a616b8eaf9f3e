package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestartServiceTest {

    private final Library library = Library.shared();

    @Test
    void restartsWhatHasFailed() {
        given("shop", "echo active > $HERE/shop");

        RunDetails run = library.run("restart-service", Map.of("host", "far", "service", "shop"));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.run().target()).isEqualTo("host/far/service/shop");
        assertThat(library.far().folder().resolve("shop")).hasContent("active");
    }

    @Test
    void failsWhenItDoesNotComeUp() throws IOException {
        given("cart", "exit 1");
        Files.writeString(library.far().folder().resolve("cart"), "failed");

        RunDetails run = library.runInVain("restart-service", Map.of("host", "far", "service", "cart"));

        assertThat(run.run().state()).isEqualTo(RunState.FAILED);
        assertThat(run.run().reason()).contains("systemctl restart cart");
    }

    private void given(String service, String restarts) {
        library.far()
                .script(
                        "systemctl",
                        """
                state=$(cat $HERE/$3 2>/dev/null || echo failed)
                case $1 in
                  show) printf "LoadState=loaded\\nActiveState=$state\\nSubState=x\\nMainPID=4711\\nNRestarts=0\\nResult=success\\n" ;;
                  restart) [ "$2" = %s ] && { %s; } ;;
                esac"""
                                .formatted(service, restarts));
    }
}
