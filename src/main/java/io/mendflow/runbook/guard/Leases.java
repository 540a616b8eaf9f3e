package io.mendflow.runbook.guard;

import io.mendflow.audit.Audit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Leases on targets, of all runbooks and all nodes. A lease belongs to a run and not to a node: whoever goes on with the run renews it. One that
 * was not renewed in time may be taken over; the run that had it is told so when it comes back, before it acts.
 */
@Component
public class Leases {

    /** A part that was called and does not come in this time has lost its turn. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final GuardLock lock;
    private final Waits waits;
    private final GuardSettings settings;
    private final GuardMetrics metrics;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate apart;

    Leases(
            JdbcClient jdbc,
            GuardLock lock,
            Waits waits,
            GuardSettings settings,
            GuardMetrics metrics,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.lock = lock;
        this.waits = waits;
        this.settings = settings;
        this.metrics = metrics;
        this.audit = audit;
        this.clock = clock;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Takes the lease, or renews it. A run that was called by one which holds the target already acts under that one's lease. Committed in a
     * transaction of its own, so that it stands before anything acts: after a crash nobody else may get the target, or the number, of a run that
     * has begun to act.
     */
    public Answer ask(Claim claim) {
        Answer fresh = apart.execute(status -> fresh(claim).orElse(null));
        return fresh != null ? fresh : apart.execute(status -> taken(claim));
    }

    private Optional<Answer> fresh(Claim claim) {
        return covering(claim)
                .filter(Lease::isHeld)
                .filter(this::isFresh)
                .filter(own -> areFresh(claim.callers()))
                .map(Answer::granted);
    }

    private Answer taken(Claim claim) {
        lock.take();
        Answer answer = decide(claim);
        if (answer.verdict() == Answer.Verdict.WAIT) {
            return answer;
        }
        Lease lease = answer.lease() == null ? take(claim) : answer.lease();
        if (lease.isHeld()) {
            renew(claim, lease);
        }
        return lease.isHeld() ? Answer.granted(lease) : answer;
    }

    /**
     * Puts a part that could not have its lease into the queue, in the caller's transaction, which must also make its job due at the moment given.
     *
     * @return until when it has to wait and for whom; the moment is now when the lease has become free meanwhile
     */
    @Transactional
    public Answer queue(Claim claim, String jobId) {
        lock.take();
        Answer answer = decide(claim);
        if (answer.verdict() != Answer.Verdict.WAIT) {
            return Answer.wait("its lease has become free", clock.instant());
        }
        waits.keep(jobId, claim, Wait.LEASE, answer.until());
        return answer;
    }

    /**
     * Keeps what runs hold while one of them waits for people or a signal, which is no sign of being dead; in the caller's transaction.
     *
     * @param within how long the wait may take
     */
    @Transactional
    public void keep(List<String> runIds, Duration within) {
        OffsetDateTime until = Times.at(clock.instant().plus(within).plus(settings.lease()));
        runIds.forEach(run -> jdbc.sql(
                        "update lease set expires_at = ? where run_id = ? and ended_at is null and expires_at < ?")
                .params(List.of(until, run, until))
                .update());
    }

    /** A part waits no longer, because it goes on. */
    @Transactional
    public void leave(String jobId) {
        waits.remove(jobId);
    }

    /** Frees what a run holds and ends its waiting, in the caller's transaction; whoever comes next is woken. */
    @Transactional
    public void free(String runId) {
        if (!concerns(runId)) {
            return;
        }
        lock.take();
        jdbc.sql("update lease set ended_at = ? where run_id = ? and ended_at is null")
                .params(List.of(Times.at(clock.instant()), runId))
                .update();
        waits.removeAll(runId);
        wakeNext();
    }

    /** Those that are held, the oldest first. */
    @Transactional(readOnly = true)
    public List<Lease> held() {
        return jdbc.sql("select * from lease where ended_at is null order by id")
                .query(Lease::of)
                .list();
    }

    /** The parts of runs that wait, in the order in which they go on. */
    @Transactional(readOnly = true)
    public List<Wait> waiting() {
        return waits.all();
    }

    /** The lease of a run, held or not; none when it never had one. */
    @Transactional(readOnly = true)
    public Optional<Lease> of(String runId) {
        return jdbc.sql("select * from lease where run_id = ?")
                .param(runId)
                .query(Lease::of)
                .optional();
    }

    /** The lease that a run acts under: its own, or that of a caller that holds the target. */
    Optional<Lease> covering(Claim claim) {
        Optional<Lease> own = of(claim.runId());
        if (own.isPresent()) {
            return own;
        }
        return claim.callers().stream()
                .flatMap(caller -> of(caller).stream())
                .filter(lease -> lease.on().contains(claim.wanted()))
                .findFirst();
    }

