package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mendflow.Databases;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts inside others: at the same time, for each item, on one way or the other; and how they are undone. */
class NestedPartsTest {

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
    void doesBranchesAtTheSameTimeAndGoesOnWhenAllAreDone() {
        given(
                "together",
                """
                step('before') { outputs.seen = 'before' }
                parallel {
                    step('left') { probe.meet('left'); outputs.left = outputs.seen }
                    branch('right') {
                        step('right') { probe.meet('right') }
                        step('far right') { outputs.right = probe.act('far right') }
                    }
                }
                step('after') { probe.act("${outputs.left} ${outputs.right}") }
                """);

        Run run = module.until(module.start("together", Map.of()), RunState.SUCCEEDED);

        assertThat(module.probe().acts())
                .containsExactlyInAnyOrder("left", "right", "far right", "before far right done");
        assertThat(module.probe().acts()).last().isEqualTo("before far right done");
        assertThat(module.details(run).steps()).hasSize(5);
    }

    @Test
    void undoesEveryBranchWhenOneFailsAndBeginsNothingMoreInTheOthers() {
        given(
                "torn",
                """
                step('before') { probe.act('before') }
                undo('before') { probe.act('undo before') }
                parallel {
                    step('left') { probe.meet('left') }
                    undo('left') { probe.act('undo left') }
                    branch('right') {
                        step('right') { probe.act('right') }
                        undo('right') { probe.act('undo right') }
                        step('far right', retry: 'R1/PT0S') { probe.meet('far right') }
                        undo('far right') { probe.act('undo far right') }
                        step('never') { probe.act('never') }
                    }
                }
                step('after') { probe.act('after') }
                """);
        module.probe().fails("far right", 1);

        Run run = module.until(module.start("torn", Map.of()), RunState.FAILED);

        assertThat(run.reason()).isEqualTo("step 'far right' failed: torn.groovy:12: far right went wrong");
        assertThat(module.probe().acts())
                .doesNotContain("never", "after", "undo far right")
                .contains("undo left", "undo right")
                .last()
                .isEqualTo("undo before");
    }

    @Test
    void doesItemsOneByOneAndSeesEachByItsName() {
        given(
                "rolling",
                """
                input 'nodes', type: 'list'
                each('restart', in: { inputs.nodes }, into: 'done') { node ->
                    step('stop') { outputs.was = probe.act("stop ${node}") }
                    step('start') { outputs.now = "${outputs.was}, start ${node}" }
                }
                step('after') { probe.act(outputs.done.collect { name, left -> "${name}: ${left.now}" }.join('; ')) }
                """);

        Run run = module.until(module.start("rolling", Map.of("nodes", "a, b, a")), RunState.SUCCEEDED);

        assertThat(module.probe().acts())
                .containsExactly(
                        "stop a",
                        "stop b",
                        "stop a",
                        "a: stop a done, start a; b: stop b done, start b; a #2: stop a done, start a");
        assertThat(module.details(run).steps())
                .extracting(RunStep::step, RunStep::item, RunStep::attempt)
                .containsExactly(
                        tuple("restart", null, 1),
                        tuple("stop", "a", 1),
                        tuple("start", "a", 1),
                        tuple("stop", "b", 1),
                        tuple("start", "b", 1),
                        tuple("stop", "a #2", 1),
                        tuple("start", "a #2", 1),
                        tuple("after", null, 1));
        module.probe().forget();
        module.until(module.start("rolling", Map.of("nodes", List.of())), RunState.SUCCEEDED);
        assertThat(module.probe().acts()).containsExactly("");
    }

    @Test
    void undoesTheItemsThatWereDoneTheLastFirst() {
        given(
                "halfway",
                """
                step('before') { probe.act('before') }
                undo('before') { probe.act('undo before') }
                each('drain', in: ['a', 'b', 'c', 'd']) {
                    step('drain') { outputs.mark = "mark ${item}"; probe.act("drain ${item}") }
                    undo('drain') { probe.act("undo drain ${item} by ${outputs.mark}") }
                    step('stop', once: true) { probe.act("stop ${item}") }
                    undo('stop') { probe.act("undo stop ${item}") }
                }
                """);
        module.probe().fails("stop c", 1);

        Run run = module.until(module.start("halfway", Map.of()), RunState.FAILED);

        assertThat(run.reason()).isEqualTo("step 'stop' failed: halfway.groovy:9: stop c went wrong");
        assertThat(module.probe().acts())
                .containsExactly(
                        "before",
                        "drain a",
                        "stop a",
                        "drain b",
                        "stop b",
                        "drain c",
                        "stop c",
                        "undo drain c by mark c",
                        "undo stop b",
                        "undo drain b by mark b",
                        "undo stop a",
                        "undo drain a by mark a",
                        "undo before");
    }

