package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Step;
import io.mendflow.runbook.PartFailed.Done;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Does a step. One that acts once is never done a second time by itself: when its attempt is found unfinished, or its time is over, a person is
 * asked.
 */
@Component("runbookStep")
class StepDelegate implements JavaDelegate {

    private final Acts acts;
    private final Tries tries;
    private final Attempts attempts;
    private final PartRunner runner;
    private final RunTable runs;
    private final Guard guard;
    private final Baselines baselines;

    StepDelegate(
            Acts acts,
            Tries tries,
            Attempts attempts,
            PartRunner runner,
            RunTable runs,
            Guard guard,
            Baselines baselines) {
        this.acts = acts;
        this.tries = tries;
        this.attempts = attempts;
        this.runner = runner;
        this.runs = runs;
        this.guard = guard;
        this.baselines = baselines;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Acting acting = acts.of(execution);
        Step step = acting.runbook().step(execution.getCurrentActivityId());
        Acts.requireGoing(execution);
        if (step.once()) {
            once(execution, acting, step);
            return;
        }
        tries.once(
                execution,
                acting,
                StepKind.STEP,
                step.name(),
                step.slug(),
                step.body(),
                step.retry().tries(),
                step.within(),
                done -> StepState.SUCCEEDED);
    }

    private void once(DelegateExecution execution, Acting acting, Step step) {
        Optional<RunStep> before = attempts.latest(acting, StepKind.STEP, step.name());
        if (before.isEmpty() || before.get().state() == StepState.DID_NOT_HAPPEN) {
            act(execution, acting, step, before.map(RunStep::attempt).orElse(0) + 1);
            return;
        }
        RunStep attempt = before.get();
        switch (attempt.state()) {
            case SUCCEEDED -> Acts.show(execution, attempt.outputs());
            case FAILED ->
                throw Acts.fail(execution, Tries.failure(StepKind.STEP, step.name(), String.valueOf(attempt.error())));
            default ->
                throw unknown(
                        execution, acting, step, attempt, "it was cut off before Mendflow could note how it ended");
        }
    }

    private void act(DelegateExecution execution, Acting acting, Step step, int attempt) {
        Acting guarded = guard.begin(execution, acting, StepKind.STEP, step.name());
        attempts.begin(acting, StepKind.STEP, step.name(), attempt, baselines.before(guarded, attempt));
        try {
            Done done = runner.run(guarded, attempts.outputs(acting), step.body(), step.within());
            attempts.end(acting, StepKind.STEP, step.name(), attempt, StepState.SUCCEEDED, done, null);
            Acts.show(execution, done.outputs());
            tell(execution, step, StepState.SUCCEEDED, attempt, done, null);
        } catch (PartFailed e) {
            StepState state = e.isOverdue() ? StepState.OUTCOME_UNKNOWN : StepState.FAILED;
            attempts.end(acting, StepKind.STEP, step.name(), attempt, state, e.soFar(), e.getMessage());
            tell(execution, step, state, attempt, e.soFar(), e.getMessage());
            if (e.isOverdue()) {
                RunStep ended =
                        attempts.latest(acting, StepKind.STEP, step.name()).orElseThrow();
                throw unknown(execution, acting, step, ended, e.getMessage());
            }
            throw Acts.fail(execution, Tries.failure(StepKind.STEP, step.name(), e.getMessage()));
        }
    }

    private static void tell(
            DelegateExecution execution, Step step, StepState state, int attempt, Done done, @Nullable String error) {
        Acts.tell(execution, StepKind.STEP, step.slug(), Told.lines(state, attempt, done, error));
    }

    private BpmnError unknown(DelegateExecution execution, Acting acting, Step step, RunStep attempt, String why) {
        if (attempt.state() == StepState.RUNNING) {
            attempts.mark(acting, StepKind.STEP, attempt, StepState.OUTCOME_UNKNOWN, why);
        }
        String reason = "what step '%s' did is unknown: %s; a person decides".formatted(step.name(), why);
        Run run = runs.lock(acting.run().id());
        // It may wait for a person already, about a step in another branch.
        if (run.state() != RunState.OUTCOME_UNKNOWN) {
            runs.move(run, RunState.OUTCOME_UNKNOWN, "mendflow", reason);
        }
        execution.removeVariable(Elements.DECISION);
        return new BpmnError(Elements.OUTCOME_UNKNOWN, reason);
    }
}
