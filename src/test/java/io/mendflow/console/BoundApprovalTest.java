package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An approval is for one plan, by somebody who did not ask for it. */
class BoundApprovalTest extends Served {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<String> posts = new CopyOnWriteArrayList<>();
    private volatile boolean greenAnswers = true;
    private HttpServer system;
    private String wish;

    @BeforeEach
    void start() throws IOException {
        system = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        system.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("POST")) {
                posts.add(path);
            }
            exchange.sendResponseHeaders(path.equals("/green") && !greenAnswers ? 503 : 204, -1);
            exchange.close();
        });
        system.start();
        wish = "{\"inputs\":{\"url\":\"http://127.0.0.1:%d\"},\"environment\":\"staging\"}"
                .formatted(system.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        system.stop(0);
    }

    @Test
    void showsWhatARunWouldDo() {
        HttpResponse<String> answer = post("/api/runbooks/switch-over/plan", userIn("operator"), wish);

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode plan = json(answer);
        assertThat(plan.get("hash").asText()).startsWith("sha256:");
        assertThat(plan.at("/effects/0/connector").asText()).isEqualTo("http");
        assertThat(plan.at("/effects/0/operation").asText()).isEqualTo("post");
        assertThat(plan.at("/effects/0/arguments/0").asText()).endsWith("/green/on");
        assertThat(posts).isEmpty();
        assertThat(post("/api/runbooks/switch-over/plan", userIn("viewer"), wish)
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/api/runbooks/none/plan", "root", wish).statusCode()).isEqualTo(404);
        assertThat(post("/api/runbooks/switch-over/plan", "root", "{}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void asksAgainWhenTheRunWouldDoSomethingElse() {
        String run = ask("operator");
        JsonNode first = pending(run);
        assertThat(json(get("/api/approvals/" + first.get("id").asText(), "root"))
                        .at("/plan/effects/0/arguments/0")
                        .asText())
                .endsWith("/green/on");
        greenAnswers = false;

        answer(first, "root", 200);

        JsonNode second = pending(run);
        assertThat(state(first)).isEqualTo("void");
        assertThat(second.get("planHash").asText())
                .isNotEqualTo(first.get("planHash").asText());
        assertThat(posts).isEmpty();
        answer(second, "root", 200);
        await().atMost(SOON).until(() -> runState(run).equals("succeeded"));
        assertThat(posts).containsExactly("/blue/on");
    }

    @Test
    void letsNobodyApproveWhatTheyAskedFor() {
        String run = askAs("root");
        JsonNode approval = pending(run);

        HttpResponse<String> own = answer(approval, "root", 409);
        assertThat(json(own).get("detail").asText()).contains("who asks may not approve");
        answer(approval, userIn("approver"), 200);

        await().atMost(SOON).until(() -> runState(run).equals("succeeded"));
        assertThat(posts).containsExactly("/green/on");
    }

    @Test
    void endsARunThatIsRejectedOrCancelled() {
        String rejected = ask("operator");
        post(
                "/api/approvals/" + pending(rejected).get("id").asText(),
                "root",
                "{\"decision\":\"reject\",\"comment\":\"not now\"}");
        await().atMost(SOON).until(() -> runState(rejected).equals("cancelled"));

        String cancelled = ask("operator");
        JsonNode approval = pending(cancelled);
        assertThat(post("/api/runs/" + cancelled + "/cancel", userIn("operator"), "{\"reason\":\"typo\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(runState(cancelled)).isEqualTo("cancelled");
        assertThat(state(approval)).isEqualTo("withdrawn");
        assertThat(posts).isEmpty();
    }

    @Test
    void letsALinkAnswerOnce() {
        String run = ask("operator");
        JsonNode approval = pending(run);
        HttpResponse<String> made =
                post("/api/approvals/" + approval.get("id").asText() + "/links", userIn("approver"), "");
        assertThat(made.statusCode()).isEqualTo(201);
        String path = URI.create(json(made).get("url").asText()).getPath();

        HttpResponse<String> page = get(path, null);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("switch-over", "/green/on", userIn("approver"));
        assertThat(state(approval)).isEqualTo("pending");
        int last = path.length() - 2;
        String forged = path.substring(0, last) + (path.charAt(last) == 'A' ? 'B' : 'A') + path.substring(last + 1);
        assertThat(form(forged, "approve").statusCode()).isEqualTo(410);
        assertThat(form(path, "perhaps").statusCode()).isEqualTo(400);
        assertThat(form(path, "approve").statusCode()).isEqualTo(200);

        assertThat(json(get("/api/approvals/" + approval.get("id").asText(), "root"))
                        .get("decidedBy")
                        .asText())
                .isEqualTo(userIn("approver"));
        assertThat(form(path, "reject").statusCode()).isEqualTo(410);
        assertThat(get(path, null).statusCode()).isEqualTo(410);
        await().atMost(SOON).until(() -> runState(run).equals("succeeded"));
    }

    private HttpResponse<String> form(String path, String decision) {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("decision=" + decision + "&comment=from+the+train"))
                .build());
    }

    @Test
    void runsNothingButThePlanThatWasAskedFor() {
        String hash = json(post("/api/runbooks/switch-over/plan", "root", wish))
                .get("hash")
                .asText();
        String bound = wish.replaceFirst("\\{", "{\"planHash\":\"" + hash + "\",");
        greenAnswers = false;
        HttpResponse<String> refused = post("/api/runbooks/switch-over/runs", userIn("operator"), bound);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).get("detail").asText()).contains(hash);

        greenAnswers = true;
        assertThat(post("/api/runbooks/switch-over/runs", userIn("operator"), bound)
                        .statusCode())
                .isEqualTo(201);
    }

    private String ask(String role) {
        return askAs(userIn(role));
    }

    private String askAs(String user) {
        HttpResponse<String> asked = post("/api/runbooks/switch-over/runs", user, wish);
        assertThat(asked.statusCode()).as("%s", asked.body()).isEqualTo(201);
        assertThat(json(asked).get("state").asText()).isEqualTo("requested");
        return json(asked).get("id").asText();
    }

    private JsonNode pending(String run) {
        return await().atMost(SOON).until(() -> find(run), found -> found != null);
    }

    private JsonNode find(String run) {
        for (JsonNode approval :
                json(get("/api/approvals?state=pending&limit=100", "root")).get("items")) {
            if (approval.get("runId").asText().equals(run)) {
                return approval;
            }
        }
        return null;
    }

    private HttpResponse<String> answer(JsonNode approval, String user, int status) {
        HttpResponse<String> answer = post(
                "/api/approvals/" + approval.get("id").asText(), user, "{\"decision\":\"approve\",\"comment\":\"\"}");
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(status);
        return answer;
    }

    private String state(JsonNode approval) {
        return json(get("/api/approvals/" + approval.get("id").asText(), "root"))
                .get("state")
                .asText();
    }

    private String runState(String run) {
        return json(get("/api/runs/" + run, "root")).get("state").asText();
    }
}
