package io.mendflow.runbook;

import io.mendflow.connector.Port;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** The verbs http and host on nothing but the JDK. */
final class TestVerbs {

    private TestVerbs() {}

    /** What came back. */
    public record Answer(int status, String body) {

        public boolean isOk() {
            return status >= 200 && status < 300;
        }
    }

    public static final class Http implements Port {

        @Override
        public String target(String operation, List<?> arguments) {
            return "http";
        }

        private final HttpClient client = HttpClient.newHttpClient();

        @Read
        public Answer get(String url) throws InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofMillis(500))
                    .build();
            try {
                var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                return new Answer(answer.statusCode(), answer.body());
            } catch (IOException e) {
                return new Answer(0, String.valueOf(e.getMessage()));
            }
        }
    }

    public static final class Host implements Port {

        @Override
        public String target(String operation, List<?> arguments) {
            return "host";
        }

        private final Local local = new Local();

        @LeadsOn
        public Local getLocal() {
            return local;
        }
    }

    /** A verb that shipped runbooks name, and that no test here runs. */
    public static final class Unused implements Port {

        @Override
        public String target(String operation, List<?> arguments) {
            return "unused";
        }
    }

    /** A started process. */
    public record Started(long pid) {}

    public static final class Local implements Port {

        @Override
        public String target(String operation, List<?> arguments) {
            return "host/local";
        }

        @Effect(undo = "kill")
        public Started start(String command) throws IOException {
            Process process = new ProcessBuilder(List.of(command.split(" ")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Started(process.pid());
        }

        @Effect
        public boolean kill(long pid) {
            ProcessHandle.of(pid).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
            return true;
        }

        @Read
        public List<Started> find(String command) {
            return ProcessHandle.allProcesses()
                    .filter(process -> process.info().commandLine().orElse("").equals(command))
                    .map(process -> new Started(process.pid()))
                    .toList();
        }
    }
}
