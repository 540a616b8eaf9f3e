package io.mendflow.runbook.guard;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The guardrails in numbers: {@code mendflow.guard.refusals} by guard, {@code mendflow.guard.leases} that are held and waited for, and
 * {@code mendflow.guard.frozen}, which is 1 while everything stands still. What is in tables is counted at most every five seconds.
 */
@Component
class GuardMetrics {

    private static final Duration FRESH = Duration.ofSeconds(5);

    private final MeterRegistry registry;
    private final JdbcClient jdbc;
    private final Clock clock;
    private Counts counts = new Counts(Instant.MIN, 0, 0, 0);

    GuardMetrics(MeterRegistry registry, JdbcClient jdbc, Clock clock) {
        this.registry = registry;
        this.jdbc = jdbc;
        this.clock = clock;
        gauge("mendflow.guard.leases", "held", Counts::held);
        gauge("mendflow.guard.leases", "waiting", Counts::waiting);
        Gauge.builder("mendflow.guard.frozen", this, metrics -> metrics.counts().frozen())
                .description("1 while no new step of any runbook begins")
                .register(registry);
    }

    private record Counts(Instant at, long held, long waiting, long frozen) {}

    /** Counts a run that was kept from acting: by {@code rate}, {@code budget}, {@code lease} or {@code breaker}. */
    void refused(String guard) {
        registry.counter("mendflow.guard.refusals", "guard", guard).increment();
    }

    private void gauge(String name, String state, ToDoubleFunction<Counts> count) {
        Gauge.builder(name, this, metrics -> count.applyAsDouble(metrics.counts()))
                .description("Leases on targets, of all nodes")
                .tag("state", state)
                .register(registry);
    }

    private synchronized Counts counts() {
        Instant now = clock.instant();
        if (counts.at().isBefore(now.minus(FRESH))) {
            counts = new Counts(
                    now,
                    count("select count(*) from lease where ended_at is null"),
                    count("select count(*) from run_wait where why = 'lease'"),
                    count("select count(*) from automation_freeze where scope = '*'"));
        }
        return counts;
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
