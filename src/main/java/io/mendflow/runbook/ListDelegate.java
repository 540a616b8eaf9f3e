package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Each;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Lists what is to be done for each, once: what was listed is kept, so that a crash in between changes nothing about it. */
@Component("runbookList")
class ListDelegate implements JavaDelegate {

    private final Acts acts;
    private final Tries tries;
    private final Attempts attempts;

    ListDelegate(Acts acts, Tries tries, Attempts attempts) {
        this.acts = acts;
        this.tries = tries;
        this.attempts = attempts;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Acts.requireGoing(execution);
        Acting acting = acts.of(execution);
        Each part = acting.runbook().each(execution.getCurrentActivityId());
        tries.once(
                execution,
                acting,
                StepKind.LIST,
                part.name(),
                part.slug(),
                new Listing(part.in()),
                Retry.USUAL.tries(),
                null,
                done -> StepState.SUCCEEDED);
        int count = attempts.items(acting, part).size();
        Acts.keep(execution, Elements.countVariable(part.slug()), count);
        Acts.keep(execution, Elements.batchesVariable(part.slug()), (count + part.atMost() - 1) / part.atMost());
    }
}
