package io.mendflow.runbook.guard;

import io.mendflow.connector.Glob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** How much may be done: how often a target, and how many targets of a pool, may be acted on within a time. A run counts once it begins to act. */
@Component
public class Allowance {

    private final JdbcClient jdbc;
    private final GuardLock lock;
    private final Leases leases;
    private final GuardSettings settings;
    private final GuardMetrics metrics;
    private final Clock clock;

    Allowance(
            JdbcClient jdbc, GuardLock lock, Leases leases, GuardSettings settings, GuardMetrics metrics, Clock clock) {
        this.jdbc = jdbc;
        this.lock = lock;
        this.leases = leases;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Notes that a run which holds its target begins to act, unless that would be too much. One that has begun is not asked again.
     *
     * @return why it may not, and when it may; none when it may
     */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public Optional<String> begin(Claim claim) {
        Lease lease = leases.covering(claim).orElseThrow();
        if (lease.actedAt() != null) {
            return Optional.empty();
        }
        lock.take();
        String refusal = refusal(lease.on());
        if (refusal == null) {
            jdbc.sql("update lease set acted_at = ? where id = ?")
                    .params(List.of(Times.at(clock.instant()), lease.fence()))
                    .update();
        }
        return Optional.ofNullable(refusal);
    }

    private @Nullable String refusal(Target target) {
        String tooOften = tooOften(target);
        if (tooOften != null) {
            metrics.refused("rate");
            return tooOften;
        }
        for (GuardSettings.Budget budget : settings.budgets()) {
            String tooMany = tooMany(target, budget);
            if (tooMany != null) {
                metrics.refused("budget");
                return tooMany;
            }
        }
        return null;
    }

    private @Nullable String tooOften(Target target) {
        GuardSettings.Rate rate = settings.rate();
        if (rate.atMost() == 0) {
            return null;
        }
        List<Lease> acts = acts(rate.per()).stream()
                .filter(lease -> lease.on().segments().equals(target.segments()))
                .toList();
        if (acts.size() < rate.atMost()) {
            return null;
        }
        Instant room = acts.get(acts.size() - rate.atMost()).actedAt().plus(rate.per());
        return "%d runs have acted on %s within %s, and more are not allowed (mendflow.guard.rate); there is room again at %s"
                .formatted(acts.size(), target.text(), rate.per(), Times.spoken(room));
    }

    private @Nullable String tooMany(Target target, GuardSettings.Budget budget) {
        Target member = member(target, budget.pool());
        if (member == null) {
            return null;
        }
        Map<Target, Instant> latest = new HashMap<>();
        acts(budget.per()).forEach(lease -> {
            Target other = member(lease.on(), budget.pool());
            if (other != null) {
                latest.put(other, lease.actedAt());
            }
        });
        int most = budget.most();
        if (latest.containsKey(member) || latest.size() < most) {
            return null;
        }
        String when = most == 0 ? "never" : "at " + Times.spoken(room(latest, most, budget.per()));
        return "%d of the pool %s have been acted on within %s, and more than %s are not allowed (mendflow.guard.budgets); there is room again %s"
                .formatted(latest.size(), budget.pool(), budget.per(), budget.atMost(), when);
    }

    private static Instant room(Map<Target, Instant> latest, int most, Duration per) {
        List<Instant> moments =
                latest.values().stream().sorted(Comparator.naturalOrder()).toList();
        return moments.get(moments.size() - most).plus(per);
    }

    /** The member of the pool that the target is, or lies in; null when it is none. */
    private static @Nullable Target member(Target target, String pool) {
        List<String> globs = new Target(pool).segments();
        List<String> segments = target.segments();
        if (segments.size() < globs.size()) {
            return null;
        }
        for (int i = 0; i < globs.size(); i++) {
            if (!Glob.ofUrl(globs.get(i)).matches(segments.get(i))) {
                return null;
            }
        }
        return target.top(globs.size());
    }

    /** The leases under which something was done within the time, the earliest first. */
    private List<Lease> acts(Duration per) {
        return jdbc.sql("select * from lease where acted_at > ? order by acted_at, id")
                .param(Times.at(clock.instant().minus(per)))
                .query(Lease::of)
                .list();
    }
}
