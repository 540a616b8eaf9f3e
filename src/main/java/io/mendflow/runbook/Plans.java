package io.mendflow.runbook;

import io.mendflow.connector.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Dry runs: every effect that a run would have, listed and none done. What is asked is asked for real, so that a plan shows the branches that a run
 * would take if it began now.
 */
@Component
public class Plans {

    /** A plan that has not seen all by then says so. */
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final Runbooks runbooks;
    private final Deployed deployed;
    private final Secrets secrets;
    private final Verbs verbs;
    private final PartRunner runner;
    private final Clock clock;

    Plans(Runbooks runbooks, Deployed deployed, Secrets secrets, Verbs verbs, PartRunner runner, Clock clock) {
        this.runbooks = runbooks;
        this.deployed = deployed;
        this.secrets = secrets;
        this.verbs = verbs;
        this.runner = runner;
        this.clock = clock;
    }

    /**
     * Plans a run of a runbook in service.
     *
     * @throws RunRefused as {@link Runs#prepare} does
     */
    public Plan plan(String runbookId, Map<String, Object> inputs) {
        Runbook runbook = runbooks.find(runbookId)
                .orElseThrow(() ->
                        new RunRefused(runbookId, List.of("there is no runbook '%s' in service".formatted(runbookId))));
        return walk(prepared(runbook, inputs), runbook.version(), runbook.sourceHash());
    }

    /** Plans a run that is prepared, with the version and the inputs that it is bound to. */
    public Plan plan(Run run) {
        return walk(
                new Acting(run, deployed.of(run.processDefinitionId())),
                run.version(),
                deployed.hashOf(run.processDefinitionId()));
    }

    private Plan walk(Acting acting, int version, String sourceHash) {
        var planning = new Planning(verbs, runner, this::callee, runner.mask(acting), clock, WITHIN);
        planning.walk(acting);
        return planning.plan(acting, version, sourceHash);
    }

    private Acting callee(String runbookId, Map<String, Object> inputs) {
        return prepared(
                runbooks.find(runbookId)
                        .orElseThrow(() -> new RunRefused(
                                runbookId, List.of("there is no runbook '%s' in service".formatted(runbookId)))),
                inputs);
    }

    /** As a run would be, but kept nowhere. */
    private Acting prepared(Runbook runbook, Map<String, Object> given) {
        Definition definition = deployed.of(runbook.processDefinitionId());
        var inputs = new LinkedHashMap<String, Object>();
        List<String> problems = InputValues.check(definition, given, secrets, inputs);
        if (!problems.isEmpty()) {
            throw new RunRefused(runbook.id(), problems);
        }
        Instant now = clock.instant();
        var run = new Run(
                "PLAN",
                runbook.id(),
                runbook.version(),
                runbook.processDefinitionId(),
                null,
                null,
                RunState.REQUESTED,
                inputs,
                Runs.target(definition, inputs),
                "plan",
                now,
                null,
                null,
                null,
                null,
                null);
        return new Acting(run, definition);
    }
}
