package io.mendflow.runbook;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/** Ties a process instance to its run as it starts, and notes the outcome as it reaches one of its ends. */
@Component("runbookRun")
class RunListener implements ExecutionListener {

    private static final String BY = "mendflow";

    private final RunTable runs;
    private final Deployed deployed;
    private final Acts acts;

    RunListener(RunTable runs, Deployed deployed, Acts acts) {
        this.runs = runs;
        this.deployed = deployed;
        this.acts = acts;
    }

    @Override
    public void notify(DelegateExecution execution) {
        switch (String.valueOf(execution.getCurrentActivityId())) {
            case Elements.END_VERIFIED -> succeeded(execution);
            case Elements.END_NOT_APPLICABLE -> end(execution, RunState.NOT_APPLICABLE);
            case Elements.END_FAILED -> failed(execution);
            case Elements.END_ESCALATED -> end(execution, RunState.ESCALATED);
            default -> begin(execution);
        }
    }

    private void begin(DelegateExecution execution) {
        Definition runbook = deployed.of(execution.getProcessDefinitionId());
        Run run = runs.lock(Acts.runId(execution));
        if (!run.processDefinitionId().equals(execution.getProcessDefinitionId())) {
            throw new ProcessEngineException(
                    "Expected run %s to use process definition %s, for which it was prepared, but it is %s"
                            .formatted(run.id(), run.processDefinitionId(), execution.getProcessDefinitionId()));
        }
        runs.started(run, execution.getProcessInstanceId());
        runbook.inputNames().stream()
                .filter(run.inputs()::containsKey)
                .forEach(name -> execution.setVariable(
                        Elements.inputVariable(name), Acts.shown(run.inputs().get(name))));
        execution.setVariable(Elements.APPLIES, true);
        execution.setVariable(Elements.RUN_STOPS, false);
        execution.setVariable(Elements.RUN_ESCALATES, false);
        execution.setVariable(Elements.RUN_REASON, "");
        if (!(execution.getVariable(Elements.JOB_PRIORITY) instanceof Number)) {
            execution.setVariable(Elements.JOB_PRIORITY, 0L);
        }
    }

    private void succeeded(DelegateExecution execution) {
        Definition runbook = acts.of(execution).runbook();
        String reason = runbook.verifications().isEmpty()
                ? "the steps are done; the runbook has no verification"
                : runbook.verifications().stream()
                        .map(Definition.Verification::name)
                        .collect(Collectors.joining(", ", "verified: ", ""));
        execution.setVariable(Elements.RUN_REASON, reason);
        if (!runbook.verifications().isEmpty()) {
            execution.setVariable(Elements.RUN_VERDICT, Verdict.FIXED.text());
            runs.judge(acts.of(execution).run(), Verdict.FIXED);
        }
        end(execution, RunState.SUCCEEDED);
    }

    /** A run that a person has stopped ends the same way, by its undos. */
    private void failed(DelegateExecution execution) {
        List<String> all = Stream.concat(Stream.of(Acts.runId(execution)), Callers.of(execution).stream())
                .toList();
        Cancellation cancellation = runs.cancellation(all).orElse(null);
        if (cancellation == null) {
            end(execution, RunState.FAILED);
            return;
        }
        String reason = String.valueOf(execution.getVariable(Elements.RUN_REASON));
        if (!reason.startsWith(cancellation.sentence())) {
            execution.setVariable(
                    Elements.RUN_REASON, OutputValues.cut("%s; %s".formatted(cancellation.sentence(), reason)));
        }
        end(execution, RunState.CANCELLED);
    }

    private void end(DelegateExecution execution, RunState outcome) {
        Run run = runs.lock(acts.of(execution).run().id());
        execution.setVariable(Elements.RUN_OUTCOME, outcome.text());
        runs.move(run, outcome, BY, String.valueOf(execution.getVariable(Elements.RUN_REASON)));
    }
}
