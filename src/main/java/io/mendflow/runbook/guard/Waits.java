package io.mendflow.runbook.guard;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The parts of runs that wait. Changed by who holds the {@link GuardLock} alone. */
@Component
class Waits {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Waits(JdbcClient jdbc, Clock clock, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.events = events;
    }

    /** All of them, in the order in which they go on. */
    List<Wait> all() {
        return jdbc.sql("select * from run_wait order by priority desc, place")
                .query(Wait::of)
                .list();
    }

    List<Wait> of(String why) {
        return all().stream().filter(wait -> wait.why().equals(why)).toList();
    }

    /** Keeps a part waiting until its job is due; one that waits already keeps its place. */
    void keep(String jobId, Claim claim, String why, Instant due) {
        Optional<String> before = jdbc.sql("select why from run_wait where job_id = ?")
                .param(jobId)
                .query(String.class)
                .optional();
        if (before.filter(why::equals).isPresent()) {
            jdbc.sql("update run_wait set due_at = ?, priority = ? where job_id = ?")
                    .params(List.of(Times.at(due), claim.priority(), jobId))
                    .update();
            return;
        }
        remove(jobId);
        jdbc.sql(
                        """
                        insert into run_wait (job_id, run_id, runbook_id, why, target, callers, priority, since, due_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(jobId)
                .param(claim.runId())
                .param(claim.runbookId())
                .param(why)
                .param(claim.target().isEmpty() ? null : claim.target())
                .param(String.join(",", claim.callers()))
                .param(claim.priority())
                .param(Times.at(clock.instant()))
                .param(Times.at(due))
                .update();
    }

    void wake(Wait wait) {
        jdbc.sql("update run_wait set due_at = ? where place = ?")
                .params(List.of(Times.at(clock.instant()), wait.place()))
                .update();
        events.publishEvent(new WaitOver(wait.jobId()));
    }

    void remove(String jobId) {
        jdbc.sql("delete from run_wait where job_id = ?").param(jobId).update();
    }

    int removeAll(String runId) {
        return jdbc.sql("delete from run_wait where run_id = ?").param(runId).update();
    }
}
