package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.awaitility.Awaitility;

/** Mendflow's HTTP interfaces, as a person and as a sender use them. */
public class Api {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;
    private final String user;
    private final String password;

    public Api(String base, String user, String password) {
        this.base = base;
        this.user = user;
        this.password = password;
    }

    public Api as(String user, String password) {
        return new Api(base, user, password);
    }

    public String url(String path) {
        return base + path;
    }

    public boolean answers(String path) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(url(path)))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public JsonNode get(String path) {
        return json(send(request(path).GET().build()), 200);
    }

    public String text(String path) {
        return send(request(path).GET().build()).body();
    }

    public byte[] bytes(String path) {
        try {
            HttpResponse<byte[]> answer = http.send(request(path).GET().build(), BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public JsonNode post(String path, Object body) {
        HttpResponse<String> answer = send(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body().isEmpty() ? JSON.nullNode() : read(answer.body());
    }

    /** For what is to be refused. */
    public void post(String path, Object body, int status) {
        HttpResponse<String> answer = send(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    public void put(String path) {
        HttpResponse<String> answer =
                send(request(path).PUT(BodyPublishers.noBody()).build());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    /**
     * Makes a person who is in these groups, and hands back Mendflow as they see it. A machine that is short of breath may answer 5xx; as any client
     * would, it asks again, and says what was answered.
     */
    public Api person(String name, String... groups) {
        String secret = "another-Horse-8-battery";
        Object wanted = Map.of(
                "profile", Map.of("id", name, "firstName", "Bob", "lastName", "Two"),
                "credentials", Map.of("password", secret));
        Awaitility.await("user " + name).atMost(Duration.ofSeconds(30)).until(() -> {
            HttpResponse<String> answer = send("/engine-rest/user/create", wanted);
            boolean there =
                    send(request("/engine-rest/user/" + name + "/profile").GET().build())
                                    .statusCode()
                            == 200;
            if (!there) {
                System.out.printf("User %s was not made: %d %s%n", name, answer.statusCode(), answer.body());
            }
            return there;
        });
        for (String group : groups) {
            put("/engine-rest/group/" + group + "/members/" + name);
        }
        return as(name, secret);
    }

    /** The promotion once it is in the state; one that has ended otherwise fails at once, with all that is known of it. */
    public JsonNode promotion(String id, String state, Duration within) {
        Awaitility.await("promotion %s %s".formatted(id, state))
                .atMost(within)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    JsonNode now = get("/api/promotions/" + id);
                    boolean there = state.equals(now.path("state").asText());
                    if (!there && !now.path("endedAt").isNull()) {
                        throw new AssertionError("Expected %s, got %s".formatted(state, now.toPrettyString()));
                    }
                    return there;
                });
        return get("/api/promotions/" + id);
    }

    /** The id of the question that waits about a run or a promotion; empty when there is none. */
    public String pendingApproval(String about) {
        for (JsonNode approval : get("/api/approvals?state=pending&limit=100").path("items")) {
            if (approval.path("runId").asText().equals(about)) {
                return approval.path("id").asText();
            }
        }
        return "";
    }

    /** Posts as the user and returns the answer, whatever it is. */
    public HttpResponse<String> send(String path, Object body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(write(body)))
                .build());
    }

    /** Sends a webhook as a sender does: without a log-in. */
    public HttpResponse<String> hook(String source, Object body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url("/hooks/" + source)))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body instanceof String text ? text : write(body)));
        headers.forEach(request::header);
        return send(request.build());
    }

    /** The newest incident of a service once it is in the state. */
    public JsonNode incident(String service, String state, Duration within) {
        Awaitility.await("incident of %s %s".formatted(service, state))
                .atMost(within)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    JsonNode found = get("/api/incidents?limit=1&service=" + service)
                            .path("items")
                            .path(0);
                    return state.equals(found.path("state").asText());
                });
        String key = get("/api/incidents?limit=1&service=" + service)
                .path("items")
                .path(0)
                .path("key")
                .asText();
        return get("/api/incidents/" + key);
    }

    private HttpRequest.Builder request(String path) {
        String credentials = user + ":" + password;
        return HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofSeconds(20))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.uri() + ": " + answer.body()).isEqualTo(status);
        return read(answer.body());
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String write(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
