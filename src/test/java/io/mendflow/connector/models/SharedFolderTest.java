package io.mendflow.connector.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.connector.Artifact;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewVersion;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One folder, several processes and threads, some of which die. */
class SharedFolderTest {

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private FolderModelStore store;

    @BeforeEach
    void openWithOneModel() {
        store = new FolderModelStore(folder, Clock.systemUTC());
        store.register("m", null);
    }

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void hasNothingOfAVersionWhoseWriterWasKilledInMidArtifact() throws Exception {
        Process writer = start("half");
        assertThat(writer.inputReader().readLine()).isEqualTo("half");
        assertThat(entries("staging")).hasSize(2);

        kill(writer);

        assertThat(store.versions("m")).isEmpty();
        ModelVersion made = store.createVersion(new NewVersion(
                "m",
                "half",
                null,
                null,
                Map.of(),
                List.of(new Artifact("a", () -> new ByteArrayInputStream(new byte[] {1})))));
        assertThat(made.version()).isEqualTo("1");
        assertThat(entries("staging")).as("left-overs are swept").isEmpty();
    }

    @Test
    void isWholeWheneverAWriterIsKilled() throws Exception {
        int seen = 0;
        for (int lines : List.of(2, 7)) {
            Process writer = start("promote");
            BufferedReader output = writer.inputReader();
            for (int i = 0; i < lines; i++) {
                seen = Integer.parseInt(output.readLine());
            }

            kill(writer);

            List<ModelVersion> versions = store.versions("m");
            Map<String, String> aliases = store.model("m").orElseThrow().aliases();
            int champion = Integer.parseInt(aliases.get("champion"));
            assertThat(champion).isGreaterThanOrEqualTo(seen);
            assertThat(aliases.get("previous")).isEqualTo(champion == 1 ? null : Integer.toString(champion - 1));
            assertThat(versions.size()).isBetween(champion, champion + 1);
            assertThat(versions).extracting(ModelVersion::key).doesNotHaveDuplicates();
            versions.forEach(version -> store.verify("m", version.version()));
            double logged = store.runs("m").get(0).metrics().get("promoted");
            assertThat(logged).isBetween((double) seen, (double) champion);
        }
    }

    @Test
    void letsOneWriterWinEachRaceAmongProcessesAndThreads() throws Exception {
        int top = 25;
        List<Process> others = List.of(start("climb", "" + top), start("climb", "" + top));
        for (Process one : others) {
            assertThat(one.inputReader().readLine()).isEqualTo("ready");
        }
        for (Process one : others) {
            one.outputWriter().append('\n').flush();
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<Integer>> here = IntStream.range(0, 2)
                .mapToObj(i -> threads.submit(() -> new StoreWriter(folder).climb(top)))
                .toList();

        int climbed = 0;
        for (Future<Integer> one : here) {
            climbed += one.get();
        }
        for (Process one : others) {
            climbed += Integer.parseInt(one.inputReader().readLine());
        }
        threads.shutdown();

        assertThat(climbed).as("every step was made once").isEqualTo(top);
        assertThat(store.versions("m"))
                .extracting(ModelVersion::version)
                .containsExactlyElementsOf(IntStream.iterate(top, n -> n > 0, n -> n - 1)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(store.versions("m")).extracting(ModelVersion::key).doesNotHaveDuplicates();
        assertThat(entries("staging")).isEmpty();
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StoreWriter.class.getName(),
                folder.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    private List<Path> entries(String name) throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve(name))) {
            return entries.toList();
        }
    }
}
