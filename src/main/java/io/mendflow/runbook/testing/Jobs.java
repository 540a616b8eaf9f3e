package io.mendflow.runbook.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.runtime.Job;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works the jobs of an engine that has no threads of its own: what is due first, then the clock goes on to the next timer. */
final class Jobs {

    private static final Logger log = LoggerFactory.getLogger(Jobs.class);
    private static final int MOST = 20_000;
    private static final Duration LONGEST = Duration.ofDays(30);

    private final ManagementService engine;
    private final TestClock clock;

    Jobs(ManagementService engine, TestClock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    /**
     * Works until it ends, or waits and nothing is due.
     *
     * @throws AssertionError when it goes on without end
     */
    void work(BooleanSupplier ended, BooleanSupplier waits) {
        Instant latest = clock.instant().plus(LONGEST);
        for (int worked = 0; !ended.getAsBoolean(); worked++) {
            Optional<Job> next = next();
            if (next.isEmpty() || (due(next.get()).isAfter(clock.instant()) && waits.getAsBoolean())) {
                return;
            }
            if (worked == MOST || due(next.get()).isAfter(latest)) {
                throw new AssertionError("The run goes on without end: after %s and %d jobs it has not ended"
                        .formatted(Duration.between(latest.minus(LONGEST), clock.instant()), worked));
            }
            clock.goTo(due(next.get()));
            execute(next.get());
        }
    }

    /** Lets time go by, and works what comes due meanwhile. */
    void pass(Duration time) {
        Instant until = clock.instant().plus(time);
        for (Optional<Job> next = next(); next.isPresent() && !due(next.get()).isAfter(until); next = next()) {
            clock.goTo(due(next.get()));
            execute(next.get());
        }
        clock.goTo(until);
    }

    /** Why a job is given up; null when none is. */
    @Nullable
    String stuck() {
        return engine.createJobQuery().noRetriesLeft().list().stream()
                .map(Job::getExceptionMessage)
                .findFirst()
                .orElse(null);
    }

    private Optional<Job> next() {
        List<Job> jobs = engine.createJobQuery().withRetriesLeft().active().list();
        return jobs.stream().min(Comparator.comparing(this::due).thenComparing(Job::getCreateTime));
    }

    private Instant due(Job job) {
        return job.getDuedate() == null ? Instant.EPOCH : job.getDuedate().toInstant();
    }

    private void execute(Job job) {
        try {
            engine.executeJob(job.getId());
        } catch (RuntimeException e) {
            // The engine has noted it with the job, and comes back to it while there are tries left.
            log.debug("Job {} failed", job.getId(), e);
        } finally {
            // A call that was told to crash has interrupted this thread.
            Thread.interrupted();
        }
    }
}
