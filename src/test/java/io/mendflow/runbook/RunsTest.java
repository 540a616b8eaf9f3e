package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mendflow.Databases;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a run, feature by feature. */
class RunsTest {

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
    void runsStepsInOrderAndVerifies() {
        module.given(
                "plain",
                """
                runbook('plain') {
                    title 'Plain'
                    risk 'low'
                    input 'count', type: 'integer', default: 3
                    step('one') { outputs.first = probe.act('one'); log "counted ${inputs.count + 1}" }
                    step('two') { outputs.second = [first: outputs.first, list: [1, 2]]; probe.act('two') }
                    verify('all is well', within: 'PT5S', every: 'PT0.1S', stable: 'PT0.3S') { probe.ask('well') }
                }
                """);

        Run run = module.until(module.start("plain", Map.of()), RunState.SUCCEEDED);

        assertThat(run.reason()).isEqualTo("verified: all is well");
        assertThat(module.probe().acts().subList(0, 4)).containsExactly("well?", "one", "two", "well?");
        assertThat(module.probe().acts()).hasSizeGreaterThan(5);
        assertThat(module.details(run).steps())
                .extracting(RunStep::step, RunStep::kind, RunStep::state)
                .containsExactly(
                        tuple("all is well", StepKind.BASELINE, StepState.SUCCEEDED),
                        tuple("one", StepKind.STEP, StepState.SUCCEEDED),
                        tuple("two", StepKind.STEP, StepState.SUCCEEDED),
                        tuple("all is well", StepKind.VERIFICATION, StepState.SUCCEEDED));
        assertThat(module.details(run).steps().get(1).log()).isEqualTo("counted 4\n");
        assertThat(variable(run, "input_count")).isEqualTo(3);
        assertThat(variable(run, "output_first")).isEqualTo("one done");
        assertThat(variable(run, "output_second")).isEqualTo("{\"first\":\"one done\",\"list\":[1,2]}");
        assertThat(variable(run, "runOutcome")).isEqualTo("succeeded");
        assertThat(module.metrics()
                        .counter("mendflow.runs", "runbook", "plain", "outcome", "succeeded")
                        .count())
                .isEqualTo(1);
        assertThat(module.events(RunChanged.class))
                .filteredOn(event -> event.runId().equals(run.id()))
                .extracting(RunChanged::to)
                .containsExactly(RunState.REQUESTED, RunState.RUNNING, RunState.SUCCEEDED);
    }

    @Test
    void endsAsNotApplicableWhenAPreconditionDoesNotHold() {
        module.given(
                "choosy",
                """
                runbook('choosy') {
                    title 'Choosy'
                    risk 'low'
                    precondition('it is broken') { probe.ask('broken') }
                    precondition('it is ours') { probe.ask('ours') }
                    step('mend') { probe.act('mend') }
                    verify('it is well') { true }
                }
                """);
        module.probe().answers("broken", false);

        Run run = module.until(module.start("choosy", Map.of()), RunState.NOT_APPLICABLE);

        assertThat(run.reason()).isEqualTo("precondition 'it is broken' does not hold, so nothing was done");
        assertThat(module.probe().acts()).containsExactly("broken?");
        assertThat(variable(run, "runOutcome")).isEqualTo("not-applicable");
        assertThat(variable(run, "runReason")).isEqualTo(run.reason());
    }

