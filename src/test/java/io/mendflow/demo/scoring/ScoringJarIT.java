package io.mendflow.demo.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's processes out of the packaged jar, which Java alone cannot read. */
@Tag("peers")
class ScoringJarIT {

    @TempDir
    Path folder;

    @Test
    void startsThemFromTheJarWithTheSameModelAsFromItsClasses() throws Exception {
        Payments.write(folder, 7);
        Path log = folder.resolve("log.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("mendflow.jar"),
                        "-Dloader.path=" + String.join(",", testClasses()),
                        "-Dloader.main=" + FromTheJar.class.getName(),
                        "org.springframework.boot.loader.launch.PropertiesLauncher",
                        folder.toString(),
                        Integer.toString(Service.freePort()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "MENDFLOW_TASK", "train",
                        "MENDFLOW_DATA", folder.resolve(Payments.FRESH).toString(),
                        "MENDFLOW_OUTPUT", folder.resolve("trained").toString()));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(Files.readString(log))
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }

        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(folder.resolve("processes/scoring.log")).content().contains("Scoring at port");
        Path classes = Trained.artifacts(Payments.FRESH, folder, Map.of());
        assertThat(folder.resolve("trained/model/model.tribuo"))
                .hasSameBinaryContentAs(classes.resolve("model.tribuo"));
    }

    private static List<String> testClasses() throws Exception {
        return List.of(place(FromTheJar.class), place(Awaitility.class), place(Matcher.class));
    }

    private static String place(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
