package io.mendflow.runbook.testing;

import java.util.Date;
import org.camunda.bpm.engine.impl.calendar.DurationHelper;
import org.camunda.bpm.engine.impl.cmd.DefaultJobRetryCmd;

/** Puts off a job that has failed, by the fake clock. */
final class FakeRetry extends DefaultJobRetryCmd {

    private final TestClock clock;

    FakeRetry(String jobId, Throwable failure, TestClock clock) {
        super(jobId, failure);
        this.clock = clock;
    }

    @Override
    protected DurationHelper getDurationHelper(String cycle) throws Exception {
        Date now = Date.from(clock.instant());
        return new DurationHelper(cycle, now) {
            @Override
            public Date getDateAfter() {
                return getDateAfter(now);
            }
        };
    }
}
