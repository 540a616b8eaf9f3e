package io.mendflow.runbook;

import io.mendflow.runbook.guard.Answer;
import io.mendflow.runbook.guard.Claim;
import io.mendflow.runbook.guard.Freezes;
import io.mendflow.runbook.guard.Leases;
import io.mendflow.runbook.guard.WaitOver;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where a part of a run waits before it begins: for a thaw, and for the lease on its run's target. It holds no thread meanwhile: its job is put off,
 * and made due again when the way is free. A run without a target takes no lease.
 */
@Component
class Gate {

    private final RunTable runs;
    private final Leases leases;
    private final Freezes freezes;
    private final JdbcClient jdbc;
    private final TransactionTemplate apart;

    Gate(RunTable runs, Leases leases, Freezes freezes, JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.runs = runs;
        this.leases = leases;
        this.freezes = freezes;
        this.jdbc = jdbc;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Asks whether a part may begin.
     *
     * @return until when its job is to be put off; none when it may begin, or has to find out itself why it must not
     */
    Optional<Instant> hold(ExecutionEntity execution, JobEntity job) {
        Run run = run(execution);
        if (run == null) {
            return Optional.empty();
        }
        Claim claim = Guard.claim(run, Callers.of(execution), job.getPriority());
        if (freezes.on(run.runbookId()).isPresent()) {
            return isCancelled(run) ? Optional.empty() : Optional.of(frozen(run, claim, job));
        }
        if (run.target() != null && leases.ask(claim).verdict() == Answer.Verdict.WAIT) {
            return isCancelled(run) ? Optional.empty() : Optional.of(queued(run, claim, job));
        }
        if (run.state() == RunState.WAITING || job.getDuedate() != null) {
            goOn(run, job);
        }
        return Optional.empty();
    }

    /** The run that the process instance works on; null when it is none of ours, which the part itself refuses. */
    private @Nullable Run run(ExecutionEntity execution) {
        if (!(execution.getVariable(Elements.RUN_ID) instanceof String id)) {
            return null;
        }
        return runs.find(id)
                .filter(run -> execution.getProcessInstanceId().equals(run.processInstanceId()))
                .filter(run -> !run.state().isEnded())
                .orElse(null);
    }

    private boolean isCancelled(Run run) {
        return runs.cancellation(List.of(run.id())).isPresent();
    }

    private Instant frozen(Run run, Claim claim, JobEntity job) {
        Run locked = runs.lock(run.id());
        Answer answer = freezes.queue(claim, job.getId());
        runs.waits(locked, answer.reason());
        return answer.until();
    }

    private Instant queued(Run run, Claim claim, JobEntity job) {
        Run locked = runs.lock(run.id());
        Answer answer = leases.queue(claim, job.getId());
        runs.waits(locked, answer.reason());
        return answer.until();
    }

    /** Committed before the part acts, because nobody else could see or stop the run while its row is locked. */
    private void goOn(Run run, JobEntity job) {
        apart.executeWithoutResult(status -> {
            runs.goesOn(runs.lock(run.id()));
            leases.leave(job.getId());
        });
    }

    /** Past Camunda's own update of the job, which would collide with a node that looks at it in this moment. */
    @EventListener
    void wake(WaitOver over) {
        jdbc.sql("update ACT_RU_JOB set DUEDATE_ = ? where ID_ = ?")
                .params(List.of(new Timestamp(ClockUtil.getCurrentTime().getTime()), over.jobId()))
                .update();
    }

    /** Last in the transaction that ends the run, so that no other lock is waited for while all leases are locked. */
    @EventListener
    void free(RunChanged run) {
        if (!run.to().isEnded() || run.from() == RunState.REQUESTED) {
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                leases.free(run.runId());
            }
        });
    }
}
