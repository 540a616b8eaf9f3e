package io.mendflow.runbook;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobHandler;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Puts the gate before the parts of runs, and ends a run as cancelled when its process instance goes away before its end. The listener is built in, so that it is heard even when a deletion
 * skips the listeners of the diagram.
 */
@Component
class RunbookPlugin extends AbstractProcessEnginePlugin {

    private final ObjectProvider<RunTable> runs;
    private final ObjectProvider<Gate> gate;
    private final ObjectProvider<Cancelling> cancelling;

    RunbookPlugin(ObjectProvider<RunTable> runs, ObjectProvider<Gate> gate, ObjectProvider<Cancelling> cancelling) {
        this.runs = runs;
        this.gate = gate;
        this.cancelling = cancelling;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        guard(configuration);
        List<BpmnParseListener> listeners = configuration.getCustomPostBPMNParseListeners();
        if (listeners == null) {
            listeners = new ArrayList<>();
            configuration.setCustomPostBPMNParseListeners(listeners);
        }
        listeners.add(new AbstractBpmnParseListener() {
            @Override
            public void parseProcess(Element element, ProcessDefinitionEntity process) {
                if (Elements.isRunbook(process.getKey())) {
                    process.addBuiltInListener(
                            ExecutionListener.EVENTNAME_END, (ExecutionListener) RunbookPlugin.this::ended);
                }
            }
        });
    }

    @SuppressWarnings("rawtypes")
    private void guard(ProcessEngineConfigurationImpl configuration) {
        List<JobHandler> handlers = new ArrayList<>();
        if (configuration.getCustomJobHandlers() != null) {
            handlers.addAll(configuration.getCustomJobHandlers());
        }
        handlers.add(new GuardedContinuation(gate));
        handlers.add(new CancelHandler(cancelling));
        configuration.setCustomJobHandlers(handlers);
    }

    private void ended(DelegateExecution execution) {
        RunTable table = runs.getObject();
        table.ofProcessInstance(execution.getProcessInstanceId())
                .filter(run -> !run.state().isEnded())
                .ifPresent(run -> table.move(
                        table.lock(run.id()),
                        RunState.CANCELLED,
                        "mendflow",
                        "its process instance was ended: " + why(execution)));
    }

    private static String why(DelegateExecution execution) {
        String reason = ((ExecutionEntity) execution).getDeleteReason();
        return reason == null ? "no reason given" : reason;
    }
}
