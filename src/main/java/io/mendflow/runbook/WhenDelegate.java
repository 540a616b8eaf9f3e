package io.mendflow.runbook;

import io.mendflow.runbook.Definition.When;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Answers a question; its answer stands, whatever the system says later. */
@Component("runbookWhen")
class WhenDelegate implements JavaDelegate {

    private final Acts acts;
    private final Tries tries;

    WhenDelegate(Acts acts, Tries tries) {
        this.acts = acts;
        this.tries = tries;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Acts.requireGoing(execution);
        Acting acting = acts.of(execution);
        When part = acting.runbook().when(execution.getCurrentActivityId());
        StepState state = tries.once(
                execution,
                acting,
                StepKind.QUESTION,
                part.name(),
                part.slug(),
                part.check(),
                Retry.USUAL.tries(),
                null,
                done -> done.truth() ? StepState.SUCCEEDED : StepState.DOES_NOT_HOLD);
        Acts.keep(execution, Elements.answerVariable(part.slug()), state == StepState.SUCCEEDED);
    }
}
