package io.mendflow.remediation;

import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutorContext;

/** Whether the engine will try the current task again when it fails now. */
final class LastTry {

    private LastTry() {}

    static boolean is() {
        JobExecutorContext job = Context.getJobExecutorContext();
        return job == null || job.getCurrentJob() == null || job.getCurrentJob().getRetries() <= 1;
    }
}
