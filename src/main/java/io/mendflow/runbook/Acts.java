package io.mendflow.runbook;

import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.core.variable.scope.AbstractVariableScope;
import org.camunda.bpm.engine.variable.Variables;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The run that a process instance works on, and the variables that show how it stands. */
@Component
class Acts {

    private final RunTable runs;
    private final Deployed deployed;
    private final Attempts attempts;

    Acts(RunTable runs, Deployed deployed, Attempts attempts) {
        this.runs = runs;
        this.deployed = deployed;
        this.attempts = attempts;
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
        return withItems(execution, new Acting(run, runbook));
    }

    private Acting withItems(DelegateExecution execution, Acting acting) {
        var items = new HashMap<String, Object>();
        String innermost = "";
        for (Definition.Each each : acting.runbook().of(Definition.Each.class)) {
            if (execution.getVariable(Elements.itemVariable(each.slug())) instanceof String item) {
                var around = new Acting(acting.run(), acting.runbook(), Items.around(item), Map.of());
                Integer index = (Integer) execution.getVariable(Elements.indexVariable(each.slug()));
                items.put(each.item(), attempts.items(around, each).get(index));
                innermost = item;
            }
        }
        return items.isEmpty() ? acting : new Acting(acting.run(), acting.runbook(), innermost, items);
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
        stop(execution, reason, false);
        return new BpmnError(Elements.STEP_FAILED, OutputValues.cut(reason));
    }

    /** Has the run stop; what was done first to stop it counts. Parts in other branches are not begun any more. */
    static void stop(DelegateExecution execution, String reason, boolean escalates) {
        if (!isStopping(execution)) {
            execution.setVariable(Elements.RUN_REASON, OutputValues.cut(reason));
            execution.setVariable(Elements.RUN_ESCALATES, escalates);
            execution.setVariable(Elements.RUN_STOPS, true);
        }
    }

    /** @throws BpmnError when a part in another branch has failed, so that nothing new is begun */
    static void requireGoing(DelegateExecution execution) {
        if (isStopping(execution)) {
            throw new BpmnError(Elements.STEP_FAILED, "not begun, because the run stops");
        }
    }

    /** Shows what a part has noted. */
    static void show(DelegateExecution execution, Map<String, Object> outputs) {
        outputs.forEach((name, value) -> keep(execution, Elements.outputVariable(name), shown(value)));
    }

    /** Shows what a part has come to. */
    static void tell(DelegateExecution execution, StepKind kind, String slug, String lines) {
        keep(execution, Elements.recordVariable(kind, slug), lines);
    }

    /** Keeps a variable with the item at hand, or with the run when there is none. */
    static void keep(DelegateExecution execution, String name, @Nullable Object value) {
        AbstractVariableScope scope = (AbstractVariableScope) execution;
        while (scope.getParentVariableScope() != null && !scope.hasVariableLocal(Elements.ITEM)) {
            scope = scope.getParentVariableScope();
        }
        scope.setVariableLocal(name, value);
    }

    private static boolean isStopping(DelegateExecution execution) {
        return Boolean.TRUE.equals(execution.getVariable(Elements.RUN_STOPS));
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
