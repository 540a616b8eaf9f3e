package io.mendflow.runbook;

import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.JobHandler;
import org.camunda.bpm.engine.impl.jobexecutor.JobHandlerConfiguration;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.MessageEntity;
import org.springframework.beans.factory.ObjectProvider;

/** The job that takes a cancelled run to its undos. */
class CancelHandler implements JobHandler<CancelHandler.Instance> {

    static final String TYPE = "runbook-cancel";

    private final ObjectProvider<Cancelling> cancelling;

    /** Lazily, because the engine is built before what works with it. */
    CancelHandler(ObjectProvider<Cancelling> cancelling) {
        this.cancelling = cancelling;
    }

    /** Which process instance. */
    record Instance(String id) implements JobHandlerConfiguration {

        @Override
        public String toCanonicalString() {
            return id;
        }
    }

    @Override
    public String getType() {
        return TYPE;
    }

    @Override
    public void execute(Instance instance, ExecutionEntity none, CommandContext context, String tenantId) {
        cancelling.getObject().stop(instance.id(), context, (MessageEntity) context.getCurrentJob());
    }

    @Override
    public Instance newConfiguration(String canonical) {
        return new Instance(canonical);
    }

    @Override
    public void onDelete(Instance instance, JobEntity job) {
        // It has nothing beside its job.
    }
}
