package io.mendflow.runbook.guard;

import io.mendflow.audit.Audit;
import io.mendflow.runbook.guard.Standing.Breaker;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The breaker of each runbook: it opens when too many runs in a row were not verified, and a person closes it. Kept under the {@link GuardLock}. */
@Component
class Breakers {

    private static final String OPEN = "open";
    private static final String CLOSED = "closed";

    private final JdbcClient jdbc;
    private final GuardSettings settings;
    private final GuardMetrics metrics;
    private final Audit audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Breakers(
            JdbcClient jdbc,
            GuardSettings settings,
            GuardMetrics metrics,
            Audit audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.metrics = metrics;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    private record Change(String state, String reason, Instant at) {}

    Breaker of(String runbookId) {
        Change last = last(runbookId).orElse(null);
        return new Breaker(
                last != null && last.state().equals(OPEN),
                unverified(runbookId, last),
                settings.breakerAfter(),
                last == null ? null : last.reason(),
                last == null ? null : last.at());
    }

    /** Opens it, if this run was one too many. */
    void look(String runbookId, String runId) {
        Breaker breaker = of(runbookId);
        if (breaker.open() || breaker.unverified() < settings.breakerAfter()) {
            return;
        }
        String reason =
                "%d runs of '%s' in a row were not verified, the last was %s; it only suggests until a person resets it"
                        .formatted(breaker.unverified(), runbookId, runId);
        change(runbookId, OPEN, reason, "mendflow");
        audit.append("mendflow", "breaker.open", runbookId, Map.of("reason", reason, "run", runId));
        metrics.refused("breaker");
        events.publishEvent(new BreakerOpened(runbookId, runId, reason));
    }

    /** Closes it, and forgets the failures until now. */
    void reset(String runbookId, String by, String reason) {
        change(runbookId, CLOSED, reason, by);
        audit.append(by, "breaker.reset", runbookId, Map.of("reason", reason));
    }

    private int unverified(String runbookId, @Nullable Change last) {
        List<String> latest = jdbc.sql(
                        """
                        select outcome from track_record where runbook_id = ? and outcome <> 'overridden' and ended_at > ?
                        order by id desc limit ?""")
                .params(List.of(
                        runbookId,
                        Times.at(last == null || last.state().equals(OPEN) ? Instant.EPOCH : last.at()),
                        settings.breakerAfter()))
                .query(String.class)
                .list();
        int verified = latest.indexOf(Outcome.VERIFIED.text());
        return verified < 0 ? latest.size() : verified;
    }

    private Optional<Change> last(String runbookId) {
        return jdbc.sql("select * from runbook_breaker where runbook_id = ?")
                .param(runbookId)
                .query((row, n) ->
                        new Change(row.getString("state"), row.getString("reason"), Times.instant(row, "changed_at")))
                .optional();
    }

    private void change(String runbookId, String state, String reason, String by) {
        jdbc.sql("delete from runbook_breaker where runbook_id = ?")
                .param(runbookId)
                .update();
        jdbc.sql(
                        "insert into runbook_breaker (runbook_id, state, reason, changed_by, changed_at) values (?, ?, ?, ?, ?)")
                .params(List.of(runbookId, state, reason, by, Times.at(clock.instant())))
                .update();
    }
}
