package io.mendflow.remediation;

import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.incident.IncidentContext;
import org.camunda.bpm.engine.impl.incident.IncidentHandler;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.runtime.Incident;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** Beside Camunda's own handler: hears of every job that has no try left. */
class FailedJobs implements IncidentHandler {

    private final ObjectProvider<FlowTroubles> troubles;

    FailedJobs(ObjectProvider<FlowTroubles> troubles) {
        this.troubles = troubles;
    }

    @Override
    public String getIncidentHandlerType() {
        return Incident.FAILED_JOB_HANDLER_TYPE;
    }

    /** The incident itself is made by Camunda's handler. */
    @Override
    public @Nullable Incident handleIncident(IncidentContext context, String message) {
        String key = businessKey(context);
        if (key != null) {
            troubles.getObject().failedForGood(key, String.valueOf(context.getActivityId()), message);
        }
        return null;
    }

    /** Called at every end of a job that was ever put off; what the retry does shows by itself. */
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
