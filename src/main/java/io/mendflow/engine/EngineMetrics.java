package io.mendflow.engine;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.springframework.stereotype.Component;

/** {@code mendflow.engine.*}: how much work waits in Camunda, counted at most every five seconds however many ask. */
@Component
class EngineMetrics implements MeterBinder {

    private static final Duration FRESH = Duration.ofSeconds(5);

    private final ManagementService management;
    private final RuntimeService runtime;
    private final Engine engine;
    private final Clock clock;
    private Counts counts = new Counts(Instant.MIN, 0, 0, 0);

    EngineMetrics(ManagementService management, RuntimeService runtime, Engine engine, Clock clock) {
        this.management = management;
        this.runtime = runtime;
        this.engine = engine;
        this.clock = clock;
    }

    private record Counts(Instant at, long due, long failed, long incidents) {}

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "mendflow.engine.jobs.due", "Jobs that could run now", Counts::due);
        gauge(registry, "mendflow.engine.jobs.failed", "Jobs that have no retry left", Counts::failed);
        gauge(registry, "mendflow.engine.incidents", "Open incidents of Camunda", Counts::incidents);
    }

    private void gauge(MeterRegistry registry, String name, String about, ToDoubleFunction<Counts> count) {
        Gauge.builder(name, this, metrics -> count.applyAsDouble(metrics.counts()))
                .description(about)
                .register(registry);
    }

    private synchronized Counts counts() {
        Instant now = clock.instant();
        if (counts.at().isBefore(now.minus(FRESH))) {
            counts = engine.asMendflow(() -> new Counts(
                    now,
                    management.createJobQuery().executable().count(),
                    management.createJobQuery().noRetriesLeft().count(),
                    runtime.createIncidentQuery().count()));
        }
        return counts;
    }
}
