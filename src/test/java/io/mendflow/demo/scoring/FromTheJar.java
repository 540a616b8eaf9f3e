package io.mendflow.demo.scoring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * Starts the demo's processes as the demo does from the packaged jar: the scoring service, then a training told by the environment. Its exit code is the
 * trainer's.
 */
final class FromTheJar {

    private FromTheJar() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        int trained;
        try (var processes = new ScoringProcesses(folder.resolve("processes"), Integer.parseInt(arguments[1]))) {
            processes.serve(folder.resolve("models"), "fraud");
            trained =
                    new ProcessBuilder(processes.trainer()).inheritIO().start().waitFor();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(processes::answers);
        }
        System.exit(trained);
    }
}
