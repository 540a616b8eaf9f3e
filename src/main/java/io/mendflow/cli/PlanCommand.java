package io.mendflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running service what a runbook would do. */
@Command(
        name = "plan",
        description = "Asks a running service what a runbook would do with these inputs. Nothing is done.",
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUNBOOK", description = "Id of the runbook.")
    private String runbook;

    @Parameters(index = "1..*", paramLabel = "NAME=VALUE", description = "Inputs; of a secret its name.")
    private Map<String, String> inputs = new LinkedHashMap<>();

    @Option(
            names = "--url",
            defaultValue = "http://localhost:8080",
            description = "The service. Default: ${DEFAULT-VALUE}")
    private URI url;

    @Option(
            names = "--user",
            paramLabel = "NAME:PASSWORD",
            description = "How to log in. Default: the environment variable MENDFLOW_USER")
    private @Nullable String user;

    @Option(names = "--format", defaultValue = "text", description = "text or json. Default: ${DEFAULT-VALUE}")
    private Format format;

    private enum Format {
        text,
        json
    }

    @Override
    public Integer call() throws InterruptedException {
        HttpResponse<String> answer = ask();
        String body = answer.body();
        if (answer.statusCode() / 100 != 2) {
            spec.commandLine().getErr().println(refusal(answer.statusCode(), body));
            return answer.statusCode() == 400 || answer.statusCode() == 404 ? 2 : 1;
        }
        if (format == Format.json) {
            spec.commandLine().getOut().println(body);
        } else {
            new PlanPrint(spec.commandLine().getOut()).print(read(body));
        }
        return 0;
    }

    private HttpResponse<String> ask() throws InterruptedException {
        URI address = URI.create(url.toString().replaceAll("/$", "") + "/api/runbooks/"
                + URLEncoder.encode(runbook, StandardCharsets.UTF_8) + "/plan");
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(address)
                    .timeout(Duration.ofMinutes(1))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            new ObjectMapper().writeValueAsString(Map.of("inputs", inputs))));
            String who = user == null ? System.getenv("MENDFLOW_USER") : user;
            if (who != null) {
                String proof = Base64.getEncoder().encodeToString(who.getBytes(StandardCharsets.UTF_8));
                request.header("Authorization", "Basic " + proof);
            }
            return HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(10))
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Expected a service at %s, but: %s; start it, or name it with --url".formatted(url, why(e)), e);
        }
    }

    private static String why(IOException e) {
        return e.getMessage() == null ? "nobody answers there" : e.getMessage();
    }

    /** What problem+json says, else the status. */
    private static String refusal(int status, String body) {
        String reason =
                switch (status) {
                    case 401 -> "the service does not know you; log in with --user name:password";
                    case 403 -> "you may not plan runs; it takes the role operator";
                    default -> "the service answered with status " + status;
                };
        try {
            JsonNode problem = new ObjectMapper().readTree(body);
            if (problem != null && problem.hasNonNull("detail")) {
                return problem.path("detail").asText();
            }
        } catch (JsonProcessingException e) {
            // Then there is no more to say than the status.
        }
        return "Expected a plan, but " + reason;
    }

    private static JsonNode read(String body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Expected a plan as JSON, but the service answered with something else", e);
        }
    }
}
