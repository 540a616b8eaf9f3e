package io.mendflow.runbook;

import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.AsyncContinuationJobHandler;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.MessageEntity;
import org.camunda.bpm.engine.impl.pvm.runtime.operation.PvmAtomicOperation;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Camunda's way of working a job that begins an activity, with a gate before the steps and preconditions of runbooks. A part that has to wait leaves
 * its job as it is, but for a later due date: no retry is used up, and no thread waits.
 */
class GuardedContinuation extends AsyncContinuationJobHandler {

    private final ObjectProvider<Gate> gate;

    /** Lazily, because the engine is built before what works with it. */
    GuardedContinuation(ObjectProvider<Gate> gate) {
        this.gate = gate;
    }

    @Override
    public void execute(
            AsyncContinuationConfiguration configuration,
            ExecutionEntity execution,
            CommandContext context,
            String tenantId) {
        JobEntity job = context.getCurrentJob();
        if (job instanceof MessageEntity message && isGuarded(configuration, job)) {
            Optional<Instant> until = gate.getObject().hold(execution, job);
            if (until.isPresent()) {
                putOff(message, until.get());
                return;
            }
        }
        super.execute(configuration, execution, context, tenantId);
    }

    private boolean isGuarded(AsyncContinuationConfiguration configuration, JobEntity job) {
        PvmAtomicOperation operation = findMatchingAtomicOperation(configuration.getAtomicOperation());
        boolean begins = operation == PvmAtomicOperation.TRANSITION_CREATE_SCOPE
                || operation == PvmAtomicOperation.ACTIVITY_START_CREATE_SCOPE;
        return begins && Elements.isRunbook(job.getProcessDefinitionKey()) && Elements.isGuarded(job.getActivityId());
    }

    /** A job that is to be repeated is kept when it has been worked. */
    static void putOff(MessageEntity job, Instant until) {
        job.setDuedate(Date.from(until));
        job.unlock();
        job.setRepeat("true");
    }
}
