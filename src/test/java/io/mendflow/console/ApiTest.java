package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST API as its callers see it: pages, filters, shapes and refusals. */
class ApiTest extends Served {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final String service = "api-" + UUID.randomUUID();

    @Test
    void pagesSignalsFromTheNewestToTheOldest() {
        fire("one", "");
        fire("two", "");
        fire("three", "");
        await().atMost(SOON)
                .until(() ->
                        page("/api/signals?service=" + service).get("items").size() == 3);

        List<String> titles = walk("/api/signals?limit=1&service=" + service, "title");
        JsonNode full = page("/api/signals?limit=3&service=" + service);

        assertThat(titles).containsExactly("three", "two", "one");
        assertThat(full.get("nextCursor").isNull()).isTrue();
        JsonNode signal = full.get("items").get(0);
        assertThat(signal.fieldNames())
                .toIterable()
                .contains(
                        "source",
                        "kind",
                        "status",
                        "severity",
                        "service",
                        "environment",
                        "fingerprint",
                        "title",
                        "labels",
                        "startsAt",
                        "endsAt",
                        "receivedAt");
        assertIsUtc(signal.get("receivedAt"));
        assertThat(signal.get("kind").asText()).isEqualTo("alert");
        assertThat(signal.get("severity").asText()).isEqualTo("critical");
    }

    @Test
    void filtersSignals() {
        fire("down", "");
        await().atMost(SOON)
                .until(() ->
                        page("/api/signals?service=" + service).get("items").size() == 1);
        String receipt =
                page("/api/signals?service=" + service).at("/items/0/receipt").asText();

        for (String filter : List.of(
                "source=generic",
                "kind=alert",
                "status=firing",
                "severity=critical",
                "environment=production",
                "receipt=" + receipt)) {
            assertThat(page("/api/signals?service=" + service + "&" + filter).get("items"))
                    .as(filter)
                    .hasSize(1);
        }
        for (String filter : List.of(
                "source=alertmanager",
                "kind=change",
                "status=resolved",
                "severity=info",
                "environment=nowhere",
                "fingerprint=none",
                "receipt=none")) {
            assertThat(page("/api/signals?service=" + service + "&" + filter).get("items"))
                    .as(filter)
                    .isEmpty();
        }
    }

