package io.mendflow.runbook;

import groovy.lang.Closure;
import io.mendflow.runbook.Definition.Step;
import io.mendflow.runbook.PartFailed.Done;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Prepares the run of another runbook before its call activity, which is pinned to the version in service then, and notes how it ended. */
@Component("runbookCall")
class CallListener implements ExecutionListener {

    private final Acts acts;
    private final Attempts attempts;
    private final ObjectProvider<Runs> runs;

    CallListener(Acts acts, Attempts attempts, ObjectProvider<Runs> runs) {
        this.acts = acts;
        this.attempts = attempts;
        this.runs = runs;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Acting acting = acts.of(execution);
        Step step = acting.runbook().step(execution.getCurrentActivityId());
        if (EVENTNAME_START.equals(execution.getEventName())) {
            begin(execution, acting, step);
        } else {
            end(execution, acting.run(), step);
        }
    }

    private void begin(DelegateExecution execution, Acting acting, Step step) {
        Run run = acting.run();
        Optional<RunStep> before = attempts.latest(run, StepKind.STEP, step.name());
        before.filter(attempt -> attempt.state() == StepState.RUNNING)
                .ifPresent(attempt -> attempts.mark(
                        run,
                        StepKind.STEP,
                        attempt,
                        StepState.ABANDONED,
                        "it was cut off before the called run began"));
        int attempt = before.map(RunStep::attempt).orElse(0) + 1;
        attempts.begin(run, StepKind.STEP, step.name(), attempt);
        try {
            Run called = runs.getObject()
                    .prepare(new RunRequest(
                            step.call().runbookId(), inputs(acting, step), run.incidentKey(), run.requestedBy()));
            execution.setVariableLocal(Elements.CALLED_RUN, called.id());
            execution.setVariableLocal(Elements.CALLED_VERSION, called.version());
            execution.setVariableLocal(Elements.CALLED_KEY, execution.getProcessBusinessKey());
        } catch (RunRefused | WrongInputs e) {
            attempts.end(run, StepKind.STEP, step.name(), attempt, StepState.FAILED, Tries.nothing(), e.getMessage());
            throw Acts.fail(execution, Tries.failure(StepKind.STEP, step.name(), e.getMessage()));
        }
    }

    private void end(DelegateExecution execution, Run run, Step step) {
        RunStep attempt = attempts.latest(run, StepKind.STEP, step.name()).orElseThrow();
        if (attempt.state() != StepState.RUNNING) {
            return;
        }
        String called = String.valueOf(execution.getVariable(Elements.CALLED_RUN));
        Done done = new Done(true, Map.of("run", called), "");
        boolean cut = execution.isCanceled();
        attempts.end(
                run,
                StepKind.STEP,
                step.name(),
                attempt.attempt(),
                cut ? StepState.FAILED : StepState.SUCCEEDED,
                done,
                cut ? called + " did not succeed" : null);
    }

    private static Map<String, Object> inputs(Acting acting, Step step) {
        Object written = step.call().inputs();
        Object given = written instanceof Closure<?> closure ? evaluate(acting, closure) : written;
        if (given == null) {
            return Map.of();
        }
        if (!(given instanceof Map<?, ?> map)) {
            throw new WrongInputs("expected the inputs of a call as a map, got " + given);
        }
        var inputs = new LinkedHashMap<String, Object>();
        map.forEach((name, value) -> inputs.put(String.valueOf(name), value));
        return inputs;
    }

    private static Object evaluate(Acting acting, Closure<?> closure) {
        try {
            return PartRunner.evaluate(acting.runbook(), acting.run().inputs(), closure);
        } catch (RuntimeException | AssertionError | LinkageError e) {
            throw new WrongInputs(PartRunner.located(e, acting.scriptName()));
        }
    }

    /** The inputs of a call could not be said. */
    private static final class WrongInputs extends RuntimeException {

        private static final long serialVersionUID = 1L;

        WrongInputs(String message) {
            super(message);
        }
    }
}