    @Test
    void doesItemsInBatchesAndBeginsNoFurtherOneAfterAFailure() {
        given(
                "batches",
                """
                each('restart', in: { (1..5).collect { "n${it}" } }, atMost: 2) { node ->
                    step('restart', retry: 'R1/PT0S') { probe.meet(node) }
                    undo('restart') { probe.act("undo ${node}") }
                }
                """);
        module.probe().fails("n3", 1);
        module.probe().alone("n5");

        Run failed = module.until(module.start("batches", Map.of()), RunState.FAILED);

        assertThat(failed.reason()).startsWith("step 'restart' failed");
        assertThat(module.probe().acts())
                .containsExactlyInAnyOrder("n1", "n2", "n3", "n4", "undo n4", "undo n2", "undo n1");
        assertThat(module.probe().acts().subList(0, 2)).containsExactlyInAnyOrder("n1", "n2");
        assertThat(module.probe().acts().get(4)).isEqualTo("undo n4");

        module.probe().forget();
        module.probe().alone("n5");
        module.until(module.start("batches", Map.of()), RunState.SUCCEEDED);
        assertThat(module.probe().acts()).containsExactlyInAnyOrder("n1", "n2", "n3", "n4", "n5");
        assertThat(module.probe().acts()).last().isEqualTo("n5");
    }

    @Test
    void takesOneWayOrTheOtherAndUndoesWhatWasDoneThere() {
        given(
                "asking",
                """
                when('it hangs') { probe.ask('hangs') } then {
                    step('end it') { probe.act('end it') }
                    undo('end it') { probe.act('undo end it') }
                } otherwise {
                    step('reload it') { probe.act('reload it') }
                    undo('reload it') { probe.act('undo reload it') }
                }
                when('it is old') { probe.ask('old') } then { step('note it') { probe.act('note it') } }
                step('check', retry: 'R1/PT0S') { probe.act('check') }
                """);
        module.probe().answers("old", false);
        module.until(module.start("asking", Map.of()), RunState.SUCCEEDED);
        assertThat(module.probe().acts()).containsExactly("hangs?", "end it", "old?", "check");

        module.probe().forget();
        module.probe().answers("hangs", false);
        module.probe().fails("check", 1);
        Run run = module.until(module.start("asking", Map.of()), RunState.FAILED);
        assertThat(module.probe().acts())
                .containsExactly("hangs?", "reload it", "old?", "note it", "check", "undo reload it");
        assertThat(module.details(run).steps())
                .filteredOn(step -> step.kind() == StepKind.QUESTION)
                .extracting(RunStep::step, RunStep::state)
                .containsExactly(tuple("it hangs", StepState.DOES_NOT_HOLD), tuple("it is old", StepState.SUCCEEDED));
    }

    @Test
    void nestsListsQuestionsAndBranches() {
        given(
                "deep",
                """
                each('zones', in: ['x', 'y']) { zone ->
                    parallel {
                        each('nodes', in: { [1, 2].collect { "${zone}${it}" } }, atMost: 2) { node ->
                            when('it is the first') { node.endsWith('1') } then {
                                step('lead') { probe.act("lead ${zone} ${node}") }
                                undo('lead') { probe.act("undo lead ${node}") }
                            }
                            step('join') { probe.act("join ${node}") }
                            undo('join') { probe.act("undo join ${node}") }
                        }
                        step('tell') { probe.act("tell ${zone}") }
                        undo('tell') { probe.act("undo tell ${zone}") }
                    }
                }
                step('finish', retry: 'R1/PT0S') { probe.act('finish') }
                """);
        module.probe().fails("finish", 1);

        Run run = module.until(module.start("deep", Map.of()), RunState.FAILED);

        List<String> acts = module.probe().acts();
        assertThat(acts)
                .containsExactlyInAnyOrder(
                        "lead x x1",
                        "join x1",
                        "join x2",
                        "tell x",
                        "lead y y1",
                        "join y1",
                        "join y2",
                        "tell y",
                        "finish",
                        "undo lead y1",
                        "undo join y1",
                        "undo join y2",
                        "undo tell y",
                        "undo lead x1",
                        "undo join x1",
                        "undo join x2",
                        "undo tell x");
        assertThat(acts.subList(9, 13)).allMatch(act -> act.contains("y"));
        assertThat(acts.indexOf("undo join y1")).isLessThan(acts.indexOf("undo lead y1"));
        assertThat(module.details(run).steps()).extracting(RunStep::item).contains("x › x1", "y › y2", "x", "y");
    }

    private static void given(String id, String parts) {
        module.given(id, "runbook('%s') {\ntitle 'Test'\nrisk 'low'\n%s}\n".formatted(id, parts));
    }
}
