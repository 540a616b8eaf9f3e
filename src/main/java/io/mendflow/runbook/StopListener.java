package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Approval;
import io.mendflow.runbook.Definition.Otherwise;
import io.mendflow.runbook.Definition.Stop;
import io.mendflow.runbook.Definition.WaitFor;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/**
 * Has the run stop where the runbook says so: at fail and escalate, at a rejection, and at the deadline of a wait. Where a branch has ended early it
 * says again that the run stops: what began to wait in another branch at the very moment of the failure has not heard it.
 */
@Component("runbookStop")
class StopListener implements ExecutionListener {

    private final Acts acts;
    private final Attempts attempts;

    StopListener(Acts acts, Attempts attempts) {
        this.acts = acts;
        this.attempts = attempts;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Acting acting = acts.of(execution);
        String element = execution.getCurrentActivityId();
        for (Definition.Part part : acting.runbook().all().toList()) {
            if (part instanceof Stop stop && element.equals(Elements.stop(stop.slug()))) {
                Acts.stop(execution, stop.name(), stop.escalates());
            } else if (part instanceof Approval approval) {
                approval(execution, acting, approval, element);
            } else if (part instanceof WaitFor wait && element.equals(Elements.overdue("wait_" + wait.slug()))) {
                overdue(
                        execution,
                        "'%s' did not come within %s".formatted(wait.name(), Wiring.spoken(wait.within())),
                        wait.otherwise());
            }
        }
        if (Boolean.TRUE.equals(execution.getVariable(Elements.RUN_STOPS))) {
            execution.setVariable(Elements.RUN_STOPS, true);
        }
    }

    private void approval(DelegateExecution execution, Acting acting, Approval part, String element) {
        if (element.equals(Elements.rejected(part.slug()))) {
            String said = attempts.latest(acting, StepKind.APPROVAL, part.name())
                    .map(latest -> latest.log().strip())
                    .orElse("somebody");
            Acts.stop(execution, "approval '%s' was rejected by %s".formatted(part.name(), said), false);
        } else if (element.equals(Elements.overdue("approve_" + part.slug()))) {
            overdue(
                    execution,
                    "approval '%s' was not given within %s".formatted(part.name(), Wiring.spoken(part.within())),
                    part.otherwise());
        }
    }

    private static void overdue(DelegateExecution execution, String reason, Otherwise otherwise) {
        Acts.stop(execution, reason, otherwise == Otherwise.ESCALATE);
    }
}
