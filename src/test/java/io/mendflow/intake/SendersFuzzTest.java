package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Jazzer makes up deliveries for every sender, beginning with real ones, as long as {@code fuzz.seconds} says. What it finds interesting stays
 * in {@code target/fuzz/corpus} for the next time; an input that fails is in {@code target/fuzz}, and {@link #readsTheDeliveriesThatFuzzingBeginsWith}
 * is where to put it for good.
 */
class SendersFuzzTest {

    private static final Path SEEDS = Path.of("src/test/resources/senders");
    private static final Path FOLDER = Path.of("target/fuzz").toAbsolutePath();
    private static final int START_AND_END_SECONDS = 60;

    private static final Pattern NEEDED = Pattern.compile(
            "(spring-(core|jcl|beans|context|aop|expression|web|tx|jdbc|boot|boot-autoconfigure)|jackson-(core|databind|annotations)|jazzer(-api)?"
                    + "|slf4j-api|logback-(core|classic)|micrometer-(core|commons|observation)|jspecify|assertj-core|byte-buddy|jakarta.validation-api"
                    + "|jakarta.annotation-api|hibernate-validator|jboss-logging|classmate|tomcat-embed-el|re2j|snakeyaml|swagger-annotations-jakarta)-\\d");

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
        long seconds = Long.getLong("fuzz.seconds", 8);
        Path log = FOLDER.resolve("jazzer.log");
        Process fuzzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // More than a body of the greatest length needs, and less than one that grows without end.
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Dlogging.level.root=WARN",
                        "-cp",
                        classPath(),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + SendersFuzz.class.getName(),
                        "--instrumentation_includes=io.mendflow.intake.**",
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
        assertThat(Files.readString(log)).containsPattern("stat::number_of_executed_units: [1-9]\\d+");
    }

    /** What senders need and no more: Jazzer looks through all of it, and hundreds of jars take it longer than the fuzzing. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith(".jar")
                        || NEEDED.matcher(Path.of(entry).getFileName().toString())
                                .lookingAt())
                .collect(Collectors.joining(File.pathSeparator));
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
        return finding < 0
                ? all.substring(Math.max(0, all.length() - 4000))
                : Texts.shortened(all.substring(finding), 6000);
    }
}
