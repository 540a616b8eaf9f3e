package io.mendflow.runbook;

import groovy.lang.Closure;
import io.mendflow.runbook.Definition.Step;
import io.mendflow.runbook.PartFailed.Done;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Prepares the run of another runbook before its call activity, which is pinned to the version in service then, and notes how it ended. */
@Component("runbookCall")
class CallListener implements ExecutionListener {

    private final Acts acts;
    private final Attempts attempts;
    private final Deployed deployed;
    private final Baselines baselines;
    private final ObjectProvider<Runs> runs;

    CallListener(Acts acts, Attempts attempts, Deployed deployed, Baselines baselines, ObjectProvider<Runs> runs) {
        this.acts = acts;
        this.attempts = attempts;
        this.deployed = deployed;
        this.baselines = baselines;
        this.runs = runs;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Acting acting = acts.of(execution);
        Step step = acting.runbook().step(execution.getCurrentActivityId());
        if (EVENTNAME_START.equals(execution.getEventName())) {
            begin(execution, acting, step);
        } else {
            end(execution, acting, step);
        }
    }

    private void begin(DelegateExecution execution, Acting acting, Step step) {
        Acts.requireGoing(execution);
        Run run = acting.run();
        Optional<RunStep> before = attempts.latest(acting, StepKind.STEP, step.name());
        before.filter(attempt -> attempt.state() == StepState.RUNNING)
                .ifPresent(attempt -> attempts.mark(
                        acting,
                        StepKind.STEP,
                        attempt,
                        StepState.ABANDONED,
                        "it was cut off before the called run began"));
        int attempt = before.map(RunStep::attempt).orElse(0) + 1;
        attempts.begin(acting, StepKind.STEP, step.name(), attempt, baselines.before(acting, attempt));
        try {
            Run called = runs.getObject()
                    .prepare(new RunRequest(
                            step.call().runbookId(), inputs(acting, step), run.incidentKey(), run.requestedBy()));
            execution.setVariableLocal(Elements.CALLED_RUN, called.id());
            execution.setVariableLocal(Elements.CALLED_VERSION, called.version());
            execution.setVariableLocal(Elements.CALLED_KEY, execution.getProcessBusinessKey());
        } catch (RunRefused | WrongInputs e) {
            attempts.end(
                    acting, StepKind.STEP, step.name(), attempt, StepState.FAILED, Tries.nothing(), e.getMessage());
            throw Acts.fail(execution, Tries.failure(StepKind.STEP, step.name(), e.getMessage()));
        }
    }

    private void end(DelegateExecution execution, Acting acting, Step step) {
        RunStep attempt = attempts.latest(acting, StepKind.STEP, step.name()).orElseThrow();
        if (attempt.state() != StepState.RUNNING) {
            return;
        }
        Run called = runs.getObject()
                .find(String.valueOf(execution.getVariable(Elements.CALLED_RUN)))
                .orElseThrow()
                .run();
        if (execution.isCanceled()) {
            close(acting, attempt, StepState.FAILED, Map.of("run", called.id()), called.id() + " did not succeed");
            Acts.stop(execution, String.valueOf(called.reason()), called.state() == RunState.ESCALATED);
            return;
        }
        var outputs = new LinkedHashMap<String, Object>(Map.of("run", called.id()));
        List<String> missing = takeOutputs(called, outputs);
        if (missing.isEmpty()) {
            Map<String, Object> all = Map.of(step.call().into(), outputs);
            close(acting, attempt, StepState.SUCCEEDED, all, null);
            Acts.show(execution, all);
        } else {
            String error = "%s left wrong outputs: %s".formatted(called.id(), String.join("; ", missing));
            close(acting, attempt, StepState.FAILED, Map.of("run", called.id()), error);
            throw Acts.fail(execution, Tries.failure(StepKind.STEP, step.name(), error));
        }
    }

    private void close(
            Acting acting, RunStep attempt, StepState state, Map<String, Object> outputs, @Nullable String error) {
        attempts.end(
                acting, StepKind.STEP, attempt.step(), attempt.attempt(), state, new Done(true, outputs, ""), error);
    }

    /** Takes over what the called runbook declares; says what is missing or of another type. */
    private List<String> takeOutputs(Run called, Map<String, Object> into) {
        if (called.state() == RunState.NOT_APPLICABLE) {
            return List.of();
        }
        Definition runbook = deployed.of(called.processDefinitionId());
        Map<String, Object> left = attempts.outputs(new Acting(called, runbook));
        var problems = new ArrayList<String>();
        for (Output output : runbook.outputs()) {
            Object value = left.get(output.name());
            try {
                if (value == null) {
                    throw new IllegalArgumentException(
                            "expected " + output.type().wanted());
                }
                into.put(output.name(), InputType.plain(output.type().coerce(value)));
            } catch (IllegalArgumentException e) {
                problems.add("output '%s': %s, got %s".formatted(output.name(), e.getMessage(), value));
            }
        }
        return problems;
    }

    private Map<String, Object> inputs(Acting acting, Step step) {
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

    private @Nullable Object evaluate(Acting acting, Closure<?> closure) {
        try {
            return PartRunner.evaluate(acting, attempts.outputs(acting), closure);
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
