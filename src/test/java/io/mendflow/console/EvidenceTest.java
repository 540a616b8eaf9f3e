package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.cli.CommandRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest extends Served {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final String service = "evidence-" + UUID.randomUUID();

    @Test
    void handsOutEverythingWithSumsThatMatch() throws Exception {
        String key = incidentThatWaits();
        await().atMost(Duration.ofSeconds(10)).until(() -> json(get("/api/audit?subject=" + key, "root"))
                .toString()
                .contains("approval.ask"));

        HttpResponse<byte[]> answer = download(key);
        Map<String, byte[]> files = unzip(answer.body());

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/zip");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .get()
                .asString()
                .contains(key + "-evidence.zip");
        assertThat(files.keySet())
                .contains(
                        "incident.json",
                        "signals.json",
                        "timeline.json",
                        "causes.json",
                        "runs.json",
                        "approvals.json",
                        "tickets.json",
                        "audit.json",
                        "activities.json",
                        "processes/incident-response-v1.bpmn",
                        "processes/root-cause-analysis-v1.bpmn");
        JsonNode manifest = JSON.readTree(files.get("manifest.json"));
        assertThat(manifest.get("incident").asText()).isEqualTo(key);
        assertThat(manifest.get("writtenFor").asText()).isEqualTo("user-viewer");
        assertThat(manifest.get("files")).hasSize(files.size() - 3);
        for (JsonNode file : manifest.get("files")) {
            byte[] content = files.get(file.get("name").asText());
            assertThat(file.get("bytes").asInt()).isEqualTo(content.length);
            assertThat(file.get("sha256").asText())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        }
    }

    @Test
    void tellsTheWholeStory() throws Exception {
        String key = incidentThatWaits();
        String run = json(get("/api/incidents/" + key, "root")).at("/runs/0/id").asText();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> json(get("/api/audit?subject=" + run, "root"))
                                .at("/items")
                                .size()
                        > 0);

        Map<String, byte[]> files = unzip(download(key).body());

        assertThat(JSON.readTree(files.get("incident.json")).get("key").asText())
                .isEqualTo(key);
        assertThat(JSON.readTree(files.get("signals.json")).at("/0/service").asText())
                .isEqualTo(service);
        assertThat(JSON.readTree(files.get("timeline.json")).findValuesAsText("kind"))
                .contains("opened", "approval");
        assertThat(JSON.readTree(files.get("runs.json")).at("/0/id").asText()).isEqualTo(run);
        assertThat(JSON.readTree(files.get("runs.json")).at("/0/steps").isArray())
                .isTrue();
        assertThat(JSON.readTree(files.get("approvals.json")).at("/0/state").asText())
                .isEqualTo("pending");
        assertThat(JSON.readTree(files.get("tickets.json")).at("/0/incidentKey").asText())
                .isEqualTo(key);
        JsonNode audit = JSON.readTree(files.get("audit.json"));
        assertThat(audit.at("/chain/intact").asBoolean()).isTrue();
        assertThat(audit.at("/chain/head").asText()).hasSize(64);
        assertThat(audit.get("entries").findValuesAsText("action")).contains("incident.open", "run.request");
        assertThat(JSON.readTree(files.get("activities.json")).findValuesAsText("id"))
                .contains("Task_Triage", "Task_AskApproval");
        assertThat(new String(files.get("processes/incident-response-v1.bpmn")))
                .contains("<bpmn:process id=\"incident-response\"");
    }

    @Test
    void signsWithTheKeyThatTheServiceTells() throws Exception {
        Path zip = Files.write(
                folder.resolve("evidence.zip"), download(incidentThatWaits()).body());
        JsonNode key = json(get("/api/audit/key", userIn("viewer")));
        Path pem = Files.writeString(
                folder.resolve("service.pem"), key.get("publicKey").asText());

        CommandRun known = CommandRun.of(
                "verify", zip.toString(), "--key", key.get("fingerprint").asText());
        CommandRun file = CommandRun.of("verify", zip.toString(), "--key", pem.toString());

        assertThat(known.exitCode()).as(known.out() + known.err()).isZero();
        assertThat(known.out()).contains("incident INC-", "user-viewer");
        assertThat(file.exitCode()).as(file.out() + file.err()).isZero();
        assertThat(get("/api/audit?subject=evidence", "root").body())
                .contains(key.get("fingerprint").asText());
    }

    @Test
    void knowsNoSuchIncident() {
        HttpResponse<String> answer = get("/api/incidents/INC-0/evidence", "root");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).get("detail").asText()).contains("INC-0");
    }

    private String incidentThatWaits() {
        String alert =
                """
                {"title":"down","service":"%s","environment":"production","severity":"critical","status":"firing",
                "labels":{"command":"true","url":"http://127.0.0.1:1/","mendflow_runbook":"restart-dependents"}}"""
                        .formatted(service);
        assertThat(post("/hooks/generic", null, alert).statusCode()).isEqualTo(202);
        String newest = "/api/incidents?limit=1&state=awaiting-approval&service=" + service;
        await().atMost(Duration.ofSeconds(30))
                .until(() -> json(get(newest, "root")).get("items").size() == 1);
        return json(get(newest, "root")).at("/items/0/key").asText();
    }

    private HttpResponse<byte[]> download(String key) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        request("/api/incidents/" + key + "/evidence")
                                .header("Authorization", basic(userIn("viewer"), PASSWORD))
                                .build(),
                        BodyHandlers.ofByteArray());
    }

    private static Map<String, byte[]> unzip(byte[] bytes) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }
}
