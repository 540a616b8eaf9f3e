package io.mendflow.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The one user of the demo, who does by the API what anybody could. */
@Component
@Profile("demo")
class DemoUser {

    private final ServletWebServerApplicationContext server;
    private final ObjectMapper json;
    private final String name;
    private final String password;
    private final HttpClient client = HttpClient.newHttpClient();

    DemoUser(
            ServletWebServerApplicationContext server,
            ObjectMapper json,
            @Value("${mendflow.admin.username}") String name,
            @Value("${mendflow.admin.password}") String password) {
        this.server = server;
        this.json = json;
        this.name = name;
        this.password = password;
    }

    String name() {
        return name;
    }

    String password() {
        return password;
    }

    /** Where Mendflow answers, such as {@code http://localhost:8080}. */
    String base() {
        return "http://localhost:" + server.getWebServer().getPort();
    }

    /** What somebody else would type to read an address, or to post JSON to it. */
    String curl(String path, String body) {
        String post = body.isEmpty() ? "" : "-H 'Content-Type: application/json' -d '%s' ".formatted(body);
        return "curl -u %s:%s %s%s%s".formatted(name, password, post, base(), path);
    }

    JsonNode get(String path) {
        HttpResponse<String> answer = send(request(path).GET());
        require(answer);
        return read(answer);
    }

    JsonNode post(String path, Map<String, ?> body) {
        HttpResponse<String> answer = send(path, body);
        require(answer);
        return read(answer);
    }

    /** Posts, and hands back the answer whatever it is. */
    HttpResponse<String> send(String path, Map<String, ?> body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.valueToTree(body).toString())));
    }

    private HttpRequest.Builder request(String path) {
        String credentials = name + ":" + password;
        return HttpRequest.newBuilder(URI.create(base() + path))
                .timeout(Duration.ofSeconds(60))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("Expected Mendflow to answer at " + base(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The demo was interrupted", e);
        }
    }

    private static void require(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("Expected %s to be done, but it is answered with %d: %s"
                    .formatted(answer.uri(), answer.statusCode(), answer.body()));
        }
    }

    private JsonNode read(HttpResponse<String> answer) {
        try {
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
