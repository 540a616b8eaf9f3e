package io.mendflow.engine;

import java.util.List;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.cmd.ExecuteJobsCmd;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobHelper;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobsRunnable;
import org.camunda.bpm.engine.impl.jobexecutor.JobFailureCollector;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.spring.components.jobexecutor.SpringJobExecutor;

/** Camunda's job executor, which knows what it has in hand, so that the locks of that are renewed and of nothing else. */
class JobWorker extends SpringJobExecutor {

    private final JobsInHand inHand = new JobsInHand();

    JobsInHand inHand() {
        return inHand;
    }

    @Override
    public Runnable getExecuteJobsRunnable(List<String> jobIds, ProcessEngineImpl engine) {
        // They are locked already, and may have to wait for a thread.
        jobIds.forEach(inHand::take);
        return new Batch(jobIds, engine);
    }

    /** Jobs of one process instance, one after the other, and those that come of them. */
    private final class Batch extends ExecuteJobsRunnable {

        Batch(List<String> jobIds, ProcessEngineImpl engine) {
            super(jobIds, engine);
        }

        @Override
        public void run() {
            try {
                super.run();
            } finally {
                jobIds.forEach(inHand::letGo);
            }
        }

        @Override
        protected void executeJob(String jobId, CommandExecutor commands, JobFailureCollector unused) {
            inHand.take(jobId);
            var failure = new Failure(jobId);
            try {
                ExecuteJobHelper.executeJob(
                        jobId,
                        commands,
                        failure,
                        new ExecuteJobsCmd(jobId, failure),
                        processEngine.getProcessEngineConfiguration());
            } finally {
                inHand.letGo(jobId);
            }
        }
    }

    /**
     * Camunda compares the lock of a job that has failed with the one that it was acquired with; where they differ, it believes that another node has
     * the job, and neither counts the failure nor frees the lock. So the job is given the lock that it was renewed to.
     */
    private final class Failure extends JobFailureCollector {

        Failure(String jobId) {
            super(jobId);
        }

        @Override
        public JobEntity getJob() {
            JobEntity job = super.getJob();
            if (job != null) {
                inHand.letGo(getJobId()).ifPresent(job::setLockExpirationTime);
            }
            return job;
        }
    }
}
