package io.mendflow.runbook.guard;

import io.mendflow.audit.Audit;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The switch that lets no new step begin, of everything or of one runbook, on all nodes. Steps in hand end, undos and verifications go on; the
 * others wait, and go on by themselves after the thaw.
 */
@Component
public class Freezes {

    /** A frozen run shows so often within the time of its lease that it is alive. */
    private static final int SIGNS_A_LEASE = 3;

    private final JdbcClient jdbc;
    private final GuardLock lock;
    private final Waits waits;
    private final GuardSettings settings;
    private final Audit audit;
    private final Clock clock;

    Freezes(JdbcClient jdbc, GuardLock lock, Waits waits, GuardSettings settings, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.lock = lock;
        this.waits = waits;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Freezes; what is frozen already stays as it is.
     *
     * @param scope a runbook's id, or {@link Freeze#ALL}
     * @return false when it was frozen already
     */
    @Transactional
    public boolean freeze(String scope, String by, String reason) {
        lock.take();
        if (find(scope).isPresent()) {
            return false;
        }
        jdbc.sql("insert into automation_freeze (scope, reason, frozen_by, since) values (?, ?, ?, ?)")
                .params(List.of(scope, reason, by, Times.at(clock.instant())))
                .update();
        audit.append(by, "automation.freeze", scope, Map.of("reason", reason));
        return true;
    }

    /**
     * Ends a freeze; the parts that waited for it are due, unless another freeze holds them.
     *
     * @return false when it was not frozen
     */
    @Transactional
    public boolean thaw(String scope, String by, String reason) {
        lock.take();
        int ended = jdbc.sql("delete from automation_freeze where scope = ?")
                .param(scope)
                .update();
        if (ended == 0) {
            return false;
        }
        audit.append(by, "automation.thaw", scope, Map.of("reason", reason));
        waits.of(Wait.FREEZE).stream()
                .filter(wait -> on(wait.runbookId()).isEmpty())
                .forEach(waits::wake);
        return true;
    }

    /** All there are, everything first. */
    @Transactional(readOnly = true)
    public List<Freeze> list() {
        return jdbc.sql("select * from automation_freeze order by scope")
                .query(Freeze::of)
                .list();
    }

    /** The freeze that keeps a runbook from beginning a step. */
    @Transactional(readOnly = true)
    public Optional<Freeze> on(String runbookId) {
        List<Freeze> found = jdbc.sql("select * from automation_freeze where scope in (?, ?)")
                .params(List.of(Freeze.ALL, runbookId))
                .query(Freeze::of)
                .list();
        return found.stream().min(Comparator.comparing(freeze -> !freeze.scope().equals(Freeze.ALL)));
    }

    /**
     * Keeps a part waiting for the thaw, in the caller's transaction, which must also make its job due at the moment given. What its run holds is
     * renewed, so that nobody takes it meanwhile.
     *
     * @return until when it has to wait and why; the moment is now when it is not frozen any more
     */
    @Transactional
    public Answer queue(Claim claim, String jobId) {
        lock.take();
        Optional<Freeze> freeze = on(claim.runbookId());
        Instant now = clock.instant();
        if (freeze.isEmpty()) {
            return Answer.wait("it has been thawed", now);
        }
        Instant due = now.plus(settings.lease().dividedBy(SIGNS_A_LEASE));
        waits.keep(jobId, claim, Wait.FREEZE, due);
        Stream.concat(Stream.of(claim.runId()), claim.callers().stream())
                .forEach(run -> jdbc.sql("update lease set expires_at = ? where run_id = ? and ended_at is null")
                        .params(List.of(Times.at(now.plus(settings.lease())), run))
                        .update());
        return Answer.wait(freeze.get().sentence(), due);
    }

    private Optional<Freeze> find(String scope) {
        return jdbc.sql("select * from automation_freeze where scope = ?")
                .param(scope)
                .query(Freeze::of)
                .optional();
    }
}
