package io.mendflow.connector.mlflow;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.Service;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real MLflow server on loopback, with SQLite and artifacts in a folder. Its program is the system property {@code mendflow.mlflow}, the
 * environment variable {@code MENDFLOW_MLFLOW}, or {@code mlflow} on the PATH; a missing one fails.
 */
public final class MlflowServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port = Service.freePort();
    private final Path folder;
    private Process process;

    /** @param folder for the server's files */
    public MlflowServer(Path folder) throws IOException {
        this.folder = folder;
        start();
    }

    /** Starts it again after {@link #close}, at the same address and with what it had. */
    public void start() throws IOException {
        var command = new ArrayList<>(List.of(program().toString(), "server"));
        command.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(port), "--workers", "1"));
        command.addAll(List.of("--backend-store-uri", "sqlite:///" + folder.resolve("mlflow.sqlite")));
        command.addAll(List.of("--artifacts-destination", artifacts().toString()));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("mlflow.log").toFile()));
        builder.environment().putAll(environment());
        // Its workers for jobs of its own only take time from the tests.
        builder.environment().put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
        builder.environment().put("MLFLOW_WEBHOOK_ALLOWED_SCHEMES", "http,https");
        builder.environment().put("MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS", "true");
        builder.environment().put("MLFLOW_WEBHOOK_CACHE_TTL", "0");
        builder.environment()
                .put(
                        "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY",
                        Base64.getUrlEncoder().encodeToString(new byte[32]));
        this.process = builder.start();
        await("MLflow answers, see " + folder.resolve("mlflow.log"))
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(250))
                .until(this::answers);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** One exchange with its REST API, as anybody has it: {@code path} is what follows {@code /api/2.0/mlflow/}, {@code body} is null for none. */
    public JsonNode exchange(String method, String path, @Nullable Object body) {
        try {
            HttpResponse<byte[]> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(url() + "/api/2.0/mlflow/" + path))
                            .timeout(Duration.ofSeconds(20))
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body == null
                                            ? BodyPublishers.noBody()
                                            : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                            .build(),
                    BodyHandlers.ofByteArray());
            JsonNode read = JSON.readTree(answer.body());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        "Expected MLflow to %s %s, but it answered with %s".formatted(method, path, read));
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the aliases of a model point to. */
    public Map<String, String> aliases(String model) {
        Map<String, String> aliases = new TreeMap<>();
        exchange("GET", "registered-models/get?name=" + model, null)
                .at("/registered_model/aliases")
                .forEach(alias -> aliases.put(
                        alias.path("alias").asText(), alias.path("version").asText()));
        return aliases;
    }

    /** The Python that has MLflow and scikit-learn. */
    public static Path interpreter() {
        return program().resolveSibling("python");
    }

    /** Where it keeps artifacts. */
    public Path artifacts() {
        return folder.resolve("artifacts");
    }

    /** Runs a Python program with MLflow's client, pointed at this server. */
    public String python(String program, String... arguments) throws IOException, InterruptedException {
        return python(Files.writeString(Files.createTempFile(folder, "trainer", ".py"), program), arguments);
    }

    /** Likewise, one that is in a file, beside which are the modules that it imports. */
    public String python(Path script, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "trainer", ".log");
        var command = new ArrayList<>(List.of(interpreter().toString(), script.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment());
        builder.environment().put("MLFLOW_TRACKING_URI", url());
        Process python = builder.start();
        boolean ended = python.waitFor(120, java.util.concurrent.TimeUnit.SECONDS);
        python.destroyForcibly();
        if (!ended || python.exitValue() != 0) {
            throw new IllegalStateException("Expected the trainer to succeed:\n" + Files.readString(output));
        }
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Expected MLflow to run, but it ended; see its log in " + folder);
        }
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(URI.create(url() + "/health"))
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> environment() {
        // No compiled modules beside the scripts, which are among the sources.
        return Map.of("MLFLOW_DISABLE_TELEMETRY", "true", "DO_NOT_TRACK", "true", "PYTHONDONTWRITEBYTECODE", "1");
    }

    private static Path program() {
        return Stream.of(
                        Stream.of(Optional.ofNullable(System.getProperty("mendflow.mlflow"))
                                .orElse(System.getenv("MENDFLOW_MLFLOW"))),
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                                .map(folder -> folder + "/mlflow"))
                .flatMap(paths -> paths)
                .filter(path -> path != null && !path.isBlank())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new UncheckedIOException(
                        "Expected 'mlflow' on the PATH or in MENDFLOW_MLFLOW, as 'pip install mlflow scikit-learn' brings it",
                        new IOException("there is none")));
    }
}
