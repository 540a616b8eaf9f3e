package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Runs on nodes that are killed: starts them, decides as a person would where an outcome is unknown, and looks at what they did. */
final class CrashedRuns implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int AT_ONCE = 6;
    private static final String UNDO = "undo-";

    /** In which order steps of all runbooks are undone; those in one row are done at the same time. */
    private static final List<List<String>> ORDER = List.of(
            List.of("step-4"),
            List.of("once-3", "step-3"),
            List.of("once-2", "step-2"),
            List.of("once-1", "step-1"),
            List.of("once-c"),
            List.of("step-c"),
            List.of("once-a", "step-a", "once-b", "step-b"),
            List.of("once-right"),
            List.of("step-right"));

    private static final Set<String> OPEN = Set.of("requested", "running", "waiting", "outcome-unknown");
    private static final String DECIDE = "Decide what happened at ";

    /** Runbooks by id, and whether they may be told to fail in the end. */
    private static final Map<String, Boolean> RUNBOOKS = new TreeMap<>(Map.of(
            "proof-once",
            true,
            "proof-undone",
            false,
            "proof-many",
            true,
            "proof-awaiting",
            false,
            "proof-alone",
            false));

    private final List<Service> nodes;
    private final Witness witness;
    private final Random random;
    private final Random whims;
    private final ExecutorService starter = Executors.newSingleThreadExecutor();
    private final ScheduledExecutorService person = Executors.newSingleThreadScheduledExecutor();
    /** How often the person has said that a step did not happen, by name and step. */
    private final Map<Witness.Effect, Integer> denied = new ConcurrentHashMap<>();

    private final Map<String, Integer> decisions = new ConcurrentHashMap<>();
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private int started;

    CrashedRuns(List<Service> nodes, Witness witness, long seed) {
        this.nodes = nodes;
        this.witness = witness;
        this.random = new Random(seed);
        this.whims = new Random(random.nextLong());
    }

    static String[] settings(String... more) {
        return Stream.concat(
                        Stream.of(
                                "--mendflow.runbooks.directories="
                                        + Path.of("src/test/resources/proof-runbooks")
                                                .toAbsolutePath(),
                                "--mendflow.guard.rate.at-most=0",
                                // Runs that fail open the breaker; from then on the person has to approve each.
                                "--mendflow.remediation.approve-own=true",
                                "--mendflow.guard.look-again=PT5S"),
                        Arrays.stream(more))
                .toArray(String[]::new);
    }

    void startNodes() {
        nodes.forEach(Service::launch);
        nodes.forEach(this::awaitReady);
        Awaitility.await("runbooks in service").atMost(PATIENCE).until(() -> RUNBOOKS.keySet().stream()
                .allMatch(id -> nodes.get(0)
                                .send("/api/runbooks/" + id + "/plan", Map.of("inputs", inputs(id, "plan")))
                                .statusCode()
                        < 300));
        person.scheduleWithFixedDelay(this::decide, 300, 300, TimeUnit.MILLISECONDS);
    }

    /** Has some more runs started, while the test goes on or before it does. */
    void startSome() throws Exception {
        List<Runnable> starts = new ArrayList<>();
        for (int n = 0; n < AT_ONCE; n++) {
            String id = List.copyOf(RUNBOOKS.keySet()).get(random.nextInt(RUNBOOKS.size()));
            Map<String, Object> inputs = inputs(id, id + "-" + ++started);
            Service node = nodes.get(random.nextInt(nodes.size()));
            starts.add(() -> start(node, id, inputs));
        }
        List<Future<?>> all = new ArrayList<>();
        starts.forEach(start -> all.add(starter.submit(start)));
        if (random.nextBoolean()) {
            all.get(all.size() - 1).get();
        }
    }

    private Map<String, Object> inputs(String id, String name) {
        Map<String, Object> inputs = new HashMap<>(Map.of("witness", witness.url(), "name", name));
        if (RUNBOOKS.get(id)) {
            inputs.put("fails", random.nextInt(3) == 0);
        }
        return inputs;
    }

    private void start(Service node, String id, Map<String, Object> inputs) {
        try {
            HttpResponse<String> answer =
                    node.send("/api/runbooks/" + id + "/runs", Map.of("inputs", inputs, "environment", "staging"));
            if (answer.statusCode() != 201) {
                troubles.add("start of " + id + ": " + answer.body());
            }
        } catch (RuntimeException killed) {
            // Whether it began is seen later.
        }
    }

    void kill(Service node, int afterMillis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(afterMillis);
        node.kill();
        node.launch();
        awaitReady(node);
    }

    private void awaitReady(Service node) {
        Awaitility.await("ready, see " + node.log())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(node::ready);
    }

    /** A person who knows what happened, and now and then stops the run or has it done again all the same. */
    private void decide() {
        try {
            Service node = nodes.get(whims.nextInt(nodes.size()));
            for (JsonNode approval :
                    node.get("/api/approvals?state=pending&limit=50").path("items")) {
                approve(node, approval.path("id").asText());
            }
            for (JsonNode task : node.get("/engine-rest/task?maxResults=50")) {
                if (task.path("name").asText().startsWith(DECIDE)) {
                    decide(node, task);
                }
            }
        } catch (RuntimeException | AssertionError killed) {
            // The node is gone; the next look finds what is still to be decided.
        }
    }

    private void approve(Service node, String approval) {
        HttpResponse<String> answer = node.send("/api/approvals/" + approval, Map.of("decision", "approve"));
        if (answer.statusCode() == 200) {
            decisions.merge("approve", 1, Integer::sum);
        } else if (answer.statusCode() != 409) {
            troubles.add("approval: " + answer.body());
        }
    }

    private void decide(Service node, JsonNode task) {
        String path = "/engine-rest/task/" + task.path("id").asText();
        JsonNode variables = node.get(path + "/variables");
        String run = variables.path("input_name").path("value").asText();
        String item = variables.path("item").path("value").asText("");
        String named = task.path("name").asText().substring(DECIDE.length());
        String step = item.isEmpty() ? named : named + "-" + item;
        boolean happened = witness.of(run).contains(step);
        int whim = whims.nextInt(10);
        String decision = whim == 0 ? "stop" : happened && whim > 1 ? "happened" : "did-not";
        if (decision.equals("did-not")) {
            denied.merge(new Witness.Effect(run, step), 1, Integer::sum);
        }
        HttpResponse<String> answer =
                node.send(path + "/complete", Map.of("variables", Map.of("decision", Map.of("value", decision))));
        if (answer.statusCode() == 204) {
            decisions.merge(decision, 1, Integer::sum);
        } else {
            troubles.add("decision: " + answer.body());
        }
    }

    /** Waits until every run has ended; those that wait for the person are decided meanwhile. */
    void awaitEnds() {
        try {
            Awaitility.await("every run ends")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() ->
                            assertThat(open()).as("troubles: %s", troubles).isEmpty());
        } catch (ConditionTimeoutException e) {
            open().forEach(this::print);
            throw e;
        }
    }

    private List<JsonNode> open() {
        return runs().stream()
                .filter(run -> OPEN.contains(run.path("state").asText()))
                .toList();
    }

    /** What is known of a run that does not end. */
    private void print(JsonNode run) {
        Service node = nodes.get(0);
        String instance = run.path("processInstanceId").asText();
        System.out.println("open: " + node.get("/api/runs/" + run.path("id").asText()));
        System.out.println("  jobs: " + node.get("/engine-rest/job?processInstanceId=" + instance));
        System.out.println(
                "  activities: " + node.get("/engine-rest/process-instance/" + instance + "/activity-instances"));
        System.out.println("  automation: " + node.get("/api/automation"));
    }

    private List<JsonNode> runs() {
        return RUNBOOKS.keySet().stream()
                .flatMap(id -> stream(
                        nodes.get(0).get("/api/runs?limit=500&runbook=" + id).path("items")))
                .toList();
    }

    void assertNoOnceActedTwice() {
        Map<Witness.Effect, Long> counts = witness.effects().stream()
                .filter(effect -> effect.step().startsWith("once-"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(counts).isNotEmpty().allSatisfy((effect, count) -> assertThat(count)
                .as("%s, which a person said %s times did not happen", effect, denied.getOrDefault(effect, 0))
                .isLessThanOrEqualTo(1 + denied.getOrDefault(effect, 0)));
    }

    /** What succeeded has done everything and undone nothing; what failed has undone all that was done, the last first. */
    void assertDoneOrUndone() {
        assertThat(runs()).isNotEmpty().allSatisfy(run -> {
            List<String> seen = witness.of(run.path("inputs").path("name").asText());
            List<String> done = done(run);
            List<String> undos = seen.stream()
                    .filter(step -> step.startsWith(UNDO))
                    .map(step -> step.substring(UNDO.length()))
                    .toList();
            assertThat(seen).as("%s", run).containsAll(done);
            if (run.path("state").asText().equals("succeeded")) {
                assertThat(undos).as("%s", run).isEmpty();
                return;
            }
            assertThat(run.path("state").asText()).isEqualTo("failed");
            assertThat(run.path("reason").asText()).containsAnyOf("on purpose", "stopped the run at step");
            assertThat(new LinkedHashSet<>(undos))
                    .as("%s did %s", run, seen)
                    .containsExactlyInAnyOrderElementsOf(undoable(run, done));
            assertThat(undos)
                    .as("%s did %s", run, seen)
                    .isSortedAccordingTo(Comparator.comparing(CrashedRuns::undoneAfter));
            for (String item : List.of("a", "b")) {
                assertThat(undos).filteredOn(step -> step.endsWith("-" + item)).isSorted();
            }
            assertThat(seen.subList(seen.size() - undos.size(), seen.size()))
                    .as("%s", run)
                    .allMatch(step -> step.startsWith(UNDO));
        });
    }

    /** The names of what a run has done by its own account. */
    private List<String> done(JsonNode run) {
        return stream(nodes.get(0).get("/api/runs/" + run.path("id").asText()).path("steps"))
                .filter(step -> step.path("kind").asText().equals("step"))
                .filter(step -> Set.of("succeeded", "happened")
                        .contains(step.path("state").asText()))
                .map(step -> step.path("step").asText()
                        + (step.path("item").isTextual()
                                ? "-" + step.path("item").asText()
                                : ""))
                .toList();
    }

    /** Which undos come after others; those of what was done at the same time have no order. */
    private static int undoneAfter(String step) {
        return ORDER.indexOf(
                ORDER.stream().filter(some -> some.contains(step)).findFirst().orElseThrow());
    }

    /** What is to be undone of what a run did. */
    private static List<String> undoable(JsonNode run, List<String> done) {
        if (List.of("proof-awaiting", "proof-alone")
                .contains(run.path("runbookId").asText())) {
            return List.of();
        }
        List<String> undoable = new ArrayList<>(done);
        undoable.remove("once-left");
        return undoable;
    }

    /** Runs that want the same target act one after the other. */
    void assertOneAtATime() {
        List<String> acting = new ArrayList<>();
        for (Witness.Effect effect : witness.effects()) {
            if (effect.run().startsWith("proof-alone")
                    && !(acting.isEmpty() ? "" : acting.get(acting.size() - 1)).equals(effect.run())) {
                acting.add(effect.run());
            }
        }
        assertThat(acting).doesNotHaveDuplicates();
    }

    void assertNothingHeld() {
        JsonNode automation = nodes.get(0).get("/api/automation");
        assertThat(automation.path("leases")).isEmpty();
        assertThat(automation.path("waiting")).isEmpty();
        assertThat(nodes.get(0)
                        .get("/engine-rest/process-instance/count")
                        .path("count")
                        .asInt())
                .isZero();
        assertThat(nodes.get(0).get("/engine-rest/incident/count").path("count").asInt())
                .isZero();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    @Override
    public String toString() {
        Map<String, Long> states = runs().stream()
                .collect(Collectors.groupingBy(run -> run.path("state").asText(), TreeMap::new, Collectors.counting()));
        return "runs %s; effects %d; decisions %s; troubles %d"
                .formatted(states, witness.effects().size(), decisions, troubles.size());
    }

    @Override
    public void close() {
        starter.shutdownNow();
        person.shutdownNow();
        nodes.forEach(Service::close);
    }
}
