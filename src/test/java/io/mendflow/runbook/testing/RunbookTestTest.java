package io.mendflow.runbook.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.runbook.testing.RunbookTests.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The tools for tests themselves: what a team may rely on, and how a wrong test or runbook is told. */
class RunbookTestTest {

    @TempDir
    static Path folder;

    @RegisterExtension
    static RunbookTest runbooks = RunbookTest.in(Path.of("src/test/resources/tested-runbooks"));

    private static final Map<String, String> SHOP = Map.of("command", "run shop", "url", "http://shop/health");

    @BeforeAll
    static void copyTheRunbook() throws IOException {
        Files.copy(Path.of("src/test/resources/tested-runbooks/patient.groovy"), folder.resolve("patient.groovy"));
    }

    @Test
    void testsARunbookInThreeLines() {
        runbooks.given("http.get").answers(Map.of("status", 503)).then(Map.of("status", 200));
        runbooks.given("host.local.start", "run shop").answers(Map.of("pid", 4711));
        runbooks.run("restart-process", SHOP).isFixed().did("host.local.start run shop");
    }

    @Test
    void changesWhatTargetsAnswerAfterACall() {
        Rule start = runbooks.given("host.local.start", RunbookTest.any()).answers(Map.of("pid", 1));
        runbooks.given("http.get", Pattern.compile(".*/health")).answers(Map.of("status", 500));
        runbooks.after(start, () -> runbooks.given("http.get").answers(Map.of("status", 200)));

        Outcome outcome = runbooks.run("restart-process", SHOP).isFixed();

        assertThat(outcome.getTook()).isEqualTo(Duration.ofSeconds(5));
        assertThat(outcome.getOutputs()).containsEntry("pid", 1);
    }

    @Test
    void forgetsBetweenTestsAndFailsOnCallsThatItWasNotToldOf() {
        assertThatThrownBy(() -> runbooks.run("restart-process", SHOP))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "the runbook called http.get('http://shop/health'), but the test does not say what it answers");
    }

    @Test
    void triesAgainAndWaitsByTheFakeClock() {
        runbooks.given("http.post")
                .fails("busy")
                .thenFails("busy")
                .then(Map.of("status", 201, "body", Map.of("id", 7)));
        runbooks.given("monitoring.query").answers(0.25);

        Outcome outcome = runbooks.run("patient", Map.of());

        outcome.isFixed().did("http.post http://a, x", "http.post http://a, x", "http.post http://a, x");
        assertThat(outcome.getTook()).isEqualTo(Duration.ofMinutes(20));
        assertThat(outcome.getOutputs()).hasToString("{id=7, load=0.25}");
    }

    @Test
    void saysWhatIsWrongWithAnExpectation() {
        runbooks.given("http.get").answers(Map.of("status", 200));
        Outcome outcome = runbooks.run("restart-process", SHOP);

        assertThatThrownBy(outcome::isFixed)
                .hasMessageContaining("Expected outcome 'fixed', but it is 'not-applicable'")
                .hasMessageContaining("precondition 'the endpoint is down': does-not-hold");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> runbooks.given("http.gett"))
                .hasMessageContaining("http has no operation 'gett'")
                .hasMessageContaining("delete, get, post, put");
        assertThatThrownBy(() -> runbooks.given("host.local"))
                .hasMessageContaining("an operation such as host.local.start");
        assertThatThrownBy(() -> runbooks.given("htpp.get")).hasMessageContaining("unknown verb 'htpp'");
        assertThatThrownBy(() -> runbooks.run("restart-process", Map.of("command", "a")))
                .hasMessageContaining("input 'url' is missing");
        assertThatThrownBy(() -> runbooks.given("http.get").answers(Map.of("statsu", 200)))
                .hasMessageContaining("which has no [statsu]; it has [status, body");
    }

    @Test
    void tellsWhatFailsInFilesByFileAndLine() throws IOException {
        Files.writeString(
                folder.resolve("patient.test.groovy"),
                """
                given { monitoring.query(any).answers(1) }

                test('is right') {
                    given { http.post('http://a').answers(status: 200, body: '{"id":1}') }
                    run()
                    expect { outcome 'fixed' }
                }

                test('expects too much') {
                    given { http.post(any).answers(status: 200, body: '{"id":1}') }
                    run()
                    expect {
                        outputs.load == 1
                        effects == []
                    }
                }

                test('knows too little') {
                    run()
                    expect { outcome 'failed' }
                }
                """);
        Files.writeString(folder.resolve("torn.test.groovy"), "test('x') {");

        List<Result> results;
        try (var tests = new RunbookTests(folder)) {
            results = tests.find(Set.of()).stream()
                    .map(RunbookTests.Case::perform)
                    .toList();
        }

        assertThat(results).hasSize(4);
        assertThat(results.get(0).failure()).isNull();
        assertThat(results.get(1).failure())
                .startsWith(folder.resolve("patient.test.groovy") + ":14: ")
                .contains("effects == []", "['http.post http://a, x']");
        assertThat(results.get(2).failure())
                .contains(
                        "patient.test.groovy:19: the runbook called http.post('http://a', 'x'), but the test does not say");
        assertThat(results.get(3).failure()).contains("torn.test.groovy: ");
    }
}
