package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Jazzer makes up deliveries for every sender, beginning with real ones, as long as {@code mendflow.fuzz.seconds} says. What it finds interesting stays
 * in {@code target/fuzz/corpus} for the next time; an input that fails is in {@code target/fuzz}, and {@link #readsTheDeliveriesThatFuzzingBeginsWith}
 * is where to put it for good.
 */
class SendersFuzzTest {

    private static final Path SEEDS = Path.of("src/test/resources/senders");
    private static final Path FOLDER = Path.of("target/fuzz").toAbsolutePath();
    private static final int START_AND_END_SECONDS = 120;

    @Test
    void readsTheDeliveriesThatFuzzingBeginsWith() throws IOException {
        for (String type : SendersFuzz.types()) {
            List<byte[]> seeds = seeds(type);
            assertThat(seeds).as("Deliveries in %s/%s", SEEDS, type).isNotEmpty();
            seeds.forEach(seed -> SendersFuzz.fuzzerTestOneInput(SendersFuzz.input(type, seed)));
        }
    }

    @Test
    void readsWhateverComes() throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(FOLDER.resolve("corpus"));
        Path begin = Files.createDirectories(FOLDER.resolve("seeds"));
        for (String type : SendersFuzz.types()) {
            int n = 0;
            for (byte[] seed : seeds(type)) {
                Files.write(begin.resolve(type + "-" + n++), SendersFuzz.input(type, seed));
            }
        }
        long seconds = Long.getLong("mendflow.fuzz.seconds", 10);
        Path log = FOLDER.resolve("jazzer.log");
        Process fuzzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // More than a body of the greatest length needs, and less than one that grows without end.
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:+EnableDynamicAgentLoading",
                        "-Dlogging.level.root=WARN",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + SendersFuzz.class.getName(),
                        "--instrumentation_includes=io.mendflow.intake.**:io.mendflow.incident.Signal*",
                        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.*",
                        "--reproducer_path=" + FOLDER,
                        "-artifact_prefix=" + FOLDER + "/",
                        "-max_total_time=" + seconds,
                        "-max_len=8192",
                        "-timeout=25",
                        "-rss_limit_mb=0",
                        "-print_final_stats=1",
                        corpus.toString(),
                        begin.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        boolean ended = fuzzer.waitFor(seconds + START_AND_END_SECONDS, TimeUnit.SECONDS);
        fuzzer.destroyForcibly();

        assertThat(ended).as("Jazzer ends within its time").isTrue();
        assertThat(fuzzer.exitValue()).as("Jazzer's word: %s", end(log)).isZero();
        assertThat(Files.readString(log)).containsPattern("stat::number_of_executed_units: [1-9]\\d{2,}");
    }

    private static List<byte[]> seeds(String type) throws IOException {
        try (Stream<Path> files = Files.list(SEEDS.resolve(type))) {
            return files.sorted().map(SendersFuzzTest::bytes).toList();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String end(Path log) throws IOException {
        String all = Files.readString(log);
        int finding = all.indexOf("== Java Exception");
        return finding < 0 ? all.substring(Math.max(0, all.length() - 4000)) : Texts.shortened(all.substring(finding), 6000);
    }
}
