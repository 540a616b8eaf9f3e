package io.mendflow.runbook;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Counts and times runs by runbook and outcome, once their end is committed: {@code mendflow.runs}, {@code mendflow.runs.duration}. */
@Component
class RunMetrics {

    private final MeterRegistry registry;

    RunMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void ended(String runbookId, RunState outcome, Duration took) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                String[] tags = {"runbook", runbookId, "outcome", outcome.text()};
                registry.counter("mendflow.runs", tags).increment();
                registry.timer("mendflow.runs.duration", tags).record(took);
            }
        });
    }
}
