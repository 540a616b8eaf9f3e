package io.mendflow.runbook;

import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;

/** The run that a process instance works on, and the variables that show how it stands. */
@Component
class Acts {

    private final RunTable runs;
    private final Deployed deployed;

    Acts(RunTable runs, Deployed deployed) {
        this.runs = runs;
        this.deployed = deployed;
    }

    /**
     * The run of an execution.
     *
     * @throws ProcessEngineException when its process was not compiled from a runbook file by Mendflow, or the run belongs to another instance
     */
    Acting of(DelegateExecution execution) {
        Definition runbook = deployed.of(execution.getProcessDefinitionId());
        Run run = runs.find(runId(execution)).orElseThrow(() -> new UnknownRun(runId(execution)));
        if (!execution.getProcessInstanceId().equals(run.processInstanceId())) {
            throw new ProcessEngineException(
                    "Expected process instance %s to work on a run of its own, but %s belongs to %s"
                            .formatted(execution.getProcessInstanceId(), run.id(), run.processInstanceId()));
        }
        return new Acting(run, runbook);
    }

    static String runId(DelegateExecution execution) {
        if (execution.getVariable(Elements.RUN_ID) instanceof String id) {
            return id;
        }
        throw new ProcessEngineException(
                "Expected variable 'runId' to name a requested run; a runbook is started by POST /api/runbooks/{id}/runs, or by a flow that has prepared a run");
    }

    /** Ends the part as failed: the process goes on to its undos. */
    static BpmnError fail(DelegateExecution execution, String reason) {
        execution.setVariable(Elements.RUN_REASON, OutputValues.cut(reason));
        return new BpmnError(Elements.STEP_FAILED, reason);
    }

    /** Shows what a part has noted. */
    static void show(DelegateExecution execution, java.util.Map<String, Object> outputs) {
        outputs.forEach((name, value) -> execution.setVariable(Elements.outputVariable(name), shown(value)));
    }

    /** A value as Cockpit can show it: a text, a whole number or a boolean. */
    static Object shown(Object value) {
        if (value == null) {
            return Variables.untypedNullValue();
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            return value;
        }
        boolean plain = value instanceof String || value instanceof Number;
        return OutputValues.cut(plain ? value.toString() : Json.write(value));
    }
}
