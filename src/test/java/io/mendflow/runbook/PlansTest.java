package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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

/** What a plan shows, and that it does nothing. */
class PlansTest {

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
    void listsEveryEffectAndDoesNone() {
        module.given(
                "planned",
                """
                runbook('planned') {
                    title 'Planned'
                    risk 'low'
                    input 'name', type: 'string'
                    target { "thing/${inputs.name}" }
                    precondition('it is asked for') { probe.ask('before') }
                    step('act') { if (probe.ask('now')) { outputs.answer = probe.act(inputs.name) } }
                    undo('act') { probe.act('back') }
                    step('start', once: true) { outputs.pid = host.local.start("run ${inputs.name}").pid }
                    verify('all is well', within: 'PT5S', every: 'PT1S') { probe.ask('after') }
                }
                """);

        Plan plan = plan("planned", Map.of("name", "x"));

        assertThat(plan.target()).isEqualTo("thing/x");
        assertThat(plan.applies()).isTrue();
        assertThat(plan.effects())
                .extracting(Plan.Effect::step, Plan.Effect::connector, Plan.Effect::operation, Plan.Effect::target)
                .containsExactly(
                        tuple("act", "probe", "act", "probe/act"), tuple("start", "host.local", "start", "host/local"));
        assertThat(plan.effects().get(1).arguments()).containsExactly("run x");
        assertThat(plan.effects().get(1).undo()).isEqualTo("kill");
        assertThat(plan.reads()).extracting(Plan.Read::arguments).containsExactly(List.of("before"), List.of("now"));
        assertThat(plan.steps())
                .extracting(Plan.Part::step, Plan.Part::kind, Plan.Part::once, Plan.Part::undo)
                .containsExactly(
                        tuple("it is asked for", "precondition", false, false),
                        tuple("act", "step", false, true),
                        tuple("start", "step", true, false),
                        tuple("all is well", "verification", false, false));
        assertThat(plan.gaps()).isEmpty();
        assertThat(module.probe().acts()).containsExactly("before?", "now?");
    }

