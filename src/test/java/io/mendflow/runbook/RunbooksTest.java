package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mendflow.Databases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which runbooks are in service, as files come, change, break and go. */
class RunbooksTest {

    @TempDir
    static Path folder;

    private static DataSource database;
    private static RunbookModule module;

    @BeforeAll
    static void start() {
        database = Databases.h2();
        module = RunbookModule.on(database, folder);
    }

    @AfterAll
    static void stop() {
        module.close();
    }

    @AfterEach
    void clear() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Awaitility.await().until(() -> module.runbooks().problems().isEmpty());
        module.probe().forget();
    }

    @Test
    void putsTheShippedRunbooksIntoService() {
        assertThat(module.runbooks().problems()).isEmpty();
        assertThat(module.runbooks().list())
                .extracting(Runbook::id)
                .contains("restart-process", "replace-hung-process", "restart-dependents");
        Runbook restart = module.runbooks().find("restart-process").orElseThrow();
        assertThat(restart.risk()).isEqualTo(Risk.LOW);
        assertThat(restart.file()).isEqualTo("runbooks/restart-process.groovy");
        assertThat(restart.processKey()).isEqualTo("runbook-restart-process");
        assertThat(restart.version()).isEqualTo(1);
        assertThat(restart.steps()).containsExactly("start");
        assertThat(restart.warnings()).isEmpty();
        assertThat(restart.inputs())
                .extracting(Input::name, Input::type, Input::required, Input::about)
                .containsExactly(
                        tuple("command", InputType.STRING, true, "Command that starts the process"),
                        tuple("url", InputType.URI, true, "Health endpoint"));
        assertThat(module.runbooks().source("restart-process"))
                .hasValueSatisfying(text -> assertThat(Deployed.hash(text)).isEqualTo(restart.sourceHash()));
    }

    @Test
    void picksUpChangesAndKeepsTheLastGoodVersionOfABrokenFile() {
        Runbook first = module.given("mine", good("mine", "one"));
        assertThat(first.warnings()).singleElement().asString().contains("no verify");
        Runbook second = module.given("mine", good("mine", "two"));
        assertThat(second.version()).isEqualTo(2);

        module.write("mine.groovy", "runbook('mine') {\n  title 'x'\n  step('a') { ) }\n}\n");
        module.write("other.test.groovy", "not a runbook");
        awaitProblem(problem -> problem.file().endsWith("mine.groovy"));

        assertThat(module.runbooks().problems()).allSatisfy(problem -> {
            assertThat(problem.reason()).startsWith("syntax: ").endsWith("; version 2 of 'mine' stays in service");
            assertThat(problem.line()).isEqualTo(3);
        });
        assertThat(module.runbooks().find("mine")).contains(second);
        module.until(module.start("mine", Map.of()), RunState.SUCCEEDED);
        assertThat(module.probe().acts()).containsExactly("two");

        module.close();
        module = RunbookModule.on(database, folder);
        assertThat(module.runbooks().find("mine")).contains(second);
        assertThat(module.runbooks().find("restart-process"))
                .hasValueSatisfying(runbook -> assertThat(runbook.version()).isEqualTo(1));
        module.write("mine.groovy", good("mine", "two"));
        Awaitility.await().until(() -> module.runbooks().problems().isEmpty());
        assertThat(module.runbooks().find("mine")).contains(second);
    }

    @Test
    void finishesARunWithTheSourceThatItBeganWith() {
        module.given("long", waiting("old"));
        Run run = module.start("long", Map.of());
        Awaitility.await().until(() -> module.probe().acts().contains("go old?"));

        module.given("long", waiting("new"));
        module.probe().answers("go old", true);

        module.until(run, RunState.SUCCEEDED);
        assertThat(module.probe().acts()).doesNotContain("go new?").contains("go old?");
    }

    @Test
    void saysWhatIsWrongWithAFileAndWhere() {
        check("step('a') { prode.act('x') }", 4, "unknown verb 'prode'; here one can say inputs, outputs, log, ");
        check("step('a') { [1].each { shell('x') } }", 4, "unknown verb 'shell'");
        check(
                "input 'url', type: 'uri'\nstep('a') { probe.act(\"${inputs.uri}\") }",
                5,
                "unknown input 'uri'; the inputs are [url]");
        check("stepp('a') { }", 4, "unknown word 'stepp'");
        check("title \"now ${System.exit(3)}\"", 4, "expected a word of the language with plain values");
        check(
                "input 'n', type: 'number'\nstep('a') { }",
                4,
                "input 'n', option 'type': expected one of string, integer");
        check("input 'n', type: 'enum'\nstep('a') { }", 4, "an enum needs its values");
        check(
                "input 'n', type: 'integer', default: 'x'\nstep('a') { }",
                4,
                "option 'default': expected a whole number");
        check("input 'n', size: 3\nstep('a') { }", 4, "input 'n' has no option 'size'");
        check(
                "step('a') { }\nverify('v', within: '1 minute') { true }",
                5,
                "expected an ISO-8601 duration, such as PT30S");
        check("step('a') { }\nverify('v', every: 'PT0S') { true }", 5, "expected more than nothing");
        check("step('a', retry: '3 times') { }", 4, "expected tries and pause, such as R3/PT5S");
        check("step('a', once: true, retry: 'R3/PT1S') { }", 4, "acts once, so it has no retry");
        check("step('a') { }\nundo('b') { }", 5, "undo of step 'b', but the steps beside it are 'a'");
        check("step('a') { }\nstep('a') { }", 5, "step 'a' is there already");
        check("call 'nothing-such'", 4, "calls runbook 'nothing-such', which is not in service");
        saysWhatIsWrongWithPartsInsideOthers();
        for (String past : List.of(
                "new File('/etc/passwd')",
                "File f = ['/etc/passwd']",
                "'reboot'.execute()",
                "'reboot'.&execute",
                "'http://x'.toURL().text",
                "'x'.\"${'exe' + 'cute'}\"()",
                "Thread.start { }",
                "System.exit(1)",
                "java.nio.file.Files.delete(null)",
                "probe.@acts",
                "''.class.forName('x')")) {
            check("step('a') { %s }".formatted(past), 4, "past the verbs");
        }
        check("throw new RuntimeException('oops')", 4, "expected a word of the language with plain values");
        check("if (true) { title 'x' }", 4, "expected a word of the language with plain values");
        check("", 1, "expected at least one step");
        checkText("println 'hello'", 1, "expected only runbook('id') { … } at the top of the file");
        checkText(
                "runbook('Bad Id') {\n title 'x'\n risk 'low'\n step('a') { }\n}",
                1,
                "expected an id of lower-case letters");
        checkText(
                "runbook('x') {\n title 'x'\n risk 'lw'\n step('a') { }\n}",
                3,
                "risk: expected one of low, medium, high");
        assertThat(module.runbooks().find("restart-process")).isPresent();
    }

    private void saysWhatIsWrongWithPartsInsideOthers() {
        check(
                "parallel {\nverify('v') { true }\n}",
                5,
                "'verify' stands at the top of a runbook, not inside another part");
        check("branch('b') { step('a') { } }", 4, "'branch' stands inside parallel { … }");
        check("parallel {\nstep('a') { }\nbranch('b') {\nstep('a') { }\n}\n}", 7, "step 'a' is there already");
        check("parallel { }", 4, "expected parallel to hold at least one part");
        check(
                "parallel {\nprintln 'x'\n}",
                5,
                "unknown word 'println'; here one can say [approve, await, branch, call");
        check("parallel {\nif (true) { step('a') { } }\n}", 5, "code belongs into the braces of a part");
        check("each('x', in: ['a']) { n ->\nstep('a') { probe.act(item) }\n}", 5, "unknown verb 'item'");
        check(
                "each('x', in: ['a']) { probe -> step('a') { } }",
                4,
                "'probe' is a verb, so an item cannot be called so");
        check(
                "each('x', atMost: 2) { step('a') { } }",
                4,
                "each 'x', option 'in': expected a list, or braces that give one");
        check(
                "each('x') { step('a') { } }",
                4,
                "'each' takes named options, a text, braces, but it is given a text, braces");
        check("step(3) { }", 4, "'step' takes a text, braces; or named options, a text, braces");
        check("each('x', in: ['a'], atMost: 0) { step('a') { } }", 4, "option 'atMost': expected 1 to 50, but it is 0");
        check(
                "each('x', in: ['a']) { n ->\neach('y', in: ['b']) { n -> step('a') { } }\n}",
                5,
                "the item around it is called 'n' already");
        check("approve('x', quorum: 0)", 4, "approve 'x', option 'quorum': expected 1 to 10, but it is 0");
        check("approve('x', roles: [])", 4, "expected a list of roles, such as ['approver']");
        check("approve('x', otherwise: 'wait')", 4, "option 'otherwise': expected one of fail, continue, escalate");
        check("await('x', otherwise: 'escalate') { true }", 4, "expected fail or continue, but it is 'escalate'");
        check("await('x', every: 'PT0S') { true }", 4, "option 'every': expected more than nothing");
        check("await('x', stable: 'PT1S') { true }", 4, "await 'x' has no option 'stable'");
        check("when('x') { true }\nstep('a') { }", 4, "expected when 'x' { … } then { … }, but there is no then");
        check("step('a') { }\notherwise { step('b') { } }", 5, "expected otherwise right after a when");
        check("when('x') { true } then { step('a') { } } then { step('b') { } }", 4, "when 'x' has its then already");
        check("fail 'no'\nstep('a') { }", 5, "nothing after fail is reached");
        check(
                "when('x') { true } then { fail 'no' } otherwise { escalate 'no' }\nstep('a') { }",
                5,
                "nothing after 'x', both ways of which end the run, is reached");
        check("parallel {\nstep('a') { }\n}\nundo('a') { }", 7, "undo of step 'a', but the steps beside it are none");
        check("waitFor('x', signal: [:])", 4, "expected labels, such as signal: [source: 'github']");
        check("step('a', retry: ['PT1S', 'soon']) { }", 4, "expected a list of ISO-8601 durations");
        check("step('a', sample: 'pid') { }", 4, "option 'sample': expected a map of plain values");
        check("output 'o', type: 'secret'\nstep('a') { }", 4, "output 'o': expected no secret");
        check(
                "call 'restart-process', inputs: [url: 'http://x/']",
                4,
                "does not give runbook 'restart-process' the input 'command'");
        check(
                "call 'restart-process', inputs: [command: 'x', url: 'there']",
                4,
                "gives runbook 'restart-process' a wrong input 'url': expected an absolute URI");
        check(
                "call 'restart-process', inputs: { [command: 'x', uri: inputs.x] }\ninput 'x'",
                4,
                "gives runbook 'restart-process' the input 'uri', but its inputs are [command, url]");
    }

    @Test
    void reportsADuplicateIdForBothAndKeepsTheFirst() {
        String before = module.runbooks().find("restart-process").orElseThrow().sourceHash();

        module.write("mine.groovy", good("restart-process", "x"));
        awaitProblem(problem -> problem.file().endsWith("mine.groovy"));

        assertThat(module.runbooks().problems())
                .extracting(Problem::file)
                .containsExactlyInAnyOrder(folder.resolve("mine.groovy").toString(), "runbooks/restart-process.groovy");
        assertThat(module.runbooks().problems()).allSatisfy(problem -> {
            assertThat(problem.line()).isEqualTo(1);
            assertThat(problem.reason()).contains("restart-process");
        });
        assertThat(module.runbooks().find("restart-process"))
                .hasValueSatisfying(runbook -> assertThat(runbook.sourceHash()).isEqualTo(before));
    }

    @Test
    void takesRunbooksOutOfServiceThatCallEachOther() {
        module.given("ping", good("ping", "x"));
        module.given("pong", calling("pong", "ping"));
        assertThat(module.runbooks().problems()).isEmpty();

        module.write("ping.groovy", calling("ping", "pong"));
        awaitProblem(problem -> problem.file().endsWith("ping.groovy"));

        assertThat(module.runbooks().problems())
                .extracting(Problem::line, Problem::reason)
                .containsExactly(
                        tuple(4, "cyclic call: ping → pong → ping; runbook 'ping' is not in service"),
                        tuple(4, "cyclic call: pong → ping → pong; runbook 'pong' is not in service"));
        assertThat(module.runbooks().find("ping")).isEmpty();
        assertThat(module.runbooks().find("pong")).isEmpty();
        assertThat(module.runbooks().find("restart-process")).isPresent();
    }

    @Test
    void takesARunbookOutOfServiceWhenItsFileGoes() throws IOException {
        module.given("mine", good("mine", "one"));

        Files.delete(folder.resolve("mine.groovy"));

        Awaitility.await().until(() -> module.runbooks().find("mine").isEmpty());
        assertThat(module.runbooks().problems()).isEmpty();
    }

    @Test
    void deploysOnceWhenTwoNodesStartTogether() {
        module.write("mine.groovy", good("mine", "one"));
        DataSource shared = Databases.postgres();
        RunbookModule.on(shared, folder.resolve("none")).close();

        List<CompletableFuture<RunbookModule>> nodes = List.of(
                CompletableFuture.supplyAsync(() -> RunbookModule.on(shared, folder)),
                CompletableFuture.supplyAsync(() -> RunbookModule.on(shared, folder)));
        List<RunbookModule> started =
                nodes.stream().map(CompletableFuture::join).toList();

        assertThat(started).allSatisfy((ThrowingConsumer<RunbookModule>) node -> assertThat(
                        node.runbooks().find("mine"))
                .hasValueSatisfying(runbook -> assertThat(runbook.version()).isEqualTo(1)));
        assertThat(started.get(0)
                        .repository()
                        .createProcessDefinitionQuery()
                        .processDefinitionKey("runbook-mine")
                        .count())
                .isEqualTo(1);
        started.forEach(RunbookModule::close);
    }

    private void check(String body, int line, String reason) {
        checkText("runbook('broken') {\ntitle 'Broken'\nrisk 'low'\n" + body + "\n}", line, reason);
    }

    private void checkText(String text, int line, String reason) {
        var reading = module.bean(RunbookReader.class).read("runbooks/broken.groovy", "broken.groovy", text);
        if (reading.definition() != null) {
            module.write("broken.groovy", text);
            awaitProblem(problem -> problem.file().endsWith("broken.groovy")
                    && problem.line() == line
                    && problem.reason().contains(reason));
            return;
        }
        assertThat(reading.problems()).as(text).anySatisfy(problem -> {
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.reason()).contains(reason);
        });
    }

    private void awaitProblem(Predicate<Problem> wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> module.runbooks().problems().stream().anyMatch(wanted));
    }

    private static String good(String id, String act) {
        return "runbook('%s') {\ntitle 'Good'\nrisk 'low'\nstep('act') { probe.act('%s') }\n}".formatted(id, act);
    }

    private static String calling(String id, String other) {
        return "runbook('%s') {\ntitle 'Calling'\nrisk 'low'\ncall '%s'\n}".formatted(id, other);
    }

    private static String waiting(String word) {
        return """
                runbook('long') {
                    title 'Long'
                    risk 'low'
                    step('act') { probe.act('%1$s'); probe.answers('go %1$s', false) }
                    verify('go', within: 'PT20S', every: 'PT0.1S') { probe.ask('go %1$s') }
                }
                """
                .formatted(word);
    }
}
