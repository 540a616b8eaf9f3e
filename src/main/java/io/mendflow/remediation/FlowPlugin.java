package io.mendflow.remediation;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.incident.IncidentHandler;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Has the engine tell what befalls an incident's flow from outside: that it is cancelled, or that one of its steps has failed for good. */
@Component
class FlowPlugin extends AbstractProcessEnginePlugin {

    private final ObjectProvider<FlowTroubles> troubles;

    /** Lazily, because the engine is built before what works with it. */
    FlowPlugin(ObjectProvider<FlowTroubles> troubles) {
        this.troubles = troubles;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        List<BpmnParseListener> listeners = configuration.getCustomPostBPMNParseListeners() == null
                ? new ArrayList<>()
                : new ArrayList<>(configuration.getCustomPostBPMNParseListeners());
        listeners.add(new AbstractBpmnParseListener() {
            @Override
            public void parseProcess(Element element, ProcessDefinitionEntity process) {
                if (process.getKey().equals(IncidentFlow.PROCESS)) {
                    process.addBuiltInListener(ExecutionListener.EVENTNAME_END, (ExecutionListener)
                            execution -> troubles.getObject().ended(execution));
                }
            }
        });
        configuration.setCustomPostBPMNParseListeners(listeners);
        List<IncidentHandler> handlers = configuration.getCustomIncidentHandlers() == null
                ? new ArrayList<>()
                : new ArrayList<>(configuration.getCustomIncidentHandlers());
        handlers.add(new FailedJobs(troubles));
        configuration.setCompositeIncidentHandlersEnabled(true);
        configuration.setCustomIncidentHandlers(handlers);
    }
}
