package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlockClientTest {

    private final Library library = Library.shared();

    @Test
    void blocksAndLetsInAgainOverSsh() throws Exception {
        Path blocked = library.far().folder().resolve("blocked");
        library.far()
                .script(
                        "nft",
                        """
                case $1 in
                  add) echo "$*" >> $HERE/nft.log; touch $HERE/blocked ;;
                  get) test -e $HERE/blocked ;;
                  delete) echo "$*" >> $HERE/nft.log; rm $HERE/blocked ;;
                esac""");
        library.web()
                .answers("abuse", body -> Files.exists(library.far().folder().resolve("nft.log")) ? "2" : "500");

        RunDetails run = library.run(
                "block-client",
                Map.of(
                        "address",
                        "203.0.113.7",
                        "own",
                        "198.51.100.1",
                        "hosts",
                        "far",
                        "query",
                        "abuse",
                        "threshold",
                        10,
                        "time",
                        "PT15M"));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(blocked).doesNotExist();
        assertThat(library.far().folder().resolve("nft.log"))
                .hasContent(
                        """
                add element inet filter blocked { 203.0.113.7 timeout 1500s }
                delete element inet filter blocked { 203.0.113.7 }
                """);
    }
}
