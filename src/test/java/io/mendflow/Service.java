package io.mendflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Mendflow as its users run it: the packaged jar in a process of its own, spoken to over HTTP as the admin. */
public final class Service extends Api implements AutoCloseable {

    static final String USER = "admin";
    static final String PASSWORD = "correct-Horse-7-battery";

    private static final Duration START = Duration.ofSeconds(120);

    private final Path home;
    private final int port;
    private final List<String> arguments;
    private Process process;

    private Service(Path home, int port, List<String> arguments) {
        super("http://127.0.0.1:" + port, USER, PASSWORD);
        this.home = home;
        this.port = port;
        this.arguments = arguments;
    }

    /** A service with its files in {@code home}, not started yet. */
    public static Service at(Path home, String... settings) {
        int port = freePort();
        var arguments = new ArrayList<>(List.of(
                "--mendflow.home=" + home,
                "--mendflow.admin.username=" + USER,
                "--mendflow.admin.password=" + PASSWORD,
                "--server.port=" + port));
        arguments.addAll(List.of(settings));
        return new Service(home, port, arguments);
    }

    /** Starts the process and returns at once. */
    public Service launch() {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xss512k",
                "-XX:ReservedCodeCacheSize=96m",
                "-jar",
                System.getProperty("mendflow.jar", "target/mendflow.jar")));
        command.addAll(arguments);
        try {
            Files.createDirectories(home);
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Starts the process and waits until it is ready. */
    public Service start() {
        launch();
        try {
            Awaitility.await("ready, see " + log())
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(100))
                    .until(this::ready);
        } catch (ConditionTimeoutException e) {
            kill();
            throw e;
        }
        return this;
    }

    /** As {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroy();
            process.onExit()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .exceptionally(late -> {
                        process.destroyForcibly();
                        return process;
                    })
                    .join();
        }
    }

    public long pid() {
        return process.pid();
    }

    public int port() {
        return port;
    }

    public Path log() {
        return home.resolve("service.log");
    }

    public String output() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean ready() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Mendflow ended while starting:\n" + output());
        }
        return answers("/actuator/health/readiness");
    }

    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