    @Test
    void saysThatARunWouldNotApply() {
        module.given(
                "inapplicable",
                """
                runbook('inapplicable') {
                    title 'Inapplicable'
                    risk 'low'
                    precondition('it is down') { probe.ask('down') }
                    step('act') { probe.act('act') }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);
        module.probe().answers("down", false);

        Plan plan = plan("inapplicable", Map.of());

        assertThat(plan.applies()).isFalse();
        assertThat(plan.steps().get(0).note()).isEqualTo("does not hold now");
    }

    @Test
    void goesThroughBranchesItemsAndCalls() {
        module.given(
                "inner",
                """
                runbook('inner') {
                    title 'Inner'
                    risk 'low'
                    input 'node', type: 'string'
                    step('restart') { probe.act("restart ${inputs.node}") }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);
        module.given(
                "outer",
                """
                runbook('outer') {
                    title 'Outer'
                    risk 'low'
                    each('every node', in: ['a', 'b'], atMost: 2) { node ->
                        step('drain') { probe.act("drain ${node}") }
                    }
                    when('it is busy') { probe.ask('busy') } then { step('calm') { probe.act('calm') } } otherwise { step('rush') { probe.act('rush') } }
                    call 'inner', inputs: { [node: 'c'] }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);

        module.probe().answers("busy", false);

        Plan plan = plan("outer", Map.of());

        assertThat(plan.effects())
                .extracting(effect -> effect.arguments().get(0))
                .containsExactly("drain a", "drain b", "rush", "restart c");
        assertThat(module.probe().acts()).containsExactly("busy?");
    }

    @Test
    void hasAHashOfAllThatAnApprovalIsFor() {
        String text =
                """
                runbook('hashed') {
                    title 'Hashed'
                    risk 'low'
                    input 'name', type: 'string'
                    step('act') { probe.act(probe.ask('big') ? 'big' : 'small') }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """;
        module.given("hashed", text);
        String hash = plan("hashed", Map.of("name", "x")).hash();

        assertThat(hash).startsWith("sha256:").hasSize(71);
        assertThat(plan("hashed", Map.of("name", "x")).hash()).isEqualTo(hash);
        assertThat(plan("hashed", Map.of("name", "y")).hash()).isNotEqualTo(hash);
        module.probe().answers("big", false);
        assertThat(plan("hashed", Map.of("name", "x")).hash()).isNotEqualTo(hash);
        module.probe().answers("big", true);
        Run prepared = module.inTransaction(
                () -> module.runs().prepare(new RunRequest("hashed", Map.of("name", "x"), null, "alice")));
        assertThat(module.bean(Plans.class).plan(prepared).hash()).isEqualTo(hash);
        module.given("hashed", text + "\n// another version\n");
        assertThat(plan("hashed", Map.of("name", "x")).hash()).isNotEqualTo(hash);
        assertThat(module.bean(Plans.class).plan(prepared).hash()).isEqualTo(hash);
    }

    @Test
    void takesTheSampleOfAStepForWhatFollows() {
        module.given(
                "sampled",
                """
                runbook('sampled') {
                    title 'Sampled'
                    risk 'low'
                    step('count', sample: [count: 2]) { outputs.count = Integer.parseInt(probe.act('count')) }
                    step('use') { outputs.count.times { probe.act("use ${it}") } }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);

        Plan plan = plan("sampled", Map.of());

        assertThat(plan.effects())
                .extracting(effect -> effect.arguments().get(0))
                .containsExactly("count", "use 0", "use 1");
        assertThat(plan.gaps()).isEmpty();
    }

    @Test
    void saysWhereItCannotSeeFurther() {
        module.given(
                "blind",
                """
                runbook('blind') {
                    title 'Blind'
                    risk 'low'
                    step('count') { outputs.count = Integer.parseInt(probe.act('count')) }
                    step('use') { probe.act('use') }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);

        Plan plan = plan("blind", Map.of());

        assertThat(plan.gaps()).singleElement().asString().contains("'count'", "sample:");
        assertThat(plan.effects()).hasSize(2);
    }

    @Test
    void masksSecrets() {
        module.given(
                "secretive",
                """
                runbook('secretive') {
                    title 'Secretive'
                    risk 'low'
                    input 'token', type: 'secret'
                    step('act') { probe.ask("read ${inputs.token}"); probe.act("with ${inputs.token}") }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);

        Plan plan = plan("secretive", Map.of("token", "api-token"));

        assertThat(plan.effects().get(0).arguments()).containsExactly("with ***");
        assertThat(plan.toString()).doesNotContain(RunbookModule.SECRET);
        assertThat(module.probe().acts()).containsExactly("read " + RunbookModule.SECRET + "?");
    }

    @Test
    void masksTheSecretsOfWhatItCalls() {
        module.given(
                "secret-inner",
                """
                runbook('secret-inner') {
                    title 'Secret inner'
                    risk 'low'
                    input 'token', type: 'secret'
                    step('act') { probe.act("with ${inputs.token}") }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);
        module.given(
                "secret-outer",
                """
                runbook('secret-outer') {
                    title 'Secret outer'
                    risk 'low'
                    call 'secret-inner', inputs: { [token: 'api-token'] }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);

        Plan plan = plan("secret-outer", Map.of());

        assertThat(plan.effects().get(0).arguments()).containsExactly("with ***");
        assertThat(plan.toString()).doesNotContain(RunbookModule.SECRET);
    }

    @Test
    void hasNoWayRoundThroughPortsAndArguments() {
        module.given(
                "roundabout",
                """
                runbook('roundabout') {
                    title 'Roundabout'
                    risk 'low'
                    step('act') {
                        probe.act(*['spread'])
                        def pointer = probe.&act
                        pointer('pointed')
                        def local = host.local
                        ['listed'].each(local.&start)
                        host.local.with { it.start('with') }
                        outputs.answer = http.get("http://${probe.act('asked')}/").ok
                    }
                    step('act on what is not known') { http.get("${outputs.answer}") ; probe.act(outputs.answer) }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);

        Plan plan = plan("roundabout", Map.of());

        assertThat(plan.gaps()).isEmpty();
        assertThat(plan.effects())
                .extracting(effect -> effect.arguments().get(0))
                .startsWith("spread", "pointed", "listed", "with", "asked");
        assertThat(plan.effects()).hasSize(6);
        assertThat(module.probe().acts()).isEmpty();
    }

    @Test
    void tellsWhatACallCannotBeGivenYet() {
        module.given(
                "given",
                """
                runbook('given') {
                    title 'Given'
                    risk 'low'
                    input 'count', type: 'integer'
                    step('act') { probe.act('act') }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);
        module.given(
                "giving",
                """
                runbook('giving') {
                    title 'Giving'
                    risk 'low'
                    step('count') { outputs.count = probe.act('count') }
                    call 'given', inputs: { [count: outputs.count.size().intdiv(outputs.none)] }
                    step('go on') { probe.act('go on') }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);

        Plan plan = plan("giving", Map.of());

        assertThat(plan.gaps())
                .singleElement()
                .asString()
                .contains("call 'given' cannot be planned", "giving.groovy:5");
        assertThat(plan.effects())
                .extracting(effect -> effect.arguments().get(0))
                .containsExactly("count", "go on");
    }

    @Test
    void refusesWrongInputs() {
        module.given(
                "strict",
                """
                runbook('strict') {
                    title 'Strict'
                    risk 'low'
                    input 'count', type: 'integer'
                    step('act') { probe.act('act') }
                    verify('up', within: 'PT5S', every: 'PT1S') { true }
                }
                """);

        assertThatThrownBy(() -> plan("strict", Map.of("count", "many")))
                .isInstanceOf(RunRefused.class)
                .hasMessageContaining("count");
        assertThatThrownBy(() -> plan("unheard-of", Map.of()))
                .isInstanceOf(RunRefused.class)
                .hasMessageContaining("unheard-of");
    }

    private static Plan plan(String runbook, Map<String, Object> inputs) {
        return module.bean(Plans.class).plan(runbook, inputs);
    }
}