    @Test
    void showsAnIncidentWithEverythingThatBelongsToIt() {
        String key = incident("awaiting-approval", "restart-dependents");

        JsonNode incident = json(get("/api/incidents/" + key, userIn("viewer")));

        assertThat(incident.fieldNames())
                .toIterable()
                .contains(
                        "key",
                        "state",
                        "severity",
                        "category",
                        "priority",
                        "service",
                        "environment",
                        "signals",
                        "causes",
                        "timeline",
                        "runs",
                        "tickets",
                        "approvals",
                        "processInstanceId");
        assertIsUtc(incident.get("openedAt"));
        assertIsUtc(incident.at("/timeline/0/at"));
        assertThat(incident.at("/signals/0/title").asText()).isEqualTo("down");
        assertThat(incident.at("/runs/0/state").asText()).isEqualTo("requested");
        assertThat(incident.at("/tickets/0").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("id", "incidentKey", "url", "state");
        assertThat(incident.at("/approvals/0/state").asText()).isEqualTo("pending");
        assertThat(get(
                                "/engine-rest/process-instance/"
                                        + incident.get("processInstanceId").asText(),
                                "root")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void pagesAndFiltersIncidents() {
        String first = incident("escalated", null);
        post("/api/incidents/" + first + "/resolve", "root", "{}");
        String second = incident("escalated", null);

        assertThat(walk("/api/incidents?limit=1&service=" + service, "key")).containsExactly(second, first);
        assertThat(page("/api/incidents?limit=2&service=" + service)
                        .get("nextCursor")
                        .isNull())
                .isTrue();
        assertThat(walk("/api/incidents?open=true&service=" + service, "key")).containsExactly(second);
        assertThat(walk("/api/incidents?open=false&service=" + service, "key")).containsExactly(first);
        assertThat(walk("/api/incidents?state=resolved&service=" + service, "key"))
                .containsExactly(first);
        assertThat(walk("/api/incidents?environment=nowhere&service=" + service, "key"))
                .isEmpty();
        assertThat(walk("/api/incidents?priority=P9&service=" + service, "key")).isEmpty();
    }

    @Test
    void takesWhatPeopleDoWithAnIncident() {
        String key = incident("awaiting-approval", "restart-dependents");
        String operator = userIn("operator");

        JsonNode acknowledged = json(post("/api/incidents/" + key + "/acknowledge", operator, ""));
        JsonNode again = json(post("/api/incidents/" + key + "/acknowledge", "root", "{}"));
        HttpResponse<String> escalated =
                post("/api/incidents/" + key + "/escalate", operator, "{\"comment\":\"let me see\"}");
        reaches("escalated");
        HttpResponse<String> escalatedTwice = post("/api/incidents/" + key + "/escalate", operator, "{}");
        JsonNode resolved = json(post("/api/incidents/" + key + "/resolve", operator, "{\"reason\":\"a cable\"}"));

        assertThat(acknowledged.get("acknowledgedBy").asText()).isEqualTo(operator);
        assertThat(again.get("acknowledgedBy").asText()).isEqualTo(operator);
        assertThat(escalated.statusCode()).isEqualTo(200);
        assertProblem(escalatedTwice, 409, key, "'escalated'", "nothing was changed");
        assertThat(resolved.get("state").asText()).isEqualTo("resolved");
        assertThat(resolved.get("resolution").asText()).contains("a cable");
        for (String deed : List.of("acknowledge", "escalate", "resolve")) {
            assertProblem(
                    post("/api/incidents/" + key + "/" + deed, operator, "{}"),
                    409,
                    key,
                    "to be open",
                    operator + " closed it");
        }
        List<String> trail = new ArrayList<>();
        await().atMost(SOON).untilAsserted(() -> {
            trail.clear();
            trail.addAll(walk("/api/audit?limit=3&subject=" + key, "action"));
            assertThat(trail)
                    .contains(
                            "incident.open",
                            "incident.acknowledge",
                            "incident.escalate",
                            "incident.escalated",
                            "incident.resolved");
        });
        assertThat(trail.get(trail.size() - 1)).isEqualTo("incident.open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acknowledge", "escalate", "resolve"})
    void knowsNoSuchIncident(String deed) {
        assertProblem(get("/api/incidents/INC-0", "root"), 404, "INC-0", "/api/incidents");
        assertProblem(post("/api/incidents/INC-0/" + deed, "root", "{}"), 404, "INC-0");
    }

    @Test
    void decidesAnApprovalOnce() {
        String key = incident("awaiting-approval", "restart-dependents");
        String id = page("/api/approvals?state=pending&incident=" + key)
                .at("/items/0/id")
                .asText();
        String address = "/api/approvals/" + id;
        String approver = userIn("approver");

        assertProblem(post(address, userIn("operator"), "{\"decision\":\"approve\"}"), 403, "approver");
        assertProblem(post(address, approver, "{\"decision\":\"maybe\"}"), 400, "'decision'", "'approve'", "'maybe'");
        assertProblem(post(address, approver, "{}"), 400, "'decision'", "missing");
        assertProblem(post(address, approver, ""), 400, "JSON object");
        assertProblem(
                post(address, approver, "{\"decision\":\"reject\",\"comment\":\"" + "x".repeat(2001) + "\"}"),
                400,
                "'comment'",
                "2000",
                "2001");
        assertThat(json(get(address, userIn("viewer"))).get("state").asText()).isEqualTo("pending");
        JsonNode decided = json(post(address, approver, "{\"decision\":\"reject\",\"comment\":\"not now\"}"));
        assertThat(decided.get("state").asText()).isEqualTo("rejected");
        assertThat(decided.get("decidedBy").asText()).isEqualTo(approver);
        assertThat(decided.get("comment").asText()).isEqualTo("not now");
        assertIsUtc(decided.get("decidedAt"));
        assertProblem(post(address, approver, "{\"decision\":\"approve\"}"), 409, id, "'rejected'");
        assertProblem(post("/api/approvals/none", approver, "{\"decision\":\"approve\"}"), 404, "none");
        assertProblem(get("/api/approvals/none", approver), 404, "none", "/api/approvals");
    }

    @Test
    void asksTwoDifferentPeopleForARunOfHighRisk() {
        String key = incident("awaiting-approval", "rotate-key", "\"key\":\"signing\",\"count\":\"1\"");
        String first = "/api/approvals/"
                + page("/api/approvals?incident=" + key).at("/items/0/id").asText();
        assertThat(post(first, userIn("approver"), "{\"decision\":\"approve\"}").statusCode())
                .isEqualTo(200);
        String second = "/api/approvals/"
                + page("/api/approvals?state=pending&incident=" + key)
                        .at("/items/0/id")
                        .asText();

        assertThat(walk("/api/approvals?limit=1&incident=" + key, "position")).containsExactly("2", "1");
        assertProblem(post(second, userIn("approver"), "{\"decision\":\"approve\"}"), 409, "second person");
        assertThat(post(second, "root", "{\"decision\":\"approve\"}").statusCode())
                .isEqualTo(200);

        reaches("verifying");
        assertThat(page("/api/runs?incident=" + key).at("/items/0/state").asText())
                .isEqualTo("succeeded");
    }

    @Test
    void showsRunbooks() {
        JsonNode catalog = page("/api/runbooks");
        JsonNode runbook = json(get("/api/runbooks/rotate-key", "root"));

        assertThat(catalog.get("items").findValuesAsText("id"))
                .contains("replace-hung-process", "restart-dependents", "restart-process", "rotate-key")
                .isSorted();
        assertThat(catalog.get("problems")).isEmpty();
        assertThat(walk("/api/runbooks?limit=2", "id"))
                .isEqualTo(catalog.get("items").findValuesAsText("id"));
        assertThat(runbook.get("id").asText()).isEqualTo("rotate-key");
        assertThat(runbook.get("risk").asText()).isEqualTo("high");
        assertThat(runbook.get("inputs").findValuesAsText("name")).containsExactly("key", "count", "mode");
        assertThat(runbook.get("source").asText()).startsWith("runbook('rotate-key')");
        assertThat(runbook.get("runs").isArray()).isTrue();
        assertThat(runbook.has("runbook")).isFalse();
        assertProblem(get("/api/runbooks/none", "root"), 404, "none", "/api/runbooks");
    }

    @Test
    void runsARunbook() {
        String wish = "{\"inputs\":{\"key\":\"signing\",\"count\":2},\"environment\":\"staging\"}";

        HttpResponse<String> asked = post("/api/runbooks/rotate-key/runs", userIn("operator"), wish);
        String id = json(asked).get("id").asText();
        approve(id);

        assertThat(asked.statusCode()).isEqualTo(201);
        assertThat(asked.headers().firstValue("Location")).hasValue("/api/runs/" + id);
        assertThat(json(asked).get("requestedBy").asText()).isEqualTo(userIn("operator"));
        assertThat(json(asked).get("state").asText()).isEqualTo("requested");
        await().atMost(SOON).until(() -> json(get("/api/runs/" + id, "root"))
                .get("state")
                .asText()
                .equals("succeeded"));
        JsonNode run = json(get("/api/runs/" + id, "root"));
        assertThat(run.get("runbookId").asText()).isEqualTo("rotate-key");
        assertThat(run.get("inputs").toString()).isEqualTo("{\"key\":\"signing\",\"count\":2,\"mode\":\"slow\"}");
        assertThat(run.get("target").asText()).isEqualTo("key/2");
        assertThat(run.at("/steps/1/outputs/length").asInt()).isEqualTo(SECRET.length());
        assertThat(run.has("run")).isFalse();
        assertIsUtc(run.get("requestedAt"));
        assertIsUtc(run.get("endedAt"));
        assertIsUtc(run.at("/steps/1/startedAt"));
    }

    @Test
    void namesEveryInputThatIsWrong() {
        HttpResponse<String> answer = post(
                "/api/runbooks/rotate-key/runs",
                "root",
                "{\"inputs\":{\"count\":\"many\",\"mode\":\"idle\",\"colour\":\"red\"}}");

        assertProblem(answer, 400, "rotate-key", "key", "count", "mode", "colour");
        assertThat(json(answer).get("problems")).hasSize(4);
        assertProblem(post("/api/runbooks/rotate-key/runs", "root", ""), 400, "'key' is missing", "'count' is missing");
        assertProblem(
                post("/api/runbooks/rotate-key/runs", "root", "{\"inputs\":{\"key\":\"" + SECRET + "\",\"count\":1}}"),
                400,
                "'key'");
        assertProblem(post("/api/runbooks/none/runs", "root", "{}"), 404, "none", "/api/runbooks");
    }

    @Test
    void pagesAndFiltersRuns() {
        List<String> asked = Stream.of("3", "4", "5")
                .map(count -> json(post(
                                "/api/runbooks/rotate-key/runs",
                                "root",
                                "{\"inputs\":{\"key\":\"signing\",\"count\":" + count
                                        + "},\"environment\":\"staging\"}"))
                        .get("id")
                        .asText())
                .toList();

        List<String> all = walk("/api/runs?limit=2&runbook=rotate-key", "id");

        assertThat(all).containsSubsequence(asked.get(2), asked.get(1), asked.get(0));
        assertThat(page("/api/runs?runbook=rotate-key&limit=" + all.size())
                        .get("nextCursor")
                        .isNull())
                .isTrue();
        assertThat(walk("/api/runs?runbook=none", "id")).isEmpty();
        assertThat(walk("/api/runs?incident=none", "id")).isEmpty();
        assertThat(walk("/api/runs?runbook=rotate-key&state=not-applicable", "id"))
                .isEmpty();
        assertProblem(get("/api/runs/RUN-0", "root"), 404, "RUN-0", "/api/runs");
        assertProblem(get("/api/runs/nonsense", "root"), 404, "nonsense", "/api/runs");
    }

    @Test
    void keepsTheLedgerAndTheAuditTrail() {
        fire("down", "");
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode ledger = json(get("/api/ledger", userIn("viewer")));
            assertThat(ledger.fieldNames())
                    .toIterable()
                    .contains("received", "processed", "suppressed", "deadLettered", "pending");
            assertThat(ledger.get("received").asLong())
                    .isEqualTo(ledger.get("processed").asLong()
                            + ledger.get("suppressed").asLong()
                            + ledger.get("deadLettered").asLong()
                            + ledger.get("pending").asLong());
        });
        JsonNode verification = json(get("/api/audit/verify", userIn("viewer")));
        JsonNode newest = page("/api/audit?limit=1").at("/items/0");

        assertThat(verification.get("intact").asBoolean()).isTrue();
        assertThat(newest.fieldNames())
                .toIterable()
                .contains("position", "at", "actor", "action", "subject", "details", "previous", "hash");
        assertIsUtc(newest.get("at"));
    }

    @Test
    void knowsNoSuchDeadLetter() {
        assertThat(page("/api/dead-letters").get("items")).isEmpty();
        assertProblem(get("/api/dead-letters/none", "root"), 404, "none", "/api/dead-letters");
        assertProblem(post("/api/dead-letters/none/replay", "root", ""), 404, "none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/signals",
                "/api/incidents",
                "/api/runbooks",
                "/api/runs",
                "/api/approvals",
                "/api/audit",
                "/api/dead-letters"
            })
    void refusesALimitOrCursorThatIsNone(String list) {
        String viewer = userIn("viewer");

        assertThat(page(list).get("items").isArray()).isTrue();
        assertThat(page(list).has("nextCursor")).isTrue();
        assertProblem(get(list + "?limit=0", viewer), 400, "'limit'", "1 to 500", "0");
        assertProblem(get(list + "?limit=501", viewer), 400, "'limit'", "501");
        assertProblem(get(list + "?limit=many", viewer), 400, "'limit'", "a number", "'many'");
        if (!list.equals("/api/runbooks")) {
            assertProblem(get(list + "?cursor=nonsense", viewer), 400, "'cursor'", "nextCursor", "'nonsense'");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/signals?kind=noise,      'kind',     change",
        "/api/signals?status=maybe,    'status',   resolved",
        "/api/signals?severity=awful,  'severity', critical",
        "/api/incidents?state=fine,    'state',    awaiting-approval",
        "/api/incidents?open=ajar,     'open',     true or false",
        "/api/runs?state=fine,         'state',    not-applicable",
        "/api/approvals?state=fine,    'state',    pending",
    })
    void namesTheWordsThatAFilterTakes(String address, String parameter, String word) {
        HttpResponse<String> answer = get(address, userIn("viewer"));

        assertProblem(answer, 400, parameter.replace("\"", ""), word);
    }

    @Test
    void saysWhereABodyIsWrong() {
        String address = "/api/runbooks/rotate-key/runs";

        assertProblem(post(address, "root", "{\"inputs\":{\n\"count\" 1}}"), 400, "not JSON", "line 2");
        assertProblem(post(address, "root", "{\"inputs\":[1]}"), 400, "'inputs'", "an object");
        assertThat(json(post(address, "root", "{\"inputs\":[1]}")).get("field").asText())
                .isEqualTo("inputs");
        assertProblem(post(address, "root", "[]"), 400, "JSON object");
        assertProblem(post(address, "root", "{\"inputs\""), 400, "not JSON");
    }

    @Test
    void answersEveryWrongAddressMethodAndTypeWithAProblem() {
        assertProblem(get("/api/nothing", userIn("viewer")), 404, "/api/nothing", "/swagger-ui");
        assertProblem(get("/api/incidents/INC-0/nothing", "root"), 404, "nothing");
        assertProblem(post("/api/nothing", "root", "{}"), 404, "/api/nothing");
        HttpResponse<String> method = send("DELETE", "/api/incidents", "root", null);
        assertProblem(method, 405, "GET", "DELETE");
        assertThat(method.headers().firstValue("Allow")).hasValue("GET");
        assertProblem(send("PUT", "/api/approvals/x", "root", "{}"), 405, "PUT");
        assertProblem(
                send(request("/api/runbooks/rotate-key/runs")
                        .header("Authorization", basic("root", ADMIN_PASSWORD))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("count=1"))
                        .build()),
                415,
                "application/json",
                "text/plain");
        for (String odd : List.of("/api//incidents", "/api/incidents;x=y", "/api/%2e%2e/incidents")) {
            HttpResponse<String> answer = get(odd, "root");
            assertThat(answer.statusCode()).as(odd).isIn(400, 404);
            assertThat(answer.headers().firstValue("Content-Type")).as(odd).hasValue("application/problem+json");
        }
    }

