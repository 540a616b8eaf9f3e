package io.mendflow.runbook;

import io.mendflow.audit.Audit;
import io.mendflow.runbook.Definition.Step;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Takes a person's word on what a step of unknown outcome did; refuses any other word. */
@Component("runbookDecision")
class DecisionListener implements TaskListener {

    private final Acts acts;
    private final Attempts attempts;
    private final RunTable runs;
    private final Audit audit;

    DecisionListener(Acts acts, Attempts attempts, RunTable runs, Audit audit) {
        this.acts = acts;
        this.attempts = attempts;
        this.runs = runs;
        this.audit = audit;
    }

    @Override
    public void notify(DelegateTask task) {
        Acting acting = acts.of(task.getExecution());
        Run run = runs.lock(acting.run().id());
        Step step = acting.runbook().decision(task.getTaskDefinitionKey());
        RunStep attempt = attempts.latest(acting, StepKind.STEP, step.name()).orElseThrow();
        String by = Person.of(task).orElse("somebody");
        String decision = String.valueOf(task.getVariable(Elements.DECISION));
        switch (decision) {
            case "happened" -> goOn(acting, run, attempt, StepState.HAPPENED, by, by + " says that it happened");
            case "did-not" ->
                goOn(acting, run, attempt, StepState.DID_NOT_HAPPEN, by, by + " says that it did not happen");
            case "stop" ->
                Acts.stop(
                        task.getExecution(),
                        "%s stopped the run at step '%s', whose outcome is unknown".formatted(by, step.name()),
                        false);
            default ->
                throw new ProcessEngineException(
                        "Expected variable 'decision' of task '%s' to be happened, did-not or stop, but it is '%s'"
                                .formatted(task.getName(), decision));
        }
        audit.append(by, "run.decide", run.id(), Map.of("step", step.name(), "decision", decision));
    }

    private void goOn(Acting acting, Run run, RunStep attempt, StepState state, String by, String text) {
        attempts.decide(acting, StepKind.STEP, attempt, state, text);
        boolean more = attempts.of(run).stream().anyMatch(other -> other.state() == StepState.OUTCOME_UNKNOWN);
        if (!more) {
            runs.move(run, RunState.RUNNING, by, null);
        }
    }
}
