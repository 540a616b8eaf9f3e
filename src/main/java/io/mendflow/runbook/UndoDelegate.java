package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Step;
import io.mendflow.runbook.PartFailed.Done;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes a step back. An undo that fails is recorded and told, and stops no other; one that has ended is not done again. */
@Component("runbookUndo")
class UndoDelegate implements JavaDelegate {

    private final Acts acts;
    private final Attempts attempts;
    private final PartRunner runner;
    private final Guard guard;

    UndoDelegate(Acts acts, Attempts attempts, PartRunner runner, Guard guard) {
        this.acts = acts;
        this.attempts = attempts;
        this.runner = runner;
        this.guard = guard;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Acting acting = acts.of(execution);
        Step step = acting.runbook().undo(execution.getCurrentActivityId());
        Optional<RunStep> before = attempts.latest(acting, StepKind.UNDO, step.name());
        if (before.isPresent() && before.get().state() != StepState.RUNNING) {
            return;
        }
        before.ifPresent(attempt -> attempts.mark(
                acting, StepKind.UNDO, attempt, StepState.ABANDONED, "it was cut off, and is done again"));
        int attempt = before.map(RunStep::attempt).orElse(0) + 1;
        attempts.begin(acting, StepKind.UNDO, step.name(), attempt);
        try {
            Done done = runner.run(guard.undo(execution, acting), attempts.outputs(acting), step.undo(), null);
            attempts.end(acting, StepKind.UNDO, step.name(), attempt, StepState.SUCCEEDED, done, null);
            tell(execution, step, StepState.SUCCEEDED, attempt, done, null);
        } catch (PartFailed e) {
            attempts.end(acting, StepKind.UNDO, step.name(), attempt, StepState.FAILED, e.soFar(), e.getMessage());
            tell(execution, step, StepState.FAILED, attempt, e.soFar(), e.getMessage());
            String reason = "%s; undo of step '%s' failed too: %s"
                    .formatted(execution.getVariable(Elements.RUN_REASON), step.name(), e.getMessage());
            execution.setVariable(Elements.RUN_REASON, OutputValues.cut(reason));
        }
    }

    private static void tell(
            DelegateExecution execution, Step step, StepState state, int attempt, Done done, @Nullable String error) {
        Acts.tell(execution, StepKind.UNDO, step.slug(), Told.lines(state, attempt, done, error));
    }
}
