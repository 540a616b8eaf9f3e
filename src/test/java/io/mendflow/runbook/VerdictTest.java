package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mendflow.Databases;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run says of the trouble that it was to mend, and what is kept of how it went about it. */
class VerdictTest {

    @TempDir
    static Path folder;

    private static RunbookModule module;

    @BeforeAll
    static void start() {
        module = RunbookModule.on(Databases.h2(), folder);
    }

    @AfterAll
    static void stop() {
        module.close();
    }

    @BeforeEach
    void forget() {
        module.probe().forget();
    }

    @Test
    void isFixedWhenTheGoalIsReachedForTheWholeSoakWindow() {
        given("lowering", "better: 'lower', goal: { inputs.most }, within: 'PT5S', every: 'PT0.1S', stable: 'PT0.2S'");
        module.probe().measures("errors", 0.4, 0.3, 0.01);

        Run run = module.until(module.start("lowering", Map.of()), RunState.SUCCEEDED);

        assertThat(run.verdict()).isEqualTo(Verdict.FIXED);
        assertThat(variable(run, "runVerdict")).isEqualTo("fixed");
        assertThat(module.details(run).steps())
                .extracting(RunStep::kind, RunStep::state, RunStep::verdict, RunStep::value, RunStep::baseline)
                .containsExactly(
                        tuple(StepKind.BASELINE, StepState.DOES_NOT_HOLD, null, new BigDecimal("0.4"), null),
                        tuple(StepKind.STEP, StepState.SUCCEEDED, null, null, null),
                        tuple(
                                StepKind.VERIFICATION,
                                StepState.SUCCEEDED,
                                Verdict.FIXED,
                                new BigDecimal("0.01"),
                                new BigDecimal("0.4")));
        assertThat(variable(run, "verify_errors_are_rare_value")).isEqualTo("0.01");
        assertThat(variable(run, "verify_errors_are_rare_baseline")).isEqualTo("0.4");
    }

    @Test
    void isNotFixedWhenItIsNoBetterThanBeforeAtTheDeadline() {
        given("lowering", "better: 'lower', within: 'PT0.4S', every: 'PT0.1S'");
        module.probe().measures("errors", 100, 95);

        Run run = module.until(module.start("lowering", Map.of()), RunState.FAILED);

        assertThat(run.verdict()).isEqualTo(Verdict.NOT_FIXED);
        assertThat(run.reason()).isEqualTo("verification 'errors are rare' did not hold within PT0.4S: it is 95");
        assertThat(module.probe().acts()).containsExactly("mend", "undo mend");
        assertThat(variable(run, "runVerdict")).isEqualTo("not-fixed");
    }