    @Test
    void triesAStepAsOftenAsWrittenAndUndoesInReverseOrder() {
        module.given(
                "undoing",
                """
                runbook('undoing') {
                    title 'Undoing'
                    risk 'low'
                    step('one', once: true) { probe.act('one') }
                    undo('one') { probe.act('undo one') }
                    step('two') { probe.act('two') }
                    undo('two') { probe.act('undo two') }
                    step('three', retry: 'R2/PT0.1S') { probe.act('three') }
                    undo('three') { probe.act('undo three') }
                    verify('it is well') { true }
                }
                """);
        module.probe().fails("three", 9);
        module.probe().fails("undo two", 1);

        Run run = module.until(module.start("undoing", Map.of()), RunState.FAILED);

        assertThat(module.probe().acts()).containsExactly("one", "two", "three", "three", "undo two", "undo one");
        assertThat(run.reason())
                .isEqualTo("step 'three' failed: undoing.groovy:8: three went wrong; "
                        + "undo of step 'two' failed too: undoing.groovy:7: undo two went wrong");
        assertThat(module.details(run).steps())
                .extracting(RunStep::step, RunStep::kind, RunStep::attempt, RunStep::state)
                .containsExactly(
                        tuple("it is well", StepKind.BASELINE, 1, StepState.SUCCEEDED),
                        tuple("one", StepKind.STEP, 1, StepState.SUCCEEDED),
                        tuple("two", StepKind.STEP, 1, StepState.SUCCEEDED),
                        tuple("three", StepKind.STEP, 1, StepState.FAILED),
                        tuple("three", StepKind.STEP, 2, StepState.FAILED),
                        tuple("two", StepKind.UNDO, 1, StepState.FAILED),
                        tuple("one", StepKind.UNDO, 1, StepState.SUCCEEDED));
        assertThat(module.history()
                        .createHistoricActivityInstanceQuery()
                        .processInstanceId(run.processInstanceId())
                        .activityId("End_Failed")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void goesOnAfterAStepThatFailedAtFirst() {
        module.given(
                "stubborn",
                """
                runbook('stubborn') {
                    title 'Stubborn'
                    risk 'low'
                    step('push', retry: 'R3/PT0.1S') { probe.act('push') }
                    verify('it moves') { true }
                }
                """);
        module.probe().fails("push", 2);

        Run run = module.until(module.start("stubborn", Map.of()), RunState.SUCCEEDED);

        assertThat(module.probe().acts()).containsExactly("push", "push", "push");
        assertThat(module.details(run).steps()).extracting(RunStep::attempt).containsExactly(1, 1, 2, 3, 1);
    }

    @Test
    void neverTriesAStepTwiceThatActsOnce() {
        module.given("single", single());
        module.probe().fails("shoot", 1);

        Run run = module.until(module.start("single", Map.of()), RunState.FAILED);

        assertThat(module.probe().acts()).containsExactly("shoot");
        assertThat(run.reason()).isEqualTo("step 'shoot' failed: single.groovy:4: shoot went wrong");
    }

    @Test
    void asksAPersonWhenAStepThatActsOnceIsFoundUnfinished() {
        module.given("single", single());

        Run happened = cutOff();
        Task task = task(happened);
        assertThat(task.getName()).isEqualTo("Decide what happened at shoot");
        assertThatThrownBy(() -> module.tasks().complete(task.getId(), Map.of("decision", "perhaps")))
                .hasMessageContaining("happened, did-not or stop");
        assertThatThrownBy(() -> module.tasks().complete(task.getId())).hasMessageContaining("'decision'");
        module.tasks().complete(task.getId(), Map.of("decision", "happened"));
        module.until(happened, RunState.FAILED);
        assertThat(module.probe().acts()).containsExactly("after", "undo shoot");
        assertThat(module.details(happened).steps().get(0).state()).isEqualTo(StepState.HAPPENED);

        module.probe().forget();
        Run didNot = cutOff();
        module.tasks().complete(task(didNot).getId(), Map.of("decision", "did-not"));
        module.until(didNot, RunState.FAILED);
        assertThat(module.probe().acts()).containsExactly("shoot", "after", "undo shoot");

        module.probe().forget();
        Run stop = module.until(cutOff(), RunState.OUTCOME_UNKNOWN);
        module.tasks().setAssignee(task(stop).getId(), "olga");
        module.tasks().complete(task(stop).getId(), Map.of("decision", "stop"));
        stop = module.until(stop, RunState.FAILED);
        assertThat(module.probe().acts()).isEmpty();
        assertThat(stop.reason()).isEqualTo("olga stopped the run at step 'shoot', whose outcome is unknown");
    }

    @Test
    void asksAPersonWhenTheTimeOfAStepThatActsOnceIsOver() {
        module.given(
                "slow",
                """
                runbook('slow') {
                    title 'Slow'
                    risk 'low'
                    step('wait', once: true, within: 'PT0.2S') { probe.hang() }
                }
                """);

        Run run = module.until(module.start("slow", Map.of()), RunState.OUTCOME_UNKNOWN);

        assertThat(run.reason()).contains("it did not end within PT0.2S");
        assertThat(task(run).getTaskDefinitionKey()).isEqualTo("Task_Decide_wait");
    }

    @Test
    void takesUpARepeatableStepThatWasCutOff() {
        module.given(
                "sturdy",
                """
                runbook('sturdy') {
                    title 'Sturdy'
                    risk 'low'
                    step('push', retry: 'R2/PT0.1S') { probe.act('push') }
                }
                """);

        Run run = module.inTransaction(() -> {
            Run started = module.start("sturdy", Map.of());
            cutOff(started, "push");
            return started;
        });

        module.until(run, RunState.SUCCEEDED);
        assertThat(module.details(run).steps())
                .extracting(RunStep::state)
                .containsExactly(StepState.ABANDONED, StepState.SUCCEEDED);
    }

    @Test
    void failsAndUndoesWhenTheVerificationDoesNotHoldInTime() {
        module.given(
                "unproven",
                """
                runbook('unproven') {
                    title 'Unproven'
                    risk 'low'
                    step('mend') { probe.act('mend') }
                    undo('mend') { probe.act('undo mend') }
                    verify('it is well', within: 'PT0.5S', every: 'PT0.1S') { throw new IOException('nobody there') }
                }
                """);

        Run run = module.until(module.start("unproven", Map.of()), RunState.FAILED);

        assertThat(run.reason())
                .isEqualTo("verification 'it is well' did not hold within PT0.5S: unproven.groovy:6: nobody there");
        assertThat(module.probe().acts()).containsExactly("mend", "undo mend");
    }

    @Test
    void refusesInputsNamingEachOne() {
        module.given(
                "particular",
                """
                runbook('particular') {
                    title 'Particular'
                    risk 'high'
                    input 'name'
                    input 'count',  type: 'integer', min: 1, max: 5
                    input 'ratio',  type: 'decimal', required: false
                    input 'sure',   type: 'boolean', default: false
                    input 'pause',  type: 'duration', max: 'PT1H'
                    input 'where',  type: 'uri'
                    input 'colour', type: 'enum', values: ['red', 'blue']
                    input 'hosts',  type: 'list'
                    input 'token',  type: 'secret'
                    step('do') { probe.act("${inputs.count + 1} ${inputs.pause.seconds} ${inputs.hosts[1]} ${inputs.ratio}") }
                }
                """);

        assertThatThrownBy(() -> module.start(
                        "particular",
                        Map.of(
                                "count", "6",
                                "ratio", "much",
                                "sure", "perhaps",
                                "pause", "PT2H",
                                "where", "there",
                                "colour", "green",
                                "token", "hunter2",
                                "size", 1)))
                .isInstanceOfSatisfying(RunRefused.class, refused -> assertThat(refused.problems())
                        .hasSize(10)
                        .anySatisfy(text -> assertThat(text).startsWith("input 'size': there is no such input"))
                        .anySatisfy(text -> assertThat(text).startsWith("input 'name' is missing"))
                        .anySatisfy(text -> assertThat(text).startsWith("input 'hosts' is missing"))
                        .anySatisfy(text -> assertThat(text).isEqualTo("input 'count': expected at most 5, got '6'"))
                        .anySatisfy(text -> assertThat(text).startsWith("input 'ratio': expected a number"))
                        .anySatisfy(text -> assertThat(text).startsWith("input 'sure': expected true or false"))
                        .anySatisfy(text -> assertThat(text).startsWith("input 'pause': expected at most PT1H"))
                        .anySatisfy(text -> assertThat(text).startsWith("input 'where': expected an absolute URI"))
                        .anySatisfy(text -> assertThat(text).startsWith("input 'colour': expected one of red, blue"))
                        .anySatisfy(text -> assertThat(text)
                                .startsWith("input 'token': expected the name of a secret")
                                .doesNotContain("hunter2")));
        assertThatThrownBy(() -> module.start("nothing-such", Map.of()))
                .isInstanceOf(RunRefused.class)
                .hasMessageContaining("there is no runbook 'nothing-such'");

        Run run = module.start(
                "particular",
                Map.of(
                        "name",
                        "web",
                        "count",
                        "2",
                        "pause",
                        "PT90S",
                        "where",
                        "http://localhost/",
                        "colour",
                        "red",
                        "hosts",
                        "a, b",
                        "token",
                        "api-token"));
        module.until(run, RunState.SUCCEEDED);
        assertThat(module.probe().acts()).containsExactly("3 90 b null");
    }

    @Test
    void keepsSecretsOutOfEverythingThatIsStored() {
        module.given(
                "discreet",
                """
                runbook('discreet') {
                    title 'Discreet'
                    risk 'low'
                    input 'token', type: 'secret'
                    target { "api/${inputs.token}" }
                    step('show') {
                        probe.act(inputs.token)
                        log "the token is ${inputs.token}"
                        outputs.header = "Bearer ${inputs.token}"
                        outputs.deep = [inner: [inputs.token, inputs.token.bytes.encodeBase64().toString()]]
                    }
                    step('fail', retry: 'R2/PT0.1S') { throw new IllegalStateException("refused ${inputs.token}", new RuntimeException(inputs.token)) }
                }
                """);

        Run run = module.until(module.start("discreet", Map.of("token", "api-token")), RunState.FAILED);

        assertThat(module.probe().acts()).containsExactly(RunbookModule.SECRET);
        assertThat(run.inputs()).containsEntry("token", "api-token");
        assertThat(run.target()).isEqualTo("api/api-token");
        assertThat(run.reason()).isEqualTo("step 'fail' failed: discreet.groovy:12: refused ***");
        assertThat(variable(run, "output_header")).isEqualTo("Bearer ***");
        String needle = "s3cr3t";
        String encoded =
                java.util.Base64.getEncoder().encodeToString(RunbookModule.SECRET.getBytes(StandardCharsets.UTF_8));
        for (String table : List.of(
                "ACT_HI_VARINST", "ACT_RU_VARIABLE", "ACT_HI_DETAIL", "ACT_HI_JOB_LOG", "RUN", "RUN_STEP", "AUDIT")) {
            List<Map<String, Object>> rows =
                    module.jdbc().sql("select * from " + table).query().listOfRows();
            assertThat(rows.toString()).as(table).doesNotContain(needle).doesNotContain(encoded);
        }
        List<byte[]> blobs = module.jdbc()
                .sql("select bytes_ from ACT_GE_BYTEARRAY where bytes_ is not null")
                .query((row, n) -> row.getBytes(1))
                .list();
        assertThat(blobs).allSatisfy(bytes -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .doesNotContain(needle));
    }

    @Test
    void callsAnotherRunbookAsAStep() {
        module.given(
                "inner",
                """
                runbook('inner') {
                    title 'Inner'
                    risk 'low'
                    input 'name'
                    step('do') { probe.act("inner ${inputs.name}") }
                }
                """);
        module.given(
                "outer",
                """
                runbook('outer') {
                    title 'Outer'
                    risk 'low'
                    input 'name'
                    step('before') { probe.act('before') }
                    undo('before') { probe.act('undo before') }
                    call 'inner', inputs: { [name: inputs.name.reverse()] }
                    step('after') { probe.act('after') }
                }
                """);

        Run run = module.until(
                module.runs().start(new RunRequest("outer", Map.of("name", "abc"), "INC-9", "alice")),
                RunState.SUCCEEDED);
        assertThat(module.probe().acts()).containsExactly("before", "inner cba", "after");
        assertThat(module.runs().ofIncident("INC-9"))
                .extracting(Run::runbookId, Run::state)
                .containsExactly(tuple("inner", RunState.SUCCEEDED), tuple("outer", RunState.SUCCEEDED));
        assertThat(module.details(run).steps())
                .filteredOn(step -> step.step().equals("inner"))
                .singleElement()
                .satisfies(step -> assertThat(step.state()).isEqualTo(StepState.SUCCEEDED));

        module.probe().forget();
        module.probe().fails("inner x", 9);
        module.write("inner.groovy", "");
        module.given(
                "inner",
                """
                runbook('inner') {
                    title 'Inner'
                    risk 'low'
                    input 'name'
                    step('do', retry: 'R1/PT0S') { probe.act("inner ${inputs.name}") }
                }
                """);
        Run failed = module.until(module.start("outer", Map.of("name", "x")), RunState.FAILED);
        assertThat(module.probe().acts()).containsExactly("before", "inner x", "undo before");
        assertThat(failed.reason()).isEqualTo("step 'do' failed: inner.groovy:5: inner x went wrong");
    }

    @Test
    void endsARunAsCancelledWithItsProcessInstance() {
        module.given(
                "endless",
                """
                runbook('endless') {
                    title 'Endless'
                    risk 'low'
                    step('mend') { probe.act('mend') }
                    verify('it is well', within: 'PT1H', every: 'PT10S') { false }
                }
                """);
        for (boolean skipListeners : List.of(true, false)) {
            Run run = module.start("endless", Map.of());
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> timer(run) != null);

            module.processes().deleteProcessInstance(run.processInstanceId(), "not needed", skipListeners);

            assertThat(module.details(run).run().state()).isEqualTo(RunState.CANCELLED);
            assertThat(module.details(run).run().reason()).contains("not needed");
        }
    }

    @Test
    void bindsARunOnceAndOnlyToItsOwnVersion() {
        Runbook runbook = module.given("single", single());
        Run prepared = module.runs().prepare(new RunRequest("single", Map.of(), null, "alice"));
        module.processes().startProcessInstanceById(runbook.processDefinitionId(), Map.of("runId", prepared.id()));
        module.until(prepared, RunState.SUCCEEDED);

        assertThatThrownBy(() -> module.processes()
                        .startProcessInstanceById(runbook.processDefinitionId(), Map.of("runId", prepared.id())))
                .hasMessageContaining(
                        "Expected to move run %s to 'running', but it is 'succeeded'".formatted(prepared.id()));
        assertThatThrownBy(() -> module.processes().startProcessInstanceById(runbook.processDefinitionId()))
                .hasMessageContaining("Expected variable 'runId'");
        Run other = module.runs().prepare(new RunRequest("single", Map.of(), null, "alice"));
        assertThatThrownBy(() -> module.processes()
                        .startProcessInstanceByKey("runbook-restart-process", Map.of("runId", other.id())))
                .hasMessageContaining("for which it was prepared");
        assertThat(module.runs().cancel(other.id(), "alice", "denied").state()).isEqualTo(RunState.CANCELLED);
        assertThatThrownBy(() -> module.runs().cancel(other.id(), "alice", "denied"))
                .isInstanceOf(RunTransitionRefused.class)
                .hasMessageContaining("it is 'cancelled'; from there it may go to no other state");
    }

    @Test
    void refusesGroovyThatSomebodyElseDeployed() {
        Runbook runbook = module.given("single", single());
        String bpmn = text(runbook, "runbook-single.bpmn");
        var deployment = module.repository()
                .createDeployment()
                .name("from outside")
                .addString("runbook-single.bpmn", bpmn)
                .addString("single.groovy", single().replace("probe.act('shoot')", "probe.act('evil')"))
                .deployWithResult();
        String foreign = deployment.getDeployedProcessDefinitions().get(0).getId();
        Run run = module.runs().prepare(new RunRequest("single", Map.of(), null, "alice"));

        assertThatThrownBy(() -> module.processes().startProcessInstanceById(foreign, Map.of("runId", run.id())))
                .isInstanceOf(ProcessEngineException.class)
                .hasMessageContaining("something else deployed it; its Groovy is not run");
        String bare = bpmn.replaceAll("(?s)<camunda:executionListener[^>]*/>", "");
        String other = module.repository()
                .createDeployment()
                .addString("runbook-single.bpmn", bare)
                .addString("single.groovy", single())
                .deployWithResult()
                .getDeployedProcessDefinitions()
                .get(0)
                .getId();
        var instance = module.processes().startProcessInstanceById(other, Map.of("runId", run.id(), "jobPriority", 0L));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            Job job = module.bean(org.camunda.bpm.engine.ProcessEngine.class)
                    .getManagementService()
                    .createJobQuery()
                    .processInstanceId(instance.getId())
                    .singleResult();
            return job != null
                    && job.getExceptionMessage() != null
                    && job.getExceptionMessage().contains("something else deployed it");
        });
        assertThat(module.probe().acts()).isEmpty();
        assertThat(module.runbooks().find("single").orElseThrow().version()).isEqualTo(runbook.version());
        module.processes().deleteProcessInstance(instance.getId(), "test");
    }

    @Test
    void listsRunsByPagesAndFilters() {
        module.given("single", single());
        Run first = module.runs().start(new RunRequest("single", Map.of(), "INC-77", "alice"));
        Run second = module.runs().start(new RunRequest("single", Map.of(), "INC-77", "alice"));
        module.until(first, RunState.SUCCEEDED);
        module.until(second, RunState.SUCCEEDED);

        assertThat(module.runs().list(new RunQuery("INC-77", "single", RunState.SUCCEEDED, null, 1)))
                .extracting(Run::id)
                .containsExactly(second.id());
        assertThat(module.runs().list(new RunQuery("INC-77", null, null, second.id(), 10)))
                .extracting(Run::id)
                .containsExactly(first.id());
        assertThat(module.runs().find("RUN-999999")).isEmpty();
        assertThat(module.runs().find("nonsense")).isEmpty();
    }

    private static String single() {
        return """
                runbook('single') {
                    title 'Single'
                    risk 'low'
                    step('shoot', once: true) { probe.act('shoot') }
                    undo('shoot') { probe.act('undo shoot') }
                    step('after', retry: 'R1/PT0S') { probe.act('after') }
                }
                """;
    }

    /** A run whose node died in the middle of its step, as the next node finds it; the part after the step fails. */
    private static Run cutOff() {
        module.probe().fails("after", 1);
        Run run = module.inTransaction(() -> {
            Run started = module.start("single", Map.of());
            cutOff(started, "shoot");
            return started;
        });
        module.until(run, RunState.OUTCOME_UNKNOWN);
        return run;
    }

    private static void cutOff(Run run, String step) {
        module.jdbc()
                .sql(
                        """
                        insert into run_step (run_id, step, kind, attempt, state, started_at, outputs, log)
                        values (?, ?, 'step', 1, 'running', ?, '{}', '')""")
                .params(List.of(Rows.number(run.id()), step, Rows.at(java.time.Instant.now())))
                .update();
    }

    private static Task task(Run run) {
        return module.tasks()
                .createTaskQuery()
                .processInstanceId(
                        run.processInstanceId() == null
                                ? module.details(run).run().processInstanceId()
                                : run.processInstanceId())
                .taskCandidateGroup("operator")
                .includeAssignedTasks()
                .singleResult();
    }

    private static Job timer(Run run) {
        return module.bean(org.camunda.bpm.engine.ProcessEngine.class)
                .getManagementService()
                .createJobQuery()
                .processInstanceId(run.processInstanceId())
                .timers()
                .singleResult();
    }

    private static Object variable(Run run, String name) {
        return module.history()
                .createHistoricVariableInstanceQuery()
                .processInstanceId(run.processInstanceId())
                .variableName(name)
                .singleResult()
                .getValue();
    }

    private static String text(Runbook runbook, String resource) {
        String deployment = module.repository()
                .getProcessDefinition(runbook.processDefinitionId())
                .getDeploymentId();
        try (var bytes = module.repository().getResourceAsStream(deployment, resource)) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
