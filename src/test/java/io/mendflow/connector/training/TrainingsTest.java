package io.mendflow.connector.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mendflow.connector.CommandLine;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.Trainer;
import io.mendflow.connector.Training;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. What they do is given by a shell script among the parameters. */
class TrainingsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    static Path folder;

    private static ConnectorModule module;
    private static Trainer trainer;

    private final List<TrainingRequest> asked = new ArrayList<>();
    private Path output;
    private String id;

    @BeforeAll
    static void start() {
        module = start(Map.of());
        trainer = module.get(Trainer.class);
    }

    @AfterAll
    static void stop() {
        module.close();
    }

    @BeforeEach
    void prepare(TestInfo test) throws IOException {
        id = test.getTestMethod().orElseThrow().getName();
        output = Files.createDirectories(folder.resolve("output-" + id));
    }

    @AfterEach
    void endWhatRuns() {
        asked.forEach(trainer::cancel);
    }

    @Test
    void trainsWithWhatItIsTold() throws IOException {
        TrainingRequest request = request("env > $MENDFLOW_OUTPUT/env; pwd > $MENDFLOW_OUTPUT/pwd; echo fitted");

        Training started = trainer.start(request);

        assertThat(started.reference()).matches("process \\d+");
        Training ended = end(request);
        assertThat(ended).isEqualTo(new Training(request.id(), TrainingState.SUCCEEDED, null, started.reference()));
        assertThat(Files.readAllLines(output.resolve("env")))
                .contains(
                        "MENDFLOW_TASK=train",
                        "MENDFLOW_MODEL_NAME=fraud",
                        "MENDFLOW_TRAINING=" + id,
                        "MENDFLOW_OUTPUT=" + output,
                        "MENDFLOW_HELD_OUT=/rows with blanks.csv",
                        "OMP_NUM_THREADS=2",
                        "TOKEN=s3cret")
                .noneMatch(line -> line.startsWith("MENDFLOW_SECRET"));
        assertThat(output.resolve("pwd"))
                .hasContent(folder.resolve("work").toRealPath().toString());
        assertThat(trainer.logs(request, 10)).isEqualTo("fitted\n");
        assertThat(trainer.start(request)).isEqualTo(ended);
    }

    @Test
    void tellsTheExitCodeAndTheLastLine() {
        TrainingRequest request = request("echo one; echo 'no rows in data' >&2; echo; exit 3");

        trainer.start(request);

        assertThat(end(request).state()).isEqualTo(TrainingState.FAILED);
        assertThat(trainer.look(request).reason())
                .isEqualTo("It ended with exit code 3; its last line: no rows in data");
        assertThat(trainer.logs(request, 2)).isEqualTo("no rows in data\n\n");
    }

    @Test
    void failsWhenTheProgramIsNotThere() {
        TrainingRequest request = request("missing", "train", "true", HOUR);

        trainer.start(request);

        assertThat(end(request).reason())
                .startsWith("It ended with exit code 127")
                .contains("/no/such/program");
    }

    @Test
    void scoresByACommandOfItsOwn() {
        TrainingRequest request = request("both", "score", "true", HOUR);

        trainer.start(request);

        assertThat(end(request).state()).isEqualTo(TrainingState.SUCCEEDED);
        assertThat(trainer.logs(request, 1)).isEqualTo("scored, with a comma\n");
    }

    @Test
    void startsOnceForTwoThatAskAtOnce() throws Exception {
        TrainingRequest request = request(UNTIL_GO);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Training> start = () -> trainer.start(request);
            List<Future<Training>> answers = threads.invokeAll(List.of(start, start, start, start));

            Training one = answers.get(0).get();
            assertThat(one.state()).isEqualTo(TrainingState.RUNNING);
            for (Future<Training> answer : answers) {
                assertThat(answer.get()).isEqualTo(one);
            }
        } finally {
            threads.shutdown();
        }
        Files.createFile(output.resolve("go"));
        assertThat(end(request).state()).isEqualTo(TrainingState.SUCCEEDED);
        assertThat(runs()).hasSize(1);
    }

    @Test
    void isFoundAgainByTheNextNode() throws IOException {
        TrainingRequest request = request(UNTIL_GO);
        Training before;
        try (var dies = start(Map.of())) {
            before = dies.get(Trainer.class).start(request);
        }

        assertThat(trainer.look(request)).isEqualTo(before);
        assertThat(trainer.start(request)).isEqualTo(before);
        Files.createFile(output.resolve("go"));
        assertThat(end(request).state()).isEqualTo(TrainingState.SUCCEEDED);
        assertThat(runs()).hasSize(1);
    }

    @Test
    void goesOnWhereANodeDiedBeforeTheProcessWasStarted() throws Exception {
        TrainingRequest request = request("echo $$ >> $MENDFLOW_OUTPUT/runs");
        claim(request);

        assertThat(trainer.look(request).state()).isEqualTo(TrainingState.PENDING);
        trainer.start(request);

        assertThat(end(request).state()).isEqualTo(TrainingState.SUCCEEDED);
        assertThat(runs()).hasSize(1);
    }

    @Test
    void doesNothingWhenAProcessOfADeadNodeComesLate() throws Exception {
        TrainingRequest request = request(UNTIL_GO);
        trainer.start(request);
        runs();

        assertThat(late(request)).isEqualTo(75);
        Files.createFile(output.resolve("go"));
        assertThat(end(request).state()).isEqualTo(TrainingState.SUCCEEDED);
        assertThat(late(request)).isEqualTo(75);
        assertThat(runs()).hasSize(1);
    }

    @Test
    void givesUpOnWhatNeverStarted() throws Exception {
        TrainingRequest request = request("echo $$ >> $MENDFLOW_OUTPUT/runs");
        claim(request);

        Training given = later(Duration.ofMinutes(1)).look(body(request));

        assertThat(given.state()).isEqualTo(TrainingState.FAILED);
        assertThat(given.reason()).contains("no process came of it").contains("another id");
        assertThat(trainer.start(request)).isEqualTo(given);
        assertThat(late(request)).isEqualTo(75);
        assertThat(output.resolve("runs")).doesNotExist();
    }

    @Test
    void endsAllProcessesPastTheDeadline() throws IOException {
        TrainingRequest request = request("fraud", "train", FAMILY, Duration.ofMinutes(10));
        trainer.start(request);
        List<ProcessHandle> family = family();
        assertThat(trainer.look(request).state()).isEqualTo(TrainingState.RUNNING);

        Training ended = later(Duration.ofMinutes(11)).look(body(request));

        assertThat(ended.state()).isEqualTo(TrainingState.FAILED);
        assertThat(ended.reason()).isEqualTo("It did not end within PT10M and was made to; its last line: at work");
        awaitEnd(family);
        assertThat(trainer.look(request)).isEqualTo(ended);
    }

    @Test
    void cancelsWithAllProcesses() throws IOException {
        TrainingRequest request = request(FAMILY);
        trainer.start(request);
        List<ProcessHandle> family = family();

        Training cancelled = trainer.cancel(request);

        assertThat(cancelled.state()).isEqualTo(TrainingState.CANCELLED);
        awaitEnd(family);
        assertThat(trainer.start(request)).isEqualTo(cancelled);
    }

    @Test
    void leavesWhatHasEndedAsItIs() {
        TrainingRequest request = request("true");
        trainer.start(request);
        Training ended = end(request);

        assertThat(trainer.cancel(request)).isEqualTo(ended);
        assertThat(ended.state()).isEqualTo(TrainingState.SUCCEEDED);
    }

    @Test
    void endsWhatIsLeftWhenTheProcessIsKilled() throws IOException {
        TrainingRequest request = request(FAMILY);
        Training started = trainer.start(request);
        List<ProcessHandle> family = family();
        ProcessHandle process = ProcessHandle.of(
                        Long.parseLong(started.reference().replace("process ", "")))
                .orElseThrow();
        process.destroyForcibly();
        await().until(() -> !process.isAlive());

        Training lost = trainer.look(request);

        assertThat(lost.state()).isEqualTo(TrainingState.FAILED);
        assertThat(lost.reason()).contains("gone without an exit code").contains("its last line: at work");
        awaitEnd(family);
    }

    @Test
    void takesNoOtherProcessOfTheSameIdForItsOwn() throws Exception {
        TrainingRequest request = request("true");
        claim(request);
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(of(request).path().resolve("pid"), Long.toString(other.pid()));

            assertThat(trainer.look(request).reason()).contains("gone without an exit code");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void readsTheEndOfALongLog() {
        TrainingRequest request = request("seq 1 400000; printf 'the last without an end'");
        trainer.start(request);
        end(request);

        assertThat(trainer.logs(request, 3)).isEqualTo("399999\n400000\nthe last without an end");
        assertThat(trainer.logs(request, 1_000_000)).hasSizeBetween(1_000_000, 1 << 20);
        assertThat(trainer.logs(request("other", "unknown"), 10)).isEmpty();
    }

    @Test
    void knowsNothingOfWhatItDidNotStart() {
        TrainingRequest request = request("true");

        assertThat(trainer.look(request).state()).isEqualTo(TrainingState.UNKNOWN);
        assertThat(trainer.cancel(request).state()).isEqualTo(TrainingState.UNKNOWN);
    }

    @Test
    void refusesAnotherTrainingOfTheSameId() {
        TrainingRequest request = request("true");
        trainer.start(request);

        assertThatThrownBy(() -> trainer.start(request("false")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was used for another one");
    }

    @Test
    void refusesWhatTheSettingsDoNotHaveAndLeavesNothing() {
        assertThatThrownBy(() -> trainer.start(request("other", "train", "true", HOUR)))
                .hasMessageContaining("mendflow.trainer.command has (both, fraud, missing, unarmed), got 'other'");
        assertThatThrownBy(() -> trainer.start(request("fraud", "score", "true", HOUR)))
                .hasMessageContaining("mendflow.trainer.command.fraud.score");
        assertThatThrownBy(() -> trainer.start(request("unarmed", "train", "true", HOUR)))
                .hasMessageContaining("'absent' that mendflow.trainer.command.unarmed.secrets.TOKEN names");
        assertThat(folder.resolve("home/trainings/" + id)).doesNotExist();
    }

    @Test
    void refusesSettingsThatDoNothingOrHoldASecret() {
        assertThatThrownBy(() -> start(Map.of("mendflow.trainer.command.idle.directory", "/tmp")))
                .rootCause()
                .hasMessageContaining("needs 'train' or 'score'");
        assertThatThrownBy(() -> start(Map.of("mendflow.trainer.command.fraud.secrets.KEY", "not a name!")))
                .rootCause()
                .hasMessageContaining("names of secrets");
    }

    private static final String UNTIL_GO =
            "echo $$ >> $MENDFLOW_OUTPUT/runs; until [ -e $MENDFLOW_OUTPUT/go ]; do sleep 0.05; done";

    /** A child, and a child of a child that is in a session of its own and whose parent is gone. */
    private static final String FAMILY =
            """
            echo at work
            sleep 600 & echo $! >> $MENDFLOW_OUTPUT/family
            sh -c 'setsid sh -c "echo \\$\\$ >> $MENDFLOW_OUTPUT/family; exec sleep 600" &'
            wait
            """;

    private List<ProcessHandle> family() {
        return await().until(
                        () -> Files.exists(output.resolve("family"))
                                ? Files.readAllLines(output.resolve("family")).stream()
                                        .map(pid -> ProcessHandle.of(Long.parseLong(pid))
                                                .orElseThrow())
                                        .filter(ProcessHandle::isAlive)
                                        .toList()
                                : List.of(),
                        found -> found.size() == 2);
    }

    /** One that is killed is there until the system has told its parent. */
    private static void awaitEnd(List<ProcessHandle> processes) {
        await().until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    private List<String> runs() {
        return await().until(
                        () -> Files.exists(output.resolve("runs"))
                                ? Files.readAllLines(output.resolve("runs"))
                                : List.of(),
                        runs -> !runs.isEmpty());
    }

    private static Training end(TrainingRequest request) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> trainer.look(request), training -> training.state().isEnded());
    }

    private TrainingRequest request(String script) {
        return request("fraud", "train", script, HOUR);
    }

    private TrainingRequest request(String name, String otherId) {
        return new TrainingRequest("command/" + name, otherId, "fraud", "train", Map.of(), HOUR);
    }

    private TrainingRequest request(String name, String task, String script, Duration deadline) {
        var request = new TrainingRequest(
                "command/" + name,
                id,
                "fraud",
                task,
                Map.of("output", output.toString(), "heldOut", "/rows with blanks.csv", "script", script),
                deadline);
        asked.add(request);
        return request;
    }

    /** What a node leaves that dies before it starts the process. */
    private static void claim(TrainingRequest request) throws IOException {
        of(request)
                .claim(
                        request,
                        new CommandLine(List.of("sh", "-c", request.parameters().get("script"))),
                        null);
    }

    /** Runs the script of a node that was thought dead. */
    private static int late(TrainingRequest request) throws Exception {
        var builder = new ProcessBuilder("sh", of(request).script().toString());
        builder.environment().put("MENDFLOW_SCRIPT", request.parameters().get("script"));
        builder.environment().put("MENDFLOW_OUTPUT", request.parameters().get("output"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Folder of(TrainingRequest request) throws IOException {
        return new Folder(Files.createDirectories(folder.resolve("home/trainings"))
                .toRealPath()
                .resolve(request.id()));
    }

    private static Trainings later(Duration duration) {
        return new Trainings(
                module.get(CommandSettings.class),
                module.get(Secrets.class),
                folder.resolve("home"),
                Clock.offset(Clock.systemUTC(), duration));
    }

    private static Map<String, Object> body(TrainingRequest request) {
        return Map.of(
                "trainer", "fraud",
                "id", request.id(),
                "model", request.model(),
                "task", request.task(),
                "parameters", request.parameters(),
                "deadline", request.deadline());
    }

    private static ConnectorModule start(Map<String, Object> more) {
        var settings = new HashMap<String, Object>(Map.ofEntries(
                Map.entry("mendflow.home", folder.resolve("home").toString()),
                Map.entry("MENDFLOW_SECRET_TRAINER_TOKEN", "s3cret"),
                Map.entry("mendflow.trainer.command.fraud.train", "sh -c 'eval \"$MENDFLOW_SCRIPT\"'"),
                Map.entry("mendflow.trainer.command.fraud.directory", work()),
                Map.entry("mendflow.trainer.command.fraud.environment.OMP_NUM_THREADS", "2"),
                Map.entry("mendflow.trainer.command.fraud.secrets.TOKEN", "trainer-token"),
                Map.entry("mendflow.trainer.command.both.train[0]", "true"),
                Map.entry("mendflow.trainer.command.both.score", "echo 'scored, with a comma'"),
                Map.entry("mendflow.trainer.command.missing.train[0]", "/no/such/program"),
                Map.entry("mendflow.trainer.command.missing.train[1]", "--now"),
                Map.entry("mendflow.trainer.command.unarmed.train", "true"),
                Map.entry("mendflow.trainer.command.unarmed.secrets.TOKEN", "absent")));
        settings.putAll(more);
        return ConnectorModule.start(settings);
    }

    private static String work() {
        try {
            return Files.createDirectories(folder.resolve("work")).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
