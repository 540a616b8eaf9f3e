package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.Databases;
import io.mendflow.runbook.guard.Leases;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are cancelled while they are inside {@code each} or {@code parallel}: all that was done there is undone, too. */
class CancelledPartsTest {

    @TempDir
    static Path folder;

    private static RunbookModule module;

    @BeforeAll
    static void start() {
        module = RunbookModule.on(Databases.h2(), folder, "mendflow.guard.rate.at-most=0");
    }

    @AfterAll
    static void stop() {
        module.close();
    }

    @BeforeEach
    void forget() {
        module.probe().forget();
    }

    @AfterEach
    void leavesNothingBehind() {
        assertThat(module.bean(Leases.class).held()).isEmpty();
        assertThat(module.bean(Leases.class).waiting()).isEmpty();
        assertThat(module.processes().createProcessInstanceQuery().list()).isEmpty();
    }

    @Test
    void undoesTheItemsThatWereDoneTheLastFirst() {
        Run run = given(
                "items",
                """
                step('before') { probe.act('before') }
                undo('before') { probe.act('undo before') }
                each('drain', in: ['a', 'b', 'c']) {
                    step('drain') { probe.act("drain ${item}") }
                    undo('drain') { probe.act("undo drain ${item}") }
                    step('stop', once: true) { probe.act("stop ${item}") }
                    undo('stop') { probe.act("undo stop ${item}") }
                }
                """,
                "drain b");

        cancelledInMidStep(run);

        assertThat(module.probe().acts())
                .containsExactly(
                        "before",
                        "drain a",
                        "stop a",
                        "drain b",
                        "undo drain b",
                        "undo stop a",
                        "undo drain a",
                        "undo before");
    }

    @Test
    void undoesTheItemsOfEarlierBatchesAndOfTheOneInHand() {
        Run run = given(
                "batches",
                """
                each('restart', in: ['n1', 'n2', 'n3', 'n4', 'n5'], atMost: 2) { node ->
                    step('drain') { probe.act("drain ${node}") }
                    undo('drain') { probe.act("undo drain ${node}") }
                    step('restart') { probe.act("restart ${node}") }
                    undo('restart') { probe.act("undo restart ${node}") }
                }
                """,
                "restart n3");
        Awaitility.await().until(() -> module.probe().acts().contains("restart n4"));

        cancelledInMidStep(run);

        List<String> acts = module.probe().acts();
        assertThat(acts).noneMatch(act -> act.endsWith("n5"));
        for (String node : List.of("n1", "n2", "n3", "n4")) {
            assertThat(acts)
                    .containsSubsequence(
                            "drain " + node, "restart " + node, "undo restart " + node, "undo drain " + node);
        }
        assertThat(lastIndex(acts, "n3", "n4")).isLessThan(firstUndo(acts, "n1", "n2"));
        assertThat(acts).doesNotHaveDuplicates();
    }

    @Test
    void undoesBranchesThatAreDoneThatActAndThatWait() {
        Run run = given(
                "branches",
                """
                step('before') { probe.act('before') }
                undo('before') { probe.act('undo before') }
                parallel {
                    step('left') { probe.act('left') }
                    undo('left') { probe.act('undo left') }
                    branch('middle') {
                        step('middle') { probe.act('middle') }
                        undo('middle') { probe.act('undo middle') }
                        await('never', within: 'PT1H', every: 'PT1H') { probe.ask('never') }
                    }
                    branch('right') {
                        step('right') { probe.act('right') }
                        undo('right') { probe.act('undo right') }
                        step('far right') { probe.act('far right') }
                        undo('far right') { probe.act('undo far right') }
                        step('never') { probe.act('not this') }
                    }
                }
                """,
                "far right");
        Awaitility.await().until(() -> module.probe().acts().containsAll(List.of("left", "never?")));

        cancelledInMidStep(run);

        assertThat(module.probe().acts())
                .doesNotContain("not this")
                .doesNotHaveDuplicates()
                .contains("undo left", "undo middle")
                .containsSubsequence("undo far right", "undo right", "undo before")
                .endsWith("undo before");
    }

    @Test
    void undoesWhatWasDoneBesideAStepBetweenTwoTriesAndOneOfUnknownOutcome() {
        Run run = given(
                "stuck",
                """
                parallel {
                    step('flaky', retry: 'R3/PT1H') { probe.act('flaky') }
                    step('hang', once: true, within: 'PT0.2S') { probe.hang() }
                    branch('done') {
                        step('done') { probe.act('done') }
                        undo('done') { probe.act('undo done') }
                        step('also hang', once: true, within: 'PT0.2S') { probe.hang() }
                    }
                    branch('asking') {
                        step('asked') { probe.act('asked') }
                        undo('asked') { probe.act('undo asked') }
                        approve('go on')
                    }
                }
                """);
        Awaitility.await().until(() -> tasks(run).size() == 3 && failedOnce(run));

        cancelled(run);

        assertThat(module.probe().acts())
                .containsExactlyInAnyOrder("flaky", "hang", "hang", "done", "undo done", "asked", "undo asked");
    }

