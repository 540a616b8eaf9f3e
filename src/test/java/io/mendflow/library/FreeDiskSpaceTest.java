package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FreeDiskSpaceTest {

    private final Library library = Library.shared();

    @Test
    void compressesOldLogsWithRealCommandsAndFollowsNoLink() throws IOException {
        Path logs = Files.createDirectories(library.far().folder().resolve("logs/shop"));
        Path outside = old(library.far().folder().resolve("outside.log"));
        Path old = old(logs.resolve("a b.log"));
        Path live = Files.write(logs.resolve("live.log"), new byte[2 << 20]);
        Files.createSymbolicLink(logs.resolve("link.log"), outside);
        Files.createSymbolicLink(logs.resolve("folder"), library.far().folder());
        library.far()
                .script(
                        "df",
                        """
                used=95; [ -e "$HERE/logs/shop/a b.log" ] || used=40
                echo "Filesystem 1024-blocks Used Available Capacity Mounted on"
                echo "/dev/sda1 100 $used $((100 - used)) $used% /srv" """);

        RunDetails run = library.run(
                "free-disk-space", Map.of("host", "far", "mount", "/srv", "paths", logs.toString(), "size", 1));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(old).doesNotExist();
        assertThat(logs.resolve("a b.log.gz")).exists();
        assertThat(live).exists();
        assertThat(outside).exists();
        assertThat(Files.isSymbolicLink(logs.resolve("link.log"))).isTrue();
    }

    @Test
    void refusesAFolderBehindALink() throws IOException {
        Path real = Files.createDirectories(library.far().folder().resolve("real/logs"));
        Files.createSymbolicLink(library.far().folder().resolve("linked"), real.getParent());
        Path old = old(real.resolve("a.log"));

        RunDetails run = library.run(
                "free-disk-space",
                Map.of("host", "far", "mount", "/", "paths", library.far().folder() + "/linked/logs", "percent", 90));

        assertThat(run.run().state()).isEqualTo(RunState.NOT_APPLICABLE);
        assertThat(old).exists();
    }

    private static Path old(Path file) throws IOException {
        Files.write(file, new byte[2 << 20]);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    }
}