    /** What the claim would be told now, by who holds the lock. Free means granted without a lease. */
    private Answer decide(Claim claim) {
        Optional<Lease> own = covering(claim);
        if (own.isPresent()) {
            return own.get().isHeld() ? Answer.granted(own.get()) : Answer.lost(own.get());
        }
        Instant now = clock.instant();
        Instant soon = now.plus(settings.lookAgain());
        for (Lease lease : held()) {
            if (!claim.isOf(lease.runId()) && !lease.isOver(now) && lease.on().overlaps(claim.wanted())) {
                String reason = "its lease on %s is held by %s until %s"
                        .formatted(claim.target(), lease.runId(), Times.spoken(lease.until()));
                return Answer.wait(reason, lease.until().isBefore(soon) ? lease.until() : soon);
            }
        }
        for (Wait ahead : ahead(claim, now)) {
            if (!claim.isOf(ahead.runId()) && ahead.claim().wanted().overlaps(claim.wanted())) {
                return Answer.wait(
                        "%s is ahead of it in the queue for %s".formatted(ahead.runId(), ahead.target()), soon);
            }
        }
        return new Answer(Answer.Verdict.GRANTED, null, "", null);
    }

    private List<Wait> ahead(Claim claim, Instant now) {
        var ahead = new ArrayList<Wait>();
        for (Wait wait : waits.of(Wait.LEASE)) {
            if (wait.runId().equals(claim.runId()) || wait.priority() < claim.priority()) {
                return ahead;
            }
            if (wait.dueAt().plus(GRACE).isAfter(now)) {
                ahead.add(wait);
            }
        }
        return ahead;
    }

    private Lease take(Claim claim) {
        Instant now = clock.instant();
        held().stream()
                .filter(lease -> !claim.isOf(lease.runId()) && lease.on().overlaps(claim.wanted()))
                .forEach(lease -> takeOver(lease, claim, now));
        jdbc.sql("insert into lease (run_id, runbook_id, target, taken_at, expires_at) values (?, ?, ?, ?, ?)")
                .params(List.of(
                        claim.runId(),
                        claim.runbookId(),
                        claim.target(),
                        Times.at(now),
                        Times.at(now.plus(settings.lease()))))
                .update();
        Lease lease = of(claim.runId()).orElseThrow();
        audit.append("mendflow", "lease.take", claim.runId(), Map.of("target", claim.target(), "fence", lease.fence()));
        waits.of(Wait.LEASE).stream()
                .filter(wait -> wait.runId().equals(claim.runId()))
                .forEach(waits::wake);
        return lease;
    }

    private void takeOver(Lease lease, Claim claim, Instant now) {
        jdbc.sql("update lease set ended_at = ?, ended_by = ? where id = ?")
                .params(List.of(Times.at(now), claim.runId(), lease.fence()))
                .update();
        metrics.refused("lease");
        audit.append(
                "mendflow",
                "lease.take-over",
                lease.runId(),
                Map.of(
                        "target", lease.target(),
                        "fence", lease.fence(),
                        "by", claim.runId(),
                        "expired", lease.until().toString()));
    }

    /** Renews it, and those of the runs that called this one, which cannot do it while they wait for it. */
    private void renew(Claim claim, Lease lease) {
        var runs = new ArrayList<>(claim.callers());
        runs.add(lease.runId());
        runs.forEach(run -> jdbc.sql("update lease set expires_at = ? where run_id = ? and ended_at is null")
                .params(List.of(Times.at(clock.instant().plus(settings.lease())), run))
                .update());
    }

    /** Half of its time is left, so it need not be renewed yet. */
    private boolean isFresh(Lease lease) {
        return lease.until().isAfter(clock.instant().plus(settings.lease().dividedBy(2)));
    }

    private boolean areFresh(List<String> runs) {
        return runs.stream()
                .allMatch(
                        run -> of(run).filter(Lease::isHeld).map(this::isFresh).orElse(true));
    }

    private boolean concerns(String runId) {
        return jdbc.sql(
                                """
                                select (select count(*) from lease where run_id = :run and ended_at is null)
                                    + (select count(*) from run_wait where run_id = :run)""")
                        .param("run", runId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Wakes whoever need not wait any longer: nobody holds what they want, and nobody ahead of them wants it. */
    private void wakeNext() {
        Instant now = clock.instant();
        List<Lease> held = held().stream().filter(lease -> !lease.isOver(now)).toList();
        var ahead = new ArrayList<Wait>();
        for (Wait wait : waits.of(Wait.LEASE)) {
            Claim claim = wait.claim();
            boolean isHeld = held.stream()
                    .anyMatch(lease -> !claim.isOf(lease.runId()) && lease.on().overlaps(claim.wanted()));
            boolean isBehind = ahead.stream()
                    .anyMatch(other ->
                            !claim.isOf(other.runId()) && other.claim().wanted().overlaps(claim.wanted()));
            if (!isHeld && !isBehind) {
                waits.wake(wait);
            }
            ahead.add(wait);
        }
    }
}
