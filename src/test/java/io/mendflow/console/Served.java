package io.mendflow.console;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.Mendflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.identity.User;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** The whole service on a port, asked over HTTP. All tests that extend this share one. */
@SpringBootTest(classes = Mendflow.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureObservability(tracing = false)
@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:served;DB_CLOSE_DELAY=-1",
            "mendflow.home=target/served",
            "mendflow.admin.username=root",
            "mendflow.runbooks.directories=src/test/resources/served",
            "mendflow.runbooks.shipped=restart-process,restart-dependents,replace-*",
            "mendflow.routes.every=PT0.2S",
            "mendflow.models.inventory.listed.owner=team-b",
            "mendflow.models.inventory.listed.about=When parcels come late",
            "mendflow.models.inventory.listed.tier=1",
            "mendflow.sources.guarded.type=generic",
            "mendflow.sources.guarded.secret=" + Served.SENDER_SECRET,
            "MENDFLOW_SECRET_SIGNING=" + Served.SECRET,
            "mendflow.admin.password=" + Served.ADMIN_PASSWORD
        })
@Import(Served.Delegates.class)
abstract class Served {

    /** Of this process alone: another one that tests at the same time has its own. */
    static final Path ROUTES = newFolder();

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry settings) {
        settings.add("mendflow.routes.directories", ROUTES::toString);
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("mendflow-routes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final String ADMIN_PASSWORD = "correct horse";
    static final String SECRET = "tHe-s3cret/that+nobody=may";
    static final String SENDER_SECRET = "the-word-of-the-sender-4711";
    static final String PASSWORD = "Str0ng!enough-for-all";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Value("${local.server.port}")
    int port;

    @Autowired
    IdentityService identities;

    /** Beans that a model may name, and one that it may not. */
    static class Delegates {

        @Bean
        List<Object> startedByDelegates() {
            return new CopyOnWriteArrayList<>();
        }

        @Bean
        JavaDelegate startsAnother(RuntimeService runtime, List<Object> startedByDelegates) {
            return execution -> startedByDelegates.add(runtime.startProcessInstanceByKey("plain"));
        }

        @Bean
        JavaDelegate nothing() {
            return execution -> {};
        }
    }

    /** The user in a group, or in none. */
    String userIn(@Nullable String group) {
        return user("user-" + (group == null ? "nobody" : group), group);
    }

    String user(String name, @Nullable String group) {
        if (identities.createUserQuery().userId(name).count() == 0) {
            User user = identities.newUser(name);
            user.setPassword(PASSWORD);
            identities.saveUser(user);
            if (group != null) {
                identities.createMembership(name, group);
            }
        }
        return name;
    }

    HttpResponse<String> get(String address, @Nullable String user) {
        return send("GET", address, user, null);
    }

    HttpResponse<String> post(String address, @Nullable String user, String body) {
        return send("POST", address, user, body);
    }

    HttpResponse<String> send(String method, String address, @Nullable String user, @Nullable String body) {
        HttpRequest.Builder request = request(address).header("Content-Type", "application/json");
        if (user != null) {
            request.header("Authorization", basic(user, user.equals("root") ? ADMIN_PASSWORD : PASSWORD));
        }
        return send(request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build());
    }

    /** Deploys a file as Modeler does. */
    HttpResponse<String> deploy(String file, String content, @Nullable String user) {
        String boundary = "----mendflow";
        String part = "--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n";
        String body = part.formatted(boundary, "deployment-name", "", "test")
                + part.formatted(boundary, file, "; filename=\"" + file + "\"", content)
                + "--" + boundary + "--\r\n";
        HttpRequest.Builder request = request("/engine-rest/deployment/create")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary);
        if (user != null) {
            request.header("Authorization", basic(user, user.equals("root") ? ADMIN_PASSWORD : PASSWORD));
        }
        return send(request.POST(BodyPublishers.ofString(body)).build());
    }

    HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + address));
    }

    static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String basic(String user, String password) {
        String credentials = user + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError("Expected JSON, got " + response.body(), e);
        }
    }

    /** Has an operator ask for a run and the admin approve it; gives its id. */
    String approvedRun(String runbook, String wish) {
        HttpResponse<String> asked = post("/api/runbooks/" + runbook + "/runs", userIn("operator"), wish);
        String run = json(asked).path("id").asText();
        approve(run);
        return run;
    }

    /** Approves a run, as soon as somebody is asked, as the admin. */
    void approve(String run) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            for (JsonNode approval :
                    json(get("/api/approvals?state=pending&limit=100", "root")).get("items")) {
                if (approval.get("runId").asText().equals(run)) {
                    return post("/api/approvals/" + approval.get("id").asText(), "root", "{\"decision\":\"approve\"}")
                                    .statusCode()
                            == 200;
                }
            }
            return false;
        });
    }
}
