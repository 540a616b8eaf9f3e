package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mendflow.Databases;
import io.mendflow.runbook.guard.Freezes;
import io.mendflow.runbook.guard.Leases;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts that wait: for a condition, for people, for a signal, for another runbook; and the words that end a run. */
class WaitingPartsTest {

    @TempDir
    static Path folder;

    private static RunbookModule module;

    @BeforeAll
    static void start() {
        module = RunbookModule.on(Databases.h2(), folder);
        IdentityService identity = module.bean(ProcessEngine.class).getIdentityService();
        identity.saveGroup(identity.newGroup("approver"));
        for (String person : List.of("alice", "bob", "carol", "dave")) {
            identity.saveUser(identity.newUser(person));
            if (!person.equals("dave")) {
                identity.createMembership(person, "approver");
            }
        }
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
    void awaitsACondition() {
        given(
                "patient",
                """
                step('drain') { probe.act('drain') }
                undo('drain') { probe.act('undo drain') }
                await('it is empty', within: 'PT20S', every: 'PT0.1S') { outputs.seen = 'empty'; probe.ask('empty') }
                step('stop') { probe.act("stop ${outputs.seen}") }
                """);
        module.probe().answers("empty", false);
        Run run = module.start("patient", Map.of());
        Awaitility.await().until(() -> module.probe().acts().size() > 3);
        module.probe().answers("empty", true);

        module.until(run, RunState.SUCCEEDED);

        assertThat(module.probe().acts()).last().isEqualTo("stop empty");
        assertThat(module.details(run).steps())
                .extracting(RunStep::step, RunStep::kind, RunStep::state)
                .containsExactly(
                        tuple("drain", StepKind.STEP, StepState.SUCCEEDED),
                        tuple("it is empty", StepKind.AWAIT, StepState.SUCCEEDED),
                        tuple("stop", StepKind.STEP, StepState.SUCCEEDED));
    }

    @Test
    void failsOrGoesOnWhenAConditionDoesNotHoldInTime() {
        given(
                "impatient",
                """
                step('drain') { probe.act('drain') }
                undo('drain') { probe.act('undo drain') }
                await('it is nice', within: 'PT0.2S', every: 'PT0.1S', otherwise: 'continue') { false }
                await('it is empty', within: 'PT0.3S', every: 'PT0.1S') { false }
                """);

        Run run = module.until(module.start("impatient", Map.of()), RunState.FAILED);

        assertThat(run.reason()).isEqualTo("await 'it is empty' did not hold within PT0.3S: it does not hold");
        assertThat(module.probe().acts()).containsExactly("drain", "undo drain");
        assertThat(module.details(run).steps())
                .filteredOn(step -> step.kind() == StepKind.AWAIT)
                .extracting(RunStep::state)
                .containsExactly(StepState.DOES_NOT_HOLD, StepState.FAILED);
    }

    @Test
    void goesOnWhenEnoughDifferentPeopleApprove() {
        given("asking", "approve('drop it', quorum: 2)\nstep('drop it') { probe.act('drop it') }\n");
        Run run = module.start("asking", Map.of());
        List<Task> tasks = tasks(run, 2);

        refuses(() -> answer(tasks.get(0), "alice", "approve"), "alice has asked for the run");
        refuses(() -> answer(tasks.get(0), "dave", "approve"), "dave is in none of the groups approver");
        refuses(() -> answer(tasks.get(0), "bob", "perhaps"), "to be approve or reject, but it is 'perhaps'");
        refuses(
                () -> module.tasks().complete(tasks.get(0).getId(), Map.of("decision", "approve")),
                "nobody is logged in");
        answer(tasks.get(0), "bob", "approve");
        refuses(() -> answer(tasks.get(1), "bob", "approve"), "bob has answered already; 2 different people");
        refuses(() -> answer(tasks.get(1), "carol", null), "to be approve or reject, but it is 'null'");
        assertThat(module.probe().acts()).isEmpty();
        answer(tasks.get(1), "carol", "approve");

        module.until(run, RunState.SUCCEEDED);
        assertThat(module.details(run).steps())
                .filteredOn(step -> step.kind() == StepKind.APPROVAL)
                .extracting(RunStep::step, RunStep::attempt, RunStep::state, step -> step.outputs()
                        .get("by"))
                .containsExactly(
                        tuple("drop it", 1, StepState.SUCCEEDED, "bob"),
                        tuple("drop it", 2, StepState.SUCCEEDED, "carol"));
        assertThat(module.events(RunWaits.class))
                .filteredOn(waits -> waits.runId().equals(run.id()))
                .singleElement()
                .satisfies(waits -> assertThat(waits.text()).contains("waits for 2 people to approve 'drop it'"));
    }

    @Test
    void endsARunThatOnePersonRejects() {
        given(
                "rejected",
                """
                step('drain') { probe.act('drain') }
                undo('drain') { probe.act('undo drain') }
                approve('drop it', quorum: 2)
                step('drop it') { probe.act('drop it') }
                """);
        Run run = module.start("rejected", Map.of());

        answer(tasks(run, 2).get(1), "bob", "reject");

        run = module.until(run, RunState.FAILED);
        assertThat(run.reason()).isEqualTo("approval 'drop it' was rejected by bob: because");
        assertThat(module.probe().acts()).containsExactly("drain", "undo drain");
    }

    @Test
    void knowsWhatToDoWhenNobodyAnswers() {
        for (String otherwise : List.of("fail", "continue", "escalate")) {
            given(
                    "deadline-" + otherwise,
                    """
                    step('drain') { probe.act('drain') }
                    undo('drain') { probe.act('undo drain') }
                    approve('drop it', within: 'PT0.3S', otherwise: '%s')
                    step('drop it') { probe.act('drop it') }
                    """
                            .formatted(otherwise));
        }

        Run failed = module.until(module.start("deadline-fail", Map.of()), RunState.FAILED);
        assertThat(failed.reason()).isEqualTo("approval 'drop it' was not given within 0.3 s");
        assertThat(module.probe().acts()).containsExactly("drain", "undo drain");

        module.probe().forget();
        module.until(module.start("deadline-continue", Map.of()), RunState.SUCCEEDED);
        assertThat(module.probe().acts()).containsExactly("drain", "drop it");

        module.probe().forget();
        Run escalated = module.until(module.start("deadline-escalate", Map.of()), RunState.ESCALATED);
        assertThat(escalated.reason()).isEqualTo("approval 'drop it' was not given within 0.3 s");
        assertThat(module.probe().acts()).containsExactly("drain");
    }

    @Test
    void asksNobodyAnyMoreWhenAnotherBranchHasFailed() {
        given(
                "moot",
                """
                parallel {
                    approve('drop it')
                    waitFor('the all-clear', signal: [source: 'nobody'])
                    step('prepare', retry: 'R1/PT0S') { probe.act('prepare') }
                }
                """);
        module.probe().fails("prepare", 1);

        Run run = module.until(module.start("moot", Map.of()), RunState.FAILED);

        assertThat(run.reason()).startsWith("step 'prepare' failed");
        assertThat(module.tasks()
                        .createTaskQuery()
                        .processInstanceId(run.processInstanceId())
                        .count())
                .isZero();
    }

    @Test
    void endsWhereTheRunbookSaysSo() {
        given(
                "ending",
                """
                input 'way', type: 'enum', values: ['fail', 'escalate', 'inside']
                step('drain') { probe.act('drain') }
                undo('drain') { probe.act('undo drain') }
                when('it is to fail') { inputs.way == 'fail' } then { fail 'it was to fail' }
                when('it is to be escalated') { inputs.way == 'escalate' } then {
                    escalate 'people know better'
                } otherwise {
                    each('look', in: ['a', 'b']) {
                        step('look') { probe.act("look ${item}") }
                        undo('look') { probe.act("undo look ${item}") }
                        when('it is bad') { item == 'b' } then { escalate 'b is bad' }
                    }
                }
                """);

        Run failed = module.until(module.start("ending", Map.of("way", "fail")), RunState.FAILED);
        assertThat(failed.reason()).isEqualTo("it was to fail");
        assertThat(module.probe().acts()).containsExactly("drain", "undo drain");

        module.probe().forget();
        Run escalated = module.until(module.start("ending", Map.of("way", "escalate")), RunState.ESCALATED);
        assertThat(escalated.reason()).isEqualTo("people know better");
        assertThat(module.probe().acts()).containsExactly("drain");

        module.probe().forget();
        Run inside = module.until(module.start("ending", Map.of("way", "inside")), RunState.ESCALATED);
        assertThat(inside.reason()).isEqualTo("b is bad");
        assertThat(module.probe().acts()).containsExactly("drain", "look a", "look b");
    }

    @Test
    void givesTheOutputsOfACalledRunbookToItsCaller() {
        given(
                "inner",
                """
                input 'name'
                output 'pid', type: 'integer'
                output 'hosts', type: 'list'
                step('start') { outputs.pid = probe.ask(inputs.name) ? 4711 : 'none'; outputs.hosts = ['a', 'b']; outputs.secret = 1 }
                """);
        given(
                "outer",
                """
                step('choose') { outputs.chosen = 'web' }
                undo('choose') { probe.act('undo choose') }
                call 'inner', inputs: { [name: outputs.chosen] }, into: 'started'
                each('again', in: ['x', 'y'], into: 'all') { it2 ->
                    step('note') { outputs.left = "${it2} ${outputs.started.pid}" }
                }
                step('use') { probe.act("${outputs.started.pid + 1} ${outputs.started.hosts[1]} ${outputs.started.secret} ${outputs.all.y.left}") }
                """);

        module.until(module.start("outer", Map.of()), RunState.SUCCEEDED);
        assertThat(module.probe().acts()).containsExactly("web?", "4712 b null y 4711");

        module.probe().forget();
        module.probe().answers("web", false);
        Run failed = module.until(module.start("outer", Map.of()), RunState.FAILED);
        assertThat(failed.reason())
                .contains("step 'inner' failed: RUN-")
                .contains("left wrong outputs: output 'pid': expected a whole number, such as 3, got none");
        assertThat(module.probe().acts()).containsExactly("web?", "undo choose");
    }

    @Test
    void leavesItToPeopleWhenACalledRunbookDoes() {
        given("giving-up", "step('look') { probe.act('look') }\nescalate 'it is too much'\n");
        given(
                "relying",
                """
                step('drain') { probe.act('drain') }
                undo('drain') { probe.act('undo drain') }
                call 'giving-up'
                """);

        Run run = module.until(module.start("relying", Map.of()), RunState.ESCALATED);

        assertThat(run.reason()).isEqualTo("it is too much");
        assertThat(module.probe().acts()).containsExactly("drain", "look");
    }

    @Test
    void goesOnWhenTheSignalComes() {
        given(
                "listening",
                """
                input 'service'
                waitFor('the deployment', signal: { [source: 'github', service: inputs.service] }, within: 'PT1M')
                step('go on') { probe.act(outputs['the deployment'].title) }
                """);
        Run shop = module.start("listening", Map.of("service", "shop"));
        Run other = module.start("listening", Map.of("service", "other"));
        Awaitility.await().until(() -> waiting() == 2);

        assertThat(signal(Map.of("source", "github", "service", "ledger", "title", "not this")))
                .isZero();
        assertThat(signal(Map.of("source", "github", "service", "shop", "title", "shop 2.0")))
                .isEqualTo(1);

        module.until(shop, RunState.SUCCEEDED);
        assertThat(module.probe().acts()).containsExactly("shop 2.0");
        assertThat(module.details(other).run().state()).isEqualTo(RunState.RUNNING);
        module.processes().deleteProcessInstance(module.details(other).run().processInstanceId(), "enough");
    }

    @Test
    void countsASignalThatCameBeforeTheRunWaitedForIt() {
        given(
                "late",
                """
                step('push') { probe.hold('push') }
                waitFor('the deployment', signal: [source: 'github'], within: 'PT1M')
                """);
        Run run = module.start("late", Map.of());
        Awaitility.await().until(() -> module.probe().acts().contains("push"));
        assertThat(signal(Map.of("source", "github"))).isZero();

        module.probe().release();

        module.until(run, RunState.SUCCEEDED);
        assertThat(module.details(run).steps()).last().satisfies(step -> {
            assertThat(step.kind()).isEqualTo(StepKind.SIGNAL);
            assertThat(step.state()).isEqualTo(StepState.SUCCEEDED);
        });
        given(
                "later",
                "waitFor('the deployment', signal: [source: 'github'], within: 'PT0.3S', otherwise: 'escalate')\n");
        Run later = module.until(module.start("later", Map.of()), RunState.ESCALATED);
        assertThat(later.reason()).isEqualTo("'the deployment' did not come within 0.3 s");
    }

    @Test
    void countsASignalThatCameWhileTheRunWasHeldBack() {
        Freezes freezes = module.bean(Freezes.class);
        given(
                "held",
                """
                step('push') { probe.act('push') }
                waitFor('the deployment', signal: [source: 'github'], within: 'PT1M')
                """);
        freezes.freeze("held", "olga", "change window");
        Run run = module.until(module.start("held", Map.of()), RunState.WAITING);
        assertThat(signal(Map.of("source", "github"))).isZero();

        freezes.thaw("held", "olga", "done");

        module.until(run, RunState.SUCCEEDED);
    }

    @Test
    void keepsItsTargetForAsLongAsItMayWaitForPeopleOrASignal() {
        Leases leases = module.bean(Leases.class);
        given(
                "lasting",
                """
                target { 'host/web-1' }
                step('push') { probe.act('push') }
                approve('go on', within: 'PT3H')
                waitFor('the deployment', signal: [source: 'github'], within: 'PT5H')
                """);
        Run run = module.start("lasting", Map.of());
        Task question = tasks(run, 1).get(0);
        assertThat(leases.of(run.id()).orElseThrow().until())
                .isAfter(Instant.now().plus(Duration.ofHours(3)));

        answer(question, "bob", "approve");

        Awaitility.await().untilAsserted(() -> assertThat(
                        leases.of(run.id()).orElseThrow().until())
                .isAfter(Instant.now().plus(Duration.ofHours(5))));
        signal(Map.of("source", "github"));
        module.until(run, RunState.SUCCEEDED);
    }

    private static int signal(Map<String, String> labels) {
        return module.bean(RunSignals.class).accept(labels);
    }

    private static long waiting() {
        return module.processes()
                .createEventSubscriptionQuery()
                .eventName("runbook-signal")
                .count();
    }

    private static List<Task> tasks(Run run, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> module.tasks()
                                .createTaskQuery()
                                .processInstanceId(module.details(run).run().processInstanceId())
                                .taskCandidateGroup("approver")
                                .count()
                        == count);
        return module.tasks()
                .createTaskQuery()
                .processInstanceId(module.details(run).run().processInstanceId())
                .list();
    }

    private static void answer(Task task, String person, String decision) {
        IdentityService identity = module.bean(ProcessEngine.class).getIdentityService();
        identity.setAuthenticatedUserId(person);
        try {
            module.tasks()
                    .complete(
                            task.getId(),
                            decision == null ? Map.of() : Map.of("decision", decision, "comment", "because"));
        } finally {
            identity.clearAuthentication();
        }
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable work, String why) {
        assertThatThrownBy(work).hasStackTraceContaining(why);
    }

    private static void given(String id, String parts) {
        module.given(id, "runbook('%s') {\ntitle 'Test'\nrisk 'low'\n%s}\n".formatted(id, parts));
    }
}
