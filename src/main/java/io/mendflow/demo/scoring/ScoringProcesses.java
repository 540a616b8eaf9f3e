package io.mendflow.demo.scoring;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The trainer and the scoring service as their owner starts them: with the Java and the class path of this process, be it a list of jars or the
 * packaged jar, each with a small heap. What starts them is in argument files, as a class path is too long for a setting.
 */
public final class ScoringProcesses implements AutoCloseable {

    private static final String TRAINER = "trainer.args";
    private static final String SERVICE = "scoring.args";
    private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

    private final Path folder;
    private final int port;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private @Nullable Process service;

    /**
     * Writes the argument files; nothing is started yet.
     *
     * @param folder for them and the log; made when it is not there
     * @param port of the service, on the loopback interface
     */
    public ScoringProcesses(Path folder, int port) {
        this.folder = folder.toAbsolutePath();
        this.port = port;
        try {
            Files.createDirectories(folder);
            Files.write(this.folder.resolve(TRAINER), arguments(Trainer.class));
            Files.write(this.folder.resolve(SERVICE), arguments(ScoringService.class));
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to write the arguments of the demo's processes to " + folder, e);
        }
    }

    /** What trains and scores, as the settings {@code mendflow.trainer.command.<name>.train} and {@code .score} have it. */
    public List<String> trainer() {
        return java(TRAINER);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The scoring service, once it was started. */
    public @Nullable ProcessHandle service() {
        return service == null ? null : service.toHandle();
    }

    /**
     * Starts the scoring service; one that this has started is ended first. It ends with this process, however that ends.
     *
     * @param store folder of the model store
     */
    public void serve(Path store, String model) {
        close();
        try {
            service = new ProcessBuilder(
                            service(store, model, ProcessHandle.current().pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("scoring.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to start the scoring service at port " + port, e);
        }
    }

    /** Whether the service that was started is alive and answers within a second. */
    public boolean answers() {
        HttpRequest request = HttpRequest.newBuilder(address().resolve("/health"))
                .timeout(Duration.ofSeconds(1))
                .build();
        try {
            return service != null
                    && service.isAlive()
                    && client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the scoring service; returns when it has. */
    @Override
    public void close() {
        if (service != null) {
            service.destroyForcibly().onExit().join();
            service = null;
        }
    }

    List<String> service(Path store, String model, long owner) {
        List<String> command = new ArrayList<>(java(SERVICE));
        command.addAll(List.of(Integer.toString(port), store.toAbsolutePath().toString(), model, Long.toString(owner)));
        return command;
    }

    private List<String> java(String arguments) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + folder.resolve(arguments));
    }

    private static List<String> arguments(Class<?> main) {
        List<String> arguments =
                new ArrayList<>(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        arguments.addAll(List.of("-cp", quoted(classPath())));
        if (isPackaged()) {
            arguments.addAll(List.of("-Dloader.main=" + main.getName(), LAUNCHER));
        } else {
            arguments.add(main.getName());
        }
        return arguments;
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Whether this class comes from a jar in a jar, which Java alone cannot read. */
    private static boolean isPackaged() {
        return String.valueOf(ScoringProcesses.class.getResource("ScoringProcesses.class"))
                .startsWith("jar:nested:");
    }

    /** As an argument file wants it: blanks need quotes, and a backslash stands for what follows it. */
    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
