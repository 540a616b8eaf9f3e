package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mendflow.audit.Audit;
import io.mendflow.audit.Entry;
import io.mendflow.runbook.guard.Autonomy;
import io.mendflow.runbook.guard.Freeze;
import io.mendflow.runbook.guard.Freezes;
import io.mendflow.runbook.guard.Lease;
import io.mendflow.runbook.guard.Leases;
import io.mendflow.runbook.guard.Level;
import io.mendflow.runbook.guard.Standing;
import io.mendflow.runbook.guard.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.JobQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What keeps runs from acting, in a real engine; run on each database by its subclasses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GuardTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private DataSource database;
    private RunbookModule module;
    private Freezes freezes;

    abstract DataSource database();

    @BeforeAll
    void start(@TempDir Path folder) {
        database = database();
        module = RunbookModule.on(database, folder, "mendflow.guard.look-again=PT20S", "mendflow.guard.rate.at-most=2");
        freezes = module.bean(Freezes.class);
        module.given("mend", mend("mend", "PT0.1S"));
    }

    @AfterAll
    void stop() {
        module.close();
    }

    @BeforeEach
    void forget() {
        module.probe().forget();
    }

    @AfterEach
    void thaw() {
        freezes.list().forEach(freeze -> freezes.thaw(freeze.scope(), "test", "over"));
    }

    @Test
    void waitsForTheLeaseWithoutAThreadAndSaysWhoHoldsIt() {
        module.probe().answers("well", false);
        Run first = start("mend", "host/a");
        awaitActs("mend host/a");

        Run second = module.until(start("mend", "host/a/service/x"), RunState.WAITING);
        Run other = start("mend", "host/b");

        awaitActs("mend host/b");
        assertThat(second.reason())
                .startsWith("its lease on host/a/service/x is held by %s until ".formatted(first.id()));
        assertThat(leases().waiting())
                .extracting(Wait::runId, Wait::why, Wait::target)
                .containsExactly(tuple(second.id(), "lease", "host/a/service/x"));
        assertThat(jobs(second).singleResult().getRetries()).isEqualTo(3);
        assertThat(module.probe().acts()).doesNotContain("mend host/a/service/x", "broken host/a/service/x?");
        module.probe().answers("well", true);
        for (Run run : List.of(first, second, other)) {
            module.until(run, RunState.SUCCEEDED);
        }
        assertThat(leases().waiting()).isEmpty();
        assertThat(leases().held()).isEmpty();
        assertThat(module.events(RunChanged.class))
                .filteredOn(event -> event.runId().equals(second.id()))
                .extracting(RunChanged::to)
                .containsExactly(
                        RunState.REQUESTED, RunState.RUNNING, RunState.WAITING, RunState.RUNNING, RunState.SUCCEEDED);
    }

    @Test
    void handsTheFenceToWhatAStepAndItsUndoCall() {
        module.given(
                "fenced",
                """
                runbook('fenced') {
                    title 'Fenced'
                    risk 'low'
                    target { 'host/fenced' }
                    step('one', within: 'PT5S') { outputs.inTime = probe.fence() }
                    step('two', once: true) { outputs.once = probe.fence() }
                    undo('two') { outputs.undo = probe.fence() }
                    step('three', retry: 'R1/PT0S') { throw new IllegalStateException('no') }
                }
                """);

        Run run = module.until(module.start("fenced", Map.of()), RunState.FAILED);

        Lease lease = leases().of(run.id()).orElseThrow();
        assertThat(module.details(run).steps())
                .filteredOn(step -> step.state() == StepState.SUCCEEDED)
                .extracting(step -> ((Number) step.outputs().values().iterator().next()).longValue())
                .containsExactly(lease.fence(), lease.fence(), lease.fence());
        assertThat(lease.endedAt()).isNotNull();
        assertThat(lease.actedAt()).isNotNull();
    }

    @Test
    void stopsARunWhoseLeaseWasTakenOverBeforeItActsAgain() {
        module.given(
                "sleepy",
                """
                runbook('sleepy') {
                    title 'Sleepy'
                    risk 'low'
                    target { 'host/sleepy' }
                    step('one') { probe.act('one') }
                    undo('one') { probe.act('undo one') }
                    step('two', retry: 'R2/PT1H') { probe.act('two') }
                }
                """);
        module.probe().fails("two", 1);
        Run first = module.start("sleepy", Map.of());
        awaitActs("two");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> jobs(first).withException().count() == 1);
        expires(first, Instant.now().minusSeconds(1));

        Run second = module.until(start("mend", "host/sleepy"), RunState.SUCCEEDED);
        management().executeJob(jobs(first).singleResult().getId());
        Run failed = module.until(first, RunState.FAILED);

        assertThat(module.probe().acts())
                .containsSubsequence("one", "two", "mend host/sleepy")
                .doesNotContain("undo one")
                .containsOnlyOnce("two");
        assertThat(failed.reason())
                .contains(
                        "step 'two' was not begun: its lease on host/sleepy (fence ",
                        "was taken over by " + second.id(),
                        "undo of step 'one' failed too: it was not begun: its lease");
    }

    @Test
    void givesATargetToOneRunAtATimeAlsoOfTwoNodes() {
        RunbookModule other = RunbookModule.on(database, module.folder());
        try {
            List<Run> runs = new ArrayList<>();
            for (String target : List.of("host/both", "host/both/x", "host/both/x/y")) {
                runs.add(start("mend", target));
                runs.add(other.start("mend", Map.of("on", target)));
            }
            runs.forEach(run -> module.until(run, RunState.SUCCEEDED));

            List<Lease> leases = runs.stream()
                    .map(run -> leases().of(run.id()).orElseThrow())
                    .sorted(Comparator.comparingLong(Lease::fence))
                    .toList();
            for (int i = 1; i < leases.size(); i++) {
                assertThat(leases.get(i).since())
                        .isAfterOrEqualTo(leases.get(i - 1).endedAt());
                assertThat(leases.get(i - 1).lostTo()).isNull();
            }
        } finally {
            other.close();
        }
    }

    @Test
    void renewsTheLeaseWhileItVerifies() {
        module.probe().answers("well", false);
        Run run = start("mend", "host/renewed");
        awaitActs("mend host/renewed");

        Instant soon = Instant.now().plusSeconds(60);
        expires(run, soon);

        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> leases().of(run.id()).orElseThrow().until().isAfter(soon.plusSeconds(60)));
        module.probe().answers("well", true);
        module.until(run, RunState.SUCCEEDED);
    }

    @Test
    void freesTheLeaseOfARunWhoseProcessInstanceGoesAway() {
        module.given("rare", mend("rare", "PT1H"));
        module.probe().answers("well", false);
        Run first = start("rare", "host/gone");
        Awaitility.await().atMost(PATIENCE).until(() -> jobs(first).timers().count() == 1);
        Run second = module.until(start("mend", "host/gone"), RunState.WAITING);
        Run third = module.until(start("mend", "host/gone"), RunState.WAITING);

        module.processes().deleteProcessInstance(second.processInstanceId(), "not needed");
        module.processes().deleteProcessInstance(first.processInstanceId(), "not needed");
        module.probe().answers("well", true);

        module.until(third, RunState.SUCCEEDED);
        assertThat(module.details(second).run().state()).isEqualTo(RunState.CANCELLED);
        assertThat(leases().held()).isEmpty();
        assertThat(leases().waiting()).isEmpty();
    }

    @Test
    void letsACalledRunWorkOnTheTargetOfItsCaller() {
        module.given(
                "caller",
                """
                runbook('caller') {
                    title 'Caller'
                    risk 'low'
                    target { 'host/called' }
                    step('before') { probe.act('before') }
                    call 'mend', inputs: [on: 'host/called/service/x']
                }
                """);

        module.until(module.start("caller", Map.of()), RunState.SUCCEEDED);

        assertThat(module.probe().acts()).contains("before", "mend host/called/service/x");
    }

    @Test
    void refusesToActTooOftenAndLeavesNothingToUndo() {
        for (int i = 0; i < 2; i++) {
            module.until(start("mend", "host/often"), RunState.SUCCEEDED);
        }

        Run third = module.until(start("mend", "host/often"), RunState.FAILED);

        assertThat(third.reason())
                .startsWith("step 'mend' was not begun: 2 runs have acted on host/often within PT1H")
                .contains("there is room again at ");
        assertThat(module.details(third).steps())
                .extracting(RunStep::kind, RunStep::state)
                .containsExactly(tuple(StepKind.PRECONDITION, StepState.SUCCEEDED));
    }

    @Test
    void beginsNoStepWhileFrozenAndGoesOnByItselfAfterTheThaw() {
        module.given("pair", pair());
        module.probe().fails("one", 1);
        Run running = module.start("pair", Map.of());
        awaitActs("one");
        assertThat(freezes.freeze(Freeze.ALL, "olga", "change window")).isTrue();
        Run fresh = start("mend", "host/frozen");

        fresh = module.until(fresh, RunState.WAITING);
        running = module.until(running, RunState.WAITING);

        assertThat(fresh.reason())
                .startsWith("automation is frozen by olga since ")
                .endsWith(": change window");
        assertThat(leases().waiting())
                .extracting(Wait::why)
                .containsOnly("freeze")
                .hasSize(2);
        assertThat(module.probe().acts()).containsExactly("one");
        assertThat(freezes.thaw(Freeze.ALL, "olga", "done")).isTrue();
        module.until(fresh, RunState.SUCCEEDED);
        module.until(running, RunState.SUCCEEDED);
        assertThat(leases().waiting()).isEmpty();
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        module.bean(Audit.class).list(Freeze.ALL, null, 5))
                .extracting(Entry::action)
                .contains("automation.thaw", "automation.freeze"));
    }

    @Test
    void letsUndosAndVerificationsGoOnWhileFrozen() {
        module.given("pair", pair());
        module.probe().answers("well", false);
        Run verifying = start("mend", "host/verifying");
        awaitActs("mend host/verifying");
        module.given("retreat", retreat());
        module.probe().fails("two", 1);
        Run failing = module.start("retreat", Map.of());
        awaitActs("two");

        freezes.freeze("mend", "olga", "broken");
        freezes.freeze("retreat", "olga", "broken");
        module.probe().answers("well", true);

        module.until(verifying, RunState.SUCCEEDED);
        module.until(failing, RunState.FAILED);
        assertThat(module.probe().acts()).contains("undo one");
        module.until(module.start("pair", Map.of()), RunState.SUCCEEDED);
    }

    @Test
    void cancelsARunThatWaitsInATimerAndUndoesWhatItDid() {
        module.given("patient", patient());
        module.probe().answers("well", false);
        Run run = module.start("patient", Map.of());
        awaitActs("well?");

        module.runs().cancel(run.id(), "olga", "not needed");
        run = module.until(run, RunState.CANCELLED);

        assertThat(run.reason()).isEqualTo("cancelled by olga: not needed");
        assertThat(module.probe().acts()).containsSubsequence("one", "two", "undo two", "undo one");
        assertThat(leases().held()).isEmpty();
        Run ended = run;
        assertThatThrownBy(() -> module.runs().cancel(ended.id(), "olga", "again"))
                .isInstanceOf(RunTransitionRefused.class);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        module.bean(Audit.class).list(ended.id(), null, 20))
                .extracting(Entry::action, Entry::actor)
                .contains(tuple("run.cancel", "olga")));
    }

    @Test
    void cancelsARunBetweenTwoTriesOfAStep() {
        module.given("patient", patient().replace("R3/PT0.1S", "R3/PT1H"));
        module.probe().fails("two", 9);
        Run run = start("patient", "host/patient-2");
        awaitActs("two");

        module.runs().cancel(run.id(), "olga", "not needed");

        module.until(run, RunState.CANCELLED);
        assertThat(module.probe().acts()).containsExactly("one", "two", "undo one");
    }

    @Test
    void letsTheStepInHandEndBeforeItCancels() {
        module.given("patient", patient());
        module.probe().holds("one");
        Run run = start("patient", "host/patient-3");
        awaitActs("one");

        module.runs().cancel(run.id(), "olga", "not needed");
        assertThat(module.details(run).run().state()).isEqualTo(RunState.RUNNING);
        module.probe().letGo();

        module.until(run, RunState.CANCELLED);
        assertThat(module.probe().acts()).containsExactly("one", "undo one");
    }

    @Test
    void cancelsARunThatWaitsForALeaseAThawOrAPerson() {
        module.given("patient", patient());
        freezes.freeze("patient", "olga", "broken");
        Run frozen = module.until(module.start("patient", Map.of()), RunState.WAITING);
        module.runs().cancel(frozen.id(), "olga", "not needed");
        frozen = module.until(frozen, RunState.CANCELLED);
        assertThat(frozen.startedAt()).isNotNull();
        assertThat(leases().waiting()).isEmpty();

        module.given(
                "unsure",
                """
                runbook('unsure') {
                    title 'Unsure'
                    risk 'low'
                    step('one') { probe.act('one') }
                    undo('one') { probe.act('undo one') }
                    step('hang', once: true, within: 'PT0.2S') { probe.hang() }
                    undo('hang') { probe.act('undo hang') }
                }
                """);
        Run unsure = module.until(module.start("unsure", Map.of()), RunState.OUTCOME_UNKNOWN);
        module.runs().cancel(unsure.id(), "olga", "not needed");
        unsure = module.until(unsure, RunState.CANCELLED);
        assertThat(unsure.reason()).startsWith("cancelled by olga: not needed; what step 'hang' did is unknown");
        assertThat(module.probe().acts()).containsExactly("one", "hang", "undo one");
    }

    @Test
    void cancelsTheRunsThatARunHasCalled() {
        module.given("patient", patient());
        module.given(
                "outer",
                """
                runbook('outer') {
                    title 'Outer'
                    risk 'low'
                    step('before') { probe.act('before') }
                    undo('before') { probe.act('undo before') }
                    call 'patient'
                }
                """);
        module.probe().answers("well", false);
        Run outer = module.start("outer", Map.of());
        awaitActs("well?");

        module.runs().cancel(outer.id(), "olga", "not needed");

        outer = module.until(outer, RunState.CANCELLED);
        assertThat(module.probe().acts())
                .containsSubsequence("before", "one", "two", "undo two", "undo one", "undo before");
        assertThat(module.runs().list(new RunQuery(null, "patient", null, null, 1)))
                .extracting(Run::state, Run::reason)
                .containsExactly(tuple(RunState.CANCELLED, "cancelled by olga: not needed"));
        assertThat(outer.reason()).isEqualTo("cancelled by olga: not needed");
    }

    @Test
    void judgesRunsThatActedAndOpensTheBreaker() {
        module.given("fickle", mend("fickle", "PT0.1S").replace("within: 'PT1M'", "within: 'PT0.2S'"));
        Autonomy autonomy = module.bean(Autonomy.class);
        module.until(startIn("staging", "host/fickle-0"), RunState.SUCCEEDED);
        module.probe().answers("broken host/fickle-1", false);
        module.until(startIn("staging", "host/fickle-1"), RunState.NOT_APPLICABLE);
        module.probe().answers("well", false);

        for (int i = 2; i < 5; i++) {
            module.until(startIn("staging", "host/fickle-" + i), RunState.FAILED);
        }

        Standing standing = autonomy.standing("fickle");
        assertThat(standing.records())
                .extracting(
                        Standing.TrackRecord::category,
                        Standing.TrackRecord::environment,
                        Standing.TrackRecord::tries,
                        Standing.TrackRecord::verified)
                .containsExactly(tuple("web", "staging", 4, 1));
        assertThat(standing.breaker().open()).isTrue();
        assertThat(autonomy.of("fickle", "web", "staging")).isEqualTo(Level.SUGGEST);
        assertThat(module.metrics()
                        .counter("mendflow.guard.refusals", "guard", "breaker")
                        .count())
                .isEqualTo(1);
    }

    private Run startIn(String environment, String target) {
        return module.runs().start(new RunRequest("fickle", Map.of("on", target), null, "alice", "web", environment));
    }

    private ManagementService management() {
        return module.bean(ProcessEngine.class).getManagementService();
    }

    private JobQuery jobs(Run run) {
        return management().createJobQuery().processInstanceId(run.processInstanceId());
    }

    private void expires(Run run, Instant at) {
        module.jdbc()
                .sql("update lease set expires_at = ? where run_id = ?")
                .params(List.of(Rows.at(at), run.id()))
                .update();
    }

    private Leases leases() {
        return module.bean(Leases.class);
    }

    private Run start(String runbook, String target) {
        return module.start(runbook, Map.of("on", target));
    }

    private void awaitActs(String what) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> module.probe()
                .acts()
                .contains(what));
    }

    private static String mend(String id, String every) {
        return """
                runbook('%s') {
                    title 'Mend'
                    risk 'low'
                    input 'on'
                    target { inputs.on }
                    precondition('it is broken') { probe.ask("broken ${inputs.on}") }
                    step('mend') { probe.act("mend ${inputs.on}") }
                    verify('it is well', within: 'PT1M', every: '%s') { probe.ask('well') }
                }
                """
                .formatted(id, every);
    }

    private static String pair() {
        return """
                runbook('pair') {
                    title 'Pair'
                    risk 'low'
                    step('one', retry: 'R3/PT1S') { probe.act('one') }
                    step('two') { probe.act('two') }
                }
                """;
    }

    private static String retreat() {
        return """
                runbook('retreat') {
                    title 'Retreat'
                    risk 'low'
                    step('one') { probe.act('one') }
                    undo('one') { probe.act('undo one') }
                    step('two', once: true) { probe.act('two') }
                }
                """;
    }

    private static String patient() {
        return """
                runbook('patient') {
                    title 'Patient'
                    risk 'low'
                    input 'on', default: 'host/patient'
                    target { inputs.on }
                    step('one') { probe.act('one') }
                    undo('one') { probe.act('undo one') }
                    step('two', retry: 'R3/PT0.1S') { probe.act('two') }
                    undo('two') { probe.act('undo two') }
                    verify('it is well', baseline: false, within: 'PT2H', every: 'PT1H') { probe.ask('well') }
                }
                """;
    }
}
