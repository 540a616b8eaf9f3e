package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.RunbookReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

class CompiledFilesTest {

    private static final String NAME = "mend-it.groovy";
    private static final String TEXT =
            """
            runbook('mend-it') {
                title 'Mend it'
                risk 'low'
                input 'names', type: 'list'
                call('other', inputs: { [first: 1, second: inputs.names] })
                each('name', in: { inputs.names }) { name ->
                    step('mend') { probe.act("mend $name") }
                    undo('mend') { probe.act("undo $name") }
                }
                verify('all is well') {
                    probe.ask('well')
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void readsTheSameFromWhatIsKept() throws Exception {
        Definition compiled = read(TEXT).definition();
        long kept = files().size();

        Reading again = read(TEXT);

        assertThat(kept).isEqualTo(1);
        assertThat(new CompiledFiles(folder).find(NAME, TEXT, Set.of("probe"))).isPresent();
        assertThat(again.problems()).isEmpty();
        assertThat(again.definition().toString().replaceAll("@[0-9a-f]+", ""))
                .isEqualTo(compiled.toString().replaceAll("@[0-9a-f]+", ""));
        Class<?> script = again.source().loader().loadClass("Runbook_mend-it");
        assertThat(script.getClassLoader()).isSameAs(again.source().loader());
        assertThat(again.source().loader().getLoadedClasses()).contains(script);
    }

    @Test
    void keepsNothingOfAFileThatIsWrong() throws IOException {
        Reading reading = read(TEXT.replace("probe.ask", "prob.ask"));

        assertThat(reading.problems()).extracting(Problem::line).containsExactly(11);
        assertThat(files()).isEmpty();
    }

    @Test
    void countsForTheSameTextNameAndVerbsAlone() {
        read(TEXT);
        var files = new CompiledFiles(folder);

        assertThat(files.find(NAME, TEXT + " ", Set.of("probe"))).isEmpty();
        assertThat(files.find("other.groovy", TEXT, Set.of("probe"))).isEmpty();
        assertThat(files.find(NAME, TEXT, Set.of("probe", "name"))).isEmpty();
    }

    @Test
    void compilesAgainWhatIsDamaged() throws IOException {
        read(TEXT);
        Path kept = files().get(0);
        byte[] bytes = Files.readAllBytes(kept);
        bytes[bytes.length / 2] ^= 1;
        Files.write(kept, bytes);

        assertThat(new CompiledFiles(folder).find(NAME, TEXT, Set.of("probe"))).isEmpty();
        assertThat(read(TEXT).problems()).isEmpty();
        assertThat(new CompiledFiles(folder).find(NAME, TEXT, Set.of("probe"))).isPresent();

        Files.write(kept, new byte[3]);
        assertThat(new CompiledFiles(folder).find(NAME, TEXT, Set.of("probe"))).isEmpty();
    }

    @Test
    void letsNobodyElseIn() throws IOException {
        Path inner = folder.resolve("home/compiled");
        read(inner, TEXT);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)))
                .isEqualTo("rwx------");
    }

    @Test
    void dropsWhatNobodyUsedForLong() throws IOException {
        Path old = Files.writeString(folder.resolve("old"), "from an earlier build");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
        Path recent = Files.writeString(folder.resolve("recent"), "from an earlier build");

        read(TEXT);

        assertThat(files()).contains(recent).doesNotContain(old);
    }

    @Test
    void readsWithoutAFolderToWriteTo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");

        assertThat(read(file, TEXT).problems()).isEmpty();
    }

    @Test
    void comesWithTheShippedRunbooks() throws IOException {
        try (Stream<Path> shipped = Files.list(Path.of("target/classes/runbooks"));
                Stream<Path> compiled = Files.list(Path.of("target/classes" + CompiledFiles.SHIPPED))) {
            assertThat(compiled.count()).isEqualTo(shipped.count());
        }
    }

    private Reading read(String text) {
        return read(folder, text);
    }

    private static Reading read(Path folder, String text) {
        var beans = new StaticListableBeanFactory();
        beans.addBean("probe", new Verb("probe", new Probe()));
        var verbs = new Verbs(beans.getBeanProvider(Verb.class));
        return new RunbookReader(verbs, new CompiledFiles(folder)).read(NAME, NAME, text);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
