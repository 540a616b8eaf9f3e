package io.mendflow.model;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.incident.IncidentContext;
import org.camunda.bpm.engine.impl.incident.IncidentHandler;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.runtime.Incident;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Has the engine tell a promotion that one of its steps waits for somebody in Cockpit, because it has no try left. */
@Component
class ModelFlowPlugin extends AbstractProcessEnginePlugin {

    private final ObjectProvider<Promotions> promotions;

    /** Lazily, because the engine is built before what works with it. */
    ModelFlowPlugin(ObjectProvider<Promotions> promotions) {
        this.promotions = promotions;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        List<IncidentHandler> handlers = configuration.getCustomIncidentHandlers() == null
                ? new ArrayList<>()
                : new ArrayList<>(configuration.getCustomIncidentHandlers());
        handlers.add(new StuckSteps());
        configuration.setCompositeIncidentHandlersEnabled(true);
        configuration.setCustomIncidentHandlers(handlers);
    }

    private class StuckSteps implements IncidentHandler {

        @Override
        public String getIncidentHandlerType() {
            return Incident.FAILED_JOB_HANDLER_TYPE;
        }

        /** The incident itself is made by Camunda's handler. */
        @Override
        public @Nullable Incident handleIncident(IncidentContext context, String message) {
            String key = businessKey(context);
            if (key != null && promotions.getObject().find(key).isPresent()) {
                promotions
                        .getObject()
                        .tell(
                                key,
                                "trouble",
                                "%s has failed for good and waits until somebody retries it in Cockpit: %s"
                                        .formatted(context.getActivityId(), message));
            }
            return null;
        }

        @Override
        public void resolveIncident(IncidentContext context) {}

        @Override
        public void deleteIncident(IncidentContext context) {}

        private static @Nullable String businessKey(IncidentContext context) {
            if (context.getExecutionId() == null) {
                return null;
            }
            ExecutionEntity execution =
                    Context.getCommandContext().getExecutionManager().findExecutionById(context.getExecutionId());
            return execution == null ? null : execution.getProcessBusinessKey();
        }
    }
}
