package io.mendflow.runbook;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;

/** The runs that wait for a run which they have called. */
final class Callers {

    private Callers() {}

    /** Its own id and theirs. */
    static List<String> andItself(DelegateExecution execution) {
        var all = new ArrayList<>(of(execution));
        all.add(0, Acts.runId(execution));
        return all;
    }

    /** Their ids, the nearest first. */
    static List<String> of(DelegateExecution execution) {
        var callers = new ArrayList<String>();
        ExecutionEntity calling =
                ((ExecutionEntity) execution).getProcessInstance().getSuperExecution();
        while (calling != null) {
            var process = (ProcessDefinitionEntity) calling.getProcessDefinition();
            if (!Elements.isRunbook(process.getKey())) {
                return callers;
            }
            callers.add(Acts.runId(calling));
            calling = calling.getProcessInstance().getSuperExecution();
        }
        return callers;
    }
}
