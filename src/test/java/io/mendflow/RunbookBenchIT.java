package io.mendflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of runbooks: what their steps cost beside Camunda's own, what waiting costs, and how long a plan takes. Printed, never asserted. */
@Tag("bench")
class RunbookBenchIT {

    private static final int STEPS = 10;
    private static final int ROUNDS = 3;
    private static final int INSTANCES = 150;
    private static final int STARTERS = 4;
    private static final int WAITING = 1000;
    private static final int PLANS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void measuresStepsWaitsAndPlans(@TempDir Path home) throws Exception {
        Path runbooks = Files.createDirectories(home.resolve("bench-runbooks"));
        runbook(runbooks, "bench-steps", n -> "step('step-%d') { true }".formatted(n));
        runbook(
                runbooks,
                "bench-plan",
                n ->
                        "step('step-%d') { http.post('http://127.0.0.1:9/%d') }\nundo('step-%d') { http.post('http://127.0.0.1:9/-%d') }"
                                .formatted(n, n, n, n));
        Files.writeString(
                runbooks.resolve("bench-wait.groovy"),
                """
                runbook('bench-wait') {
                    title 'Wait'
                    risk  'low'
                    await('never', within: 'PT10H', every: 'PT10H') { false }
                }
                """);
        try (Service service =
                Service.at(home, "--mendflow.runbooks.directories=" + runbooks).start()) {
            Awaitility.await().atMost(PATIENCE).until(() -> List.of("bench-steps", "bench-plan", "bench-wait").stream()
                    .allMatch(id -> service.send("/api/runbooks/" + id + "/plan", Map.of())
                                    .statusCode()
                            < 300));
            deployBare(service);
            compareSteps(service);
            measurePlans(service);
            measureWaits(service);
        }
    }

    /** The same number of jobs, on the same database, through the same job executor, turn by turn; the first turn only warms up. */
    private static void compareSteps(Service service) throws Exception {
        double bare = 0;
        double steps = 0;
        for (int round = 0; round <= ROUNDS; round++) {
            double b = rate(service, "bench-bare", "/engine-rest/process-definition/key/bench-bare/start");
            double s = rate(service, "runbook-bench-steps", "/api/runbooks/bench-steps/runs");
            if (round > 0) {
                bare += b / ROUNDS;
                steps += s / ROUNDS;
            }
        }
        System.out.printf(
                "bench steps: %.0f runbook steps/s, %.0f bare async service tasks/s (%.0f %%; %d of each %d, means of %d turns)%n",
                steps, bare, 100 * steps / bare, STEPS, INSTANCES, ROUNDS);
    }

    private static double rate(Service service, String key, String start) throws Exception {
        long began = System.nanoTime();
        startMany(service, start, INSTANCES);
        awaitCount(service, key, 0);
        return STEPS * INSTANCES / ((System.nanoTime() - began) / 1e9);
    }

    private static void startMany(Service service, String path, int count) throws Exception {
        ExecutorService starters = Executors.newFixedThreadPool(STARTERS);
        try {
            List<Future<JsonNode>> all = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                all.add(starters.submit(() -> service.post(path, Map.of())));
            }
            for (Future<JsonNode> one : all) {
                one.get();
            }
        } finally {
            starters.shutdown();
        }
    }

    private static void awaitCount(Service service, String key, int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> count
                        == service.get("/engine-rest/process-instance/count?processDefinitionKey=" + key)
                                .path("count")
                                .asInt());
    }

    private static void measurePlans(Service service) {
        var nanos = new long[PLANS];
        for (int n = -PLANS; n < PLANS; n++) {
            long began = System.nanoTime();
            service.post("/api/runbooks/bench-plan/plan", Map.of());
            if (n >= 0) {
                nanos[n] = System.nanoTime() - began;
            }
        }
        long[] sorted = java.util.Arrays.stream(nanos).sorted().toArray();
        System.out.printf(
                "bench plan of %d steps: p50 %.1f ms, p99 %.1f ms over %d plans%n",
                STEPS, sorted[PLANS / 2] / 1e6, sorted[PLANS * 99 / 100] / 1e6, PLANS);
    }

    private static void measureWaits(Service service) throws Exception {
        startMany(service, "/api/runbooks/bench-wait/runs", 20);
        awaitTimers(service, 20);
        double heap = heapMegabytes(service);
        double threads = metric(service, "jvm_threads_live_threads");
        startMany(service, "/api/runbooks/bench-wait/runs", WAITING);
        awaitTimers(service, 20 + WAITING);
        System.out.printf(
                "bench waiting: %d runs in await cost %.0f threads and %.1f MB of heap after collection (%.1f MB before)%n",
                WAITING, metric(service, "jvm_threads_live_threads") - threads, heapMegabytes(service) - heap, heap);
    }

    private static void awaitTimers(Service service, int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> count
                        == service.get("/engine-rest/job/count?processDefinitionKey=runbook-bench-wait&timers=true")
                                .path("count")
                                .asInt());
    }

    private static double heapMegabytes(Service service) throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(service.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return metric(service, "jvm_memory_used_bytes{area=\"heap\"") / 1024 / 1024;
    }

    private static double metric(Service service, String name) {
        return service.text("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void runbook(Path folder, String id, java.util.function.IntFunction<String> step)
            throws IOException {
        String parts = IntStream.rangeClosed(1, STEPS).mapToObj(step).collect(Collectors.joining("\n"));
        Files.writeString(
                folder.resolve(id + ".groovy"),
                "runbook('%s') {\ntitle 'Ten steps'\nrisk 'low'\n%s\n}\n".formatted(id, parts));
    }

    /** Deploys service tasks in a row, each a job, that evaluate a constant. */
    private static void deployBare(Service service) throws IOException, InterruptedException {
        String tasks = IntStream.rangeClosed(1, STEPS)
                .mapToObj(n ->
                        """
                        <serviceTask id="Task_%d" name="Do nothing" camunda:asyncBefore="true" camunda:expression="${true}"/>
                        <sequenceFlow id="Flow_%d" sourceRef="%s" targetRef="Task_%d"/>
                        """
                                .formatted(n, n, n == 1 ? "Start" : "Task_" + (n - 1), n))
                .collect(Collectors.joining());
        String bpmn =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="bench">
                <process id="bench-bare" name="Bare" isExecutable="true" camunda:historyTimeToLive="P1D">
                <startEvent id="Start" name="Asked"/>
                %s
                <endEvent id="End" name="Done"/>
                <sequenceFlow id="Flow_end" sourceRef="Task_%d" targetRef="End"/>
                </process></definitions>
                """
                        .formatted(tasks, STEPS);
        String body =
                "--bare\r\nContent-Disposition: form-data; name=\"deployment-name\"\r\n\r\nbench\r\n--bare\r\nContent-Disposition: form-data; name=\"bench-bare.bpmn\"; filename=\"bench-bare.bpmn\"\r\n\r\n%s\r\n--bare--\r\n"
                        .formatted(bpmn);
        String login = Base64.getEncoder()
                .encodeToString((Service.USER + ":" + Service.PASSWORD).getBytes(StandardCharsets.UTF_8));
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(service.url("/engine-rest/deployment/create")))
                                .header("Authorization", "Basic " + login)
                                .header("Content-Type", "multipart/form-data; boundary=bare")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("Expected the bare process to be deployed, but: " + answer.body());
        }
    }
}
