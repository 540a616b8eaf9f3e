package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlushCacheTest {

    private final Library library = Library.shared();

    @Test
    void dropsTheKeysOfAPatternOverSsh() throws Exception {
        library.far()
                .script(
                        "redis-cli",
                        """
                case "$*" in
                  *info*replication) printf 'role:master\\r\\n' ;;
                  *--scan*) printf 'product:1\\nproduct:2 b\\n' ;;
                  *ping) echo PONG ;;
                  *unlink*) shift 7; printf '%s|' "$@" > $HERE/unlinked; echo $# ;;
                  *) echo "ERR unknown command" ;;
                esac""");

        RunDetails run = library.run("flush-cache", Map.of("host", "far", "pattern", "product:*"));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(Files.readString(library.far().folder().resolve("unlinked"))).isEqualTo("product:1|product:2 b|");
    }

    @Test
    void hasAnHttpCacheForget() {
        library.web().answers("/cdn/purge", body -> "{}");

        RunDetails run = library.run(
                "flush-cache", Map.of("via", "http", "purge", library.web().url("/cdn/purge"), "items", "/a.css"));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(library.web().asked()).contains("/cdn/purge null {\"files\":[\"/a.css\"]}");
    }
}