    @Test
    void undoesWhatWasDoneForAnItemThatAsksOrWaits() {
        for (String waiting : List.of(
                "approve('go on')",
                "approve('go on together', quorum: 2)",
                "waitFor('word', signal: [source: 'nobody'])",
                "step('hang', once: true, within: 'PT0.2S') { probe.hang() }",
                "step('flaky', retry: 'R3/PT1H') { probe.act('flaky') }",
                "await('never', within: 'PT1H', every: 'PT1H') { probe.ask('never') }")) {
            module.probe().forget();
            Run run = given(
                    "asking",
                    """
                    each('ask', in: ['a', 'b']) {
                        step('act') { probe.act("act ${item}") }
                        undo('act') { probe.act("undo act ${item}") }
                        when('it is b') { item == 'b' } then { %s }
                    }
                    """
                            .formatted(waiting));
            Awaitility.await(waiting).until(() -> isAtRest(run));

            cancelled(run);

            assertThat(module.probe().acts())
                    .as(waiting)
                    .containsSubsequence("act a", "act b", "undo act b", "undo act a");
        }
    }

    @Test
    void undoesWhatARunDidThatWasCalledBesideOtherWork() {
        runbook(
                "inner",
                """
                step('inner') { probe.act('inner') }
                undo('inner') { probe.act('undo inner') }
                await('never', within: 'PT1H', every: 'PT1H') { probe.ask('never') }
                """);
        Run run = given(
                "outer",
                """
                parallel {
                    branch('calling') {
                        step('before') { probe.act('before') }
                        undo('before') { probe.act('undo before') }
                        call 'inner'
                    }
                    branch('asking') {
                        step('asked') { probe.act('asked') }
                        undo('asked') { probe.act('undo asked') }
                        approve('go on')
                    }
                }
                """);
        Awaitility.await()
                .until(() ->
                        module.probe().acts().contains("never?") && tasks(run).size() == 1);

        cancelled(run);

        assertThat(module.probe().acts())
                .containsSubsequence("inner", "undo inner", "undo before")
                .contains("undo asked")
                .doesNotHaveDuplicates();
    }

    /** A run that is in the middle of the acts that are named; what it awaits never comes. */
    private static Run given(String id, String parts, String... held) {
        module.probe().answers("never", false);
        module.probe().fails("flaky", 9);
        Stream.of(held).forEach(module.probe()::holds);
        runbook(id, parts);
        Run run = module.start(id, Map.of());
        Awaitility.await().until(() -> module.probe().acts().containsAll(List.of(held)));
        return run;
    }

    private static void runbook(String id, String parts) {
        module.given(
                id, "runbook('%s') {\ntitle 'Test'\nrisk 'low'\ntarget { 'host/%s' }\n%s}\n".formatted(id, id, parts));
    }

    private static void cancelledInMidStep(Run run) {
        module.runs().cancel(run.id(), "olga", "not needed");
        module.probe().letGo();
        assertCancelled(run);
    }

    private static void cancelled(Run run) {
        module.runs().cancel(run.id(), "olga", "not needed");
        assertCancelled(run);
    }

    private static void assertCancelled(Run run) {
        Run ended = module.until(run, RunState.CANCELLED);
        assertThat(ended.reason()).startsWith("cancelled by olga: not needed");
    }

    private static boolean failedOnce(Run run) {
        return module.details(run).steps().stream()
                .anyMatch(step -> step.step().equals("flaky") && step.state() == StepState.FAILED);
    }

    private static boolean isAtRest(Run run) {
        boolean waits = module.processes()
                        .createEventSubscriptionQuery()
                        .processInstanceId(module.details(run).run().processInstanceId())
                        .eventType("message")
                        .count()
                > 0;
        return waits
                || !tasks(run).isEmpty()
                || failedOnce(run)
                || module.probe().acts().contains("never?");
    }

    private static List<Task> tasks(Run run) {
        return module.tasks()
                .createTaskQuery()
                .processInstanceId(module.details(run).run().processInstanceId())
                .list();
    }

    private static int firstUndo(List<String> acts, String... nodes) {
        return List.of(nodes).stream()
                .mapToInt(node -> acts.indexOf("undo restart " + node))
                .min()
                .orElseThrow();
    }

    private static int lastIndex(List<String> acts, String... nodes) {
        return List.of(nodes).stream()
                .mapToInt(node -> acts.indexOf("undo drain " + node))
                .max()
                .orElseThrow();
    }
}
