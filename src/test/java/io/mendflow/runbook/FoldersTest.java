package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

    @TempDir
    Path folder;

    @Test
    void putsAFileInThePlaceOfTheShippedOneOfItsName() throws IOException {
        Files.writeString(folder.resolve("restart-process.groovy"), "// ours");
        Files.writeString(folder.resolve("restart-process.test.groovy"), "// its test, and no runbook");

        List<SourceFile> files = read("*");

        assertThat(files)
                .filteredOn(file -> file.scriptName().equals("restart-process.groovy"))
                .extracting(SourceFile::text)
                .containsExactly("// ours");
        assertThat(files).extracting(SourceFile::name).contains("runbooks/restart-dependents.groovy");
        assertThat(files).noneMatch(file -> file.name().endsWith(".test.groovy"));
    }

    @Test
    void putsOnlyThoseShippedOnesIntoServiceThatAreWanted() {
        assertThat(read("restart-*", "drain-node"))
                .extracting(SourceFile::scriptName)
                .contains("restart-process.groovy", "drain-node.groovy")
                .doesNotContain("vacuum-table.groovy", "drain-backend.groovy");
        assertThat(read()).isEmpty();
    }

    private List<SourceFile> read(String... shipped) {
        var problems = new ArrayList<Problem>();
        List<SourceFile> files = new Folders(
                        new RunbookSettings(List.of(folder), List.of(shipped), null, Duration.ofSeconds(1), 1))
                .read(problems);
        assertThat(problems).isEmpty();
        return files;
    }
}
