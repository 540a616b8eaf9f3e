package io.mendflow.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The patient as its owner sees it: a process of its own, started from a class file that is laid under {@code mendflow.home}, to be killed and
 * hung. Mendflow may replace the process; it is then found again by its command line.
 */
public final class PatientProcess {

    private static final String CLASS_FILE = "io/mendflow/demo/Patient.class";

    private final Path folder;
    private final int port;

    /**
     * @param folder where the class file and the log go; made when it is not there
     * @param port of the loopback interface
     */
    public PatientProcess(Path folder, int port) {
        this.folder = folder;
        this.port = port;
        try (InputStream bytes = PatientProcess.class.getResourceAsStream("/" + CLASS_FILE)) {
            Path file = folder.resolve(CLASS_FILE);
            Files.createDirectories(file.getParent());
            Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to write the patient's class file to " + folder, e);
        }
    }

    /** What starts the patient, as its owner would write it in a label. */
    public static String command(Path folder, int port) {
        return String.join(" ", arguments(folder, port));
    }

    public String health() {
        return "http://127.0.0.1:" + port + "/health";
    }

    /** Whether it answers within a second that it is healthy. */
    public boolean answers() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(health()))
                .timeout(Duration.ofSeconds(1))
                .build();
        try {
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts it fresh: a patient of an earlier time is ended first. */
    public void start() {
        kill();
        try {
            new ProcessBuilder(arguments(folder, port))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("patient-" + port + ".log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to start the patient at port " + port, e);
        }
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process().ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    /** Makes it hang: alive, and answering nobody. */
    public void hang() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hang"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected the patient at port %d to hear that it should hang".formatted(port), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process that is the patient now; none when it is dead. */
    public Optional<ProcessHandle> process() {
        String end = " " + Patient.class.getName() + " " + port;
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(end))
                .findFirst();
    }

    private static List<String> arguments(Path folder, int port) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder.toString(),
                Patient.class.getName(),
                Integer.toString(port));
    }
}
