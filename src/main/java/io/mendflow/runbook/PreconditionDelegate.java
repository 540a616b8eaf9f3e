package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Precondition;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Checks a precondition; after the first that does not hold the others are left out. */
@Component("runbookPrecondition")
class PreconditionDelegate implements JavaDelegate {

    private final Acts acts;
    private final Tries tries;

    PreconditionDelegate(Acts acts, Tries tries) {
        this.acts = acts;
        this.tries = tries;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Acting acting = acts.of(execution);
        if (Boolean.FALSE.equals(execution.getVariable(Elements.APPLIES))) {
            return;
        }
        Precondition part = acting.runbook().precondition(execution.getCurrentActivityId());
        StepState state = tries.once(
                execution,
                acting,
                StepKind.PRECONDITION,
                part.name(),
                part.slug(),
                part.check(),
                Retry.USUAL.tries(),
                null,
                done -> done.truth() ? StepState.SUCCEEDED : StepState.DOES_NOT_HOLD);
        if (state == StepState.DOES_NOT_HOLD) {
            execution.setVariable(Elements.APPLIES, false);
            execution.setVariable(
                    Elements.RUN_REASON, "precondition '" + part.name() + "' does not hold, so nothing was done");
        }
    }
}