    @Test
    void isWorseAndUndoneBeforeTheDeadlineWhenTheNumberIsWorseThanBefore() {
        given("lowering", "better: 'lower', goal: 1, within: 'PT1H', every: 'PT0.1S', worseFor: 'PT0.2S'");
        module.probe().measures("errors", 100, 109, 111);

        Run run = module.until(module.start("lowering", Map.of()), RunState.FAILED);

        assertThat(run.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(run.reason())
                .isEqualTo(
                        "verification 'errors are rare' is worse than before the run acted: it is 111, and it was 100 then");
        assertThat(module.probe().acts()).containsExactly("mend", "undo mend");
        assertThat(verification(run).verdict()).isEqualTo(Verdict.WORSE);
        assertThat(verification(run).attempt()).isGreaterThan(2);
        assertThat(variable(run, "runVerdict")).isEqualTo("worse");
    }

    @Test
    void isWorseWhenACheckIsBrokenThatHeldBefore() {
        module.given(
                "breaking",
                """
                runbook('breaking') {
                    title 'Breaking'
                    risk 'low'
                    step('mend') { probe.answers('well', false); probe.act('mend') }
                    undo('mend') { probe.act('undo mend') }
                    verify('all is well', within: 'PT1H', every: 'PT0.1S', worseFor: 'PT0S') { probe.ask('well') }
                }
                """);

        Run run = module.until(module.start("breaking", Map.of()), RunState.FAILED);

        assertThat(run.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(run.reason()).endsWith("it does not hold, and it held then");
        assertThat(module.probe().acts()).containsExactly("well?", "mend", "well?", "undo mend");
        assertThat(verification(run).value()).isEqualTo(false);
        assertThat(verification(run).baseline()).isEqualTo(true);
    }

    @Test
    void isNotWorseWhenTheGoalIsReachedThoughItWasBetterBefore() {
        given("lowering", "better: 'lower', goal: 10, within: 'PT5S', every: 'PT0.1S', worseFor: 'PT0S'");
        module.probe().measures("errors", 1, 9);

        assertThat(module.until(module.start("lowering", Map.of()), RunState.SUCCEEDED)
                        .verdict())
                .isEqualTo(Verdict.FIXED);
    }

    @Test
    void goesOnWithAnUnknownBaselineAndSaysWhy() {
        module.given(
                "unknown",
                """
                runbook('unknown') {
                    title 'Unknown'
                    risk 'low'
                    step('mend') { outputs.before = 7 }
                    verify('it is more', every: 'PT0.1S') { outputs.before < 8 }
                    verify('it can be read', every: 'PT0.1S') { probe.act('read') }
                    verify('nobody asks', baseline: false) { probe.ask('never before') }
                }
                """);
        module.probe().fails("read", 1);

        Run run = module.until(module.start("unknown", Map.of()), RunState.SUCCEEDED);

        assertThat(module.details(run).steps().subList(0, 2))
                .extracting(RunStep::kind, RunStep::state, RunStep::value, RunStep::error)
                .containsExactly(
                        tuple(
                                StepKind.BASELINE,
                                StepState.UNKNOWN,
                                null,
                                "unknown.groovy:5: it asks for outputs.before, which no step has noted yet"),
                        tuple(StepKind.BASELINE, StepState.UNKNOWN, null, "unknown.groovy:6: read went wrong"));
        assertThat(module.probe().acts()).containsExactly("read", "read", "never before?");
        assertThat(run.verdict()).isEqualTo(Verdict.FIXED);
    }

    @Test
    void readsTheBaselineOnceWhenItsStepIsTriedAgainAndInTheSameJob() {
        module.given(
                "again",
                """
                runbook('again') {
                    title 'Again'
                    risk 'low'
                    step('mend', retry: 'R2/PT0.1S') { probe.act('mend') }
                    verify('all is well') { probe.ask('well') }
                }
                """);
        module.probe().fails("mend", 1);

        Run run = module.until(module.start("again", Map.of()), RunState.SUCCEEDED);

        assertThat(module.probe().acts()).containsExactly("well?", "mend", "mend", "well?");
        assertThat(module.history()
                        .createHistoricJobLogQuery()
                        .processInstanceId(run.processInstanceId())
                        .successLog()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void readsTheBaselineOnceWhenBranchesBeginTogether() {
        module.given(
                "together",
                """
                runbook('together') {
                    title 'Together'
                    risk 'low'
                    parallel {
                        step('left') { probe.meet('left') }
                        step('right') { probe.meet('right') }
                    }
                    verify('all is well') { probe.ask('well') }
                }
                """);

        Run run = module.until(module.start("together", Map.of()), RunState.SUCCEEDED);

        assertThat(module.details(run).steps())
                .filteredOn(step -> step.kind() == StepKind.BASELINE)
                .hasSize(1);
    }

    @Test
    void keepsWhatAPartDidWithSecretsMasked() {
        module.given(
                "telling",
                """
                runbook('telling') {
                    title 'Telling'
                    risk 'low'
                    input 'token', type: 'secret'
                    step('tell', within: 'PT5S') {
                        probe.part('x').tell(inputs.token, to: 'all', about: [1, 'a' * 300])
                        probe.with { it.ask('inside') }
                        assert !probe.ask('well')
                        log "told"
                    }
                    step('break', retry: 'R1/PT1S') { probe.act("break ${inputs.token}") }
                    undo('tell') { probe.act('undo') }
                    verify('all is well', within: 'PT1S') { true }
                }
                """);
        module.probe().answers("well", false);
        module.probe().fails("break " + RunbookModule.SECRET, 1);

        Run run = module.until(module.start("telling", Map.of("token", "API_TOKEN")), RunState.FAILED);

        List<RunStep> steps = module.details(run).steps();
        assertThat(steps.get(1).calls())
                .extracting(Call::connector, Call::operation, Call::kind, Call::target, Call::outcome)
                .containsExactly(
                        tuple("probe.part(x)", "tell", "effect", "probe/tell", "done"),
                        tuple("probe", "ask", "read", "probe/ask", "done"),
                        tuple("probe", "ask", "read", "probe/ask", "done"));
        assertThat(steps.get(1).calls().get(0).arguments())
                .containsExactly(Map.of("to", "all", "about", List.of(1, "a".repeat(199) + "…")), "***");
        assertThat(steps.get(2).calls())
                .extracting(Call::arguments, Call::outcome, Call::error)
                .containsExactly(tuple(List.of("break ***"), "failed", "break *** went wrong"));
        assertThat(steps.get(3).calls()).extracting(Call::operation).containsExactly("act");
        assertThat(variable(run, "step_tell").toString())
                .startsWith("succeeded at try 1, after ")
                .contains(
                        "effect probe.part(x).tell[{to=all, about=[1, aaa", "on probe/tell: done after", "log:\ntold");
        assertThat(variable(run, "step_break").toString())
                .startsWith("failed at try 1")
                .contains("***");
        assertThat(variable(run, "undo_tell").toString()).contains("effect probe.act[undo]");
    }

    @Test
    void keepsEffectsRatherThanLooksWhenThereIsTooMuch() {
        module.given(
                "much",
                """
                runbook('much') {
                    title 'Much'
                    risk 'low'
                    step('look') {
                        150.times { probe.ask('x') }
                        probe.act('at last')
                    }
                    step('say much') { 99.times { probe.ask("$it " + 'y' * 500) } }
                    step('hang', once: true, within: 'PT0.2S') { probe.hang() }
                    verify('all is well') { true }
                }
                """);

        Run run = module.until(module.start("much", Map.of()), RunState.OUTCOME_UNKNOWN);

        List<RunStep> steps = module.details(run).steps();
        assertThat(steps.get(1).calls()).hasSize(Calls.MOST).last().satisfies(call -> assertThat(call.operation())
                .isEqualTo("act"));
        assertThat(steps.get(1).callsLeftOut()).isEqualTo(51);
        assertThat(Json.write(steps.get(2).calls())).hasSizeBetween(19_000, Calls.LONGEST + 2);
        assertThat(steps.get(2).callsLeftOut())
                .isEqualTo(99 - steps.get(2).calls().size());
        assertThat(steps.get(3).calls())
                .extracting(Call::operation, Call::outcome, Call::tookMs)
                .containsExactly(tuple("hang", "unfinished", null));
    }

    @Test
    void letsAStepDoNothingMoreOnceItsTimeIsOver() throws InterruptedException {
        module.given(
                "late",
                """
                runbook('late') {
                    title 'Late'
                    risk 'low'
                    step('go on', within: 'PT0.2S', once: true) {
                        try { probe.hang() } catch (ignored) { }
                        probe.act('too late')
                    }
                    verify('all is well') { true }
                }
                """);

        Run run = module.until(module.start("late", Map.of()), RunState.OUTCOME_UNKNOWN);

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("runbook late")) {
                thread.join(10_000);
            }
        }
        assertThat(module.probe().acts()).contains("hang").doesNotContain("too late");
        assertThat(module.details(run).steps().get(1).calls())
                .extracting(Call::operation, Call::outcome)
                .containsExactly(tuple("hang", "unfinished"));
    }

    private static void given(String id, String options) {
        module.given(
                id,
                """
                runbook('%s') {
                    title 'Lowering'
                    risk 'low'
                    input 'most', type: 'decimal', default: 0.05
                    step('mend') { probe.act('mend') }
                    undo('mend') { probe.act('undo mend') }
                    verify('errors are rare', %s) { probe.measure('errors') }
                }
                """
                        .formatted(id, options));
    }

    private static RunStep verification(Run run) {
        return module.details(run).steps().stream()
                .filter(step -> step.kind() == StepKind.VERIFICATION)
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable Object variable(Run run, String name) {
        HistoricVariableInstance variable = module.history()
                .createHistoricVariableInstanceQuery()
                .processInstanceId(run.processInstanceId())
                .variableName(name)
                .singleResult();
        return variable == null ? null : variable.getValue();
    }
}
