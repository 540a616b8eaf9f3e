package io.mendflow.runbook;

import io.mendflow.runbook.guard.Autonomy;
import io.mendflow.runbook.guard.Judged;
import io.mendflow.runbook.guard.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Adds runs that acted to the record of their runbook as they end. One that verifies nothing proves nothing, and is left out unless it failed. */
@Component
class Judging {

    private final RunTable runs;
    private final Attempts attempts;
    private final Deployed deployed;
    private final Autonomy autonomy;
    private final Clock clock;

    Judging(RunTable runs, Attempts attempts, Deployed deployed, Autonomy autonomy, Clock clock) {
        this.runs = runs;
        this.attempts = attempts;
        this.deployed = deployed;
        this.autonomy = autonomy;
        this.clock = clock;
    }

    /** Last in the transaction that ends the run, so that no other lock is waited for while the records are locked. */
    @EventListener
    void judge(RunChanged changed) {
        if (!changed.to().isEnded() || changed.from() == RunState.REQUESTED) {
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                runs.find(changed.runId()).ifPresent(Judging.this::judge);
            }
        });
    }

    private void judge(Run run) {
        List<RunStep> steps = attempts.of(run).stream()
                .filter(step -> step.kind() == StepKind.STEP)
                .toList();
        if (steps.isEmpty()) {
            return;
        }
        Duration took = Duration.between(run.startedAt(), clock.instant());
        outcome(run, steps)
                .ifPresent(outcome -> autonomy.judge(new Judged(
                        run.id(), run.runbookId(), runs.category(run), runs.environment(run), outcome, took)));
    }

    private Optional<Outcome> outcome(Run run, List<RunStep> steps) {
        return switch (run.state()) {
            case SUCCEEDED -> provesAnything(run) ? Optional.of(Outcome.VERIFIED) : Optional.empty();
            // A person was asked what a step did, and said stop.
            case FAILED ->
                steps.stream().anyMatch(step -> step.state() == StepState.OUTCOME_UNKNOWN)
                        ? Optional.of(Outcome.OVERRIDDEN)
                        : Optional.of(Outcome.UNVERIFIED);
            case CANCELLED -> Optional.of(Outcome.OVERRIDDEN);
            default -> Optional.empty();
        };
    }

    private boolean provesAnything(Run run) {
        return !deployed.of(run.processDefinitionId()).verifications().isEmpty();
    }
}