    /** Posts an alert as a sender without an end does. */
    private void fire(String title, String labels) {
        String body =
                """
                {"title":"%s","service":"%s","environment":"production","severity":"critical","status":"firing","labels":{%s}}"""
                        .formatted(title, service, labels);
        assertThat(post("/hooks/generic", null, body).statusCode()).isEqualTo(202);
    }

    /** Key of a new incident once it is in the state. */
    private String incident(String state, @Nullable String runbook) {
        return incident(state, runbook, "\"command\":\"true\",\"url\":\"http://127.0.0.1:1/\"");
    }

    private String incident(String state, @Nullable String runbook, String labels) {
        fire(
                "down",
                labels + (runbook == null ? "" : ",\"mendflow_runbook\":\"" + runbook + "\"") + ",\"n\":\""
                        + UUID.randomUUID() + "\"");
        return reaches(state);
    }

    private String reaches(String state) {
        String newest = "/api/incidents?limit=1&open=true&service=" + service;
        await("incident of %s %s".formatted(service, state))
                .atMost(SOON)
                .until(() -> page(newest).at("/items/0/state").asText().equals(state));
        return page(newest).at("/items/0/key").asText();
    }

    private JsonNode page(String address) {
        HttpResponse<String> answer = get(address, userIn("viewer"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    /** One field of all items of a list, page by page. */
    private List<String> walk(String address, String field) {
        List<String> values = new ArrayList<>();
        JsonNode page = page(address);
        while (true) {
            page.get("items").forEach(item -> values.add(item.get(field).asText()));
            if (page.get("nextCursor").isNull()) {
                return values;
            }
            page = page(address + "&cursor=" + page.get("nextCursor").asText());
        }
    }

    private static void assertIsUtc(JsonNode time) {
        assertThat(time.asText()).endsWith("Z");
        assertThat(Instant.parse(time.asText())).isBefore(Instant.now().plusSeconds(60));
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String... words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).get("status").asInt()).isEqualTo(status);
        assertThat(json(answer).get("detail").asText()).contains(words);
    }
}
