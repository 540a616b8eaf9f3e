package io.mendflow.intake;

import io.mendflow.incident.Acceptance.Outcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** What intake tells about itself: {@code mendflow.intake.*}. */
@Component
class Meters {

    private final MeterRegistry registry;
    private final Timer acknowledged;

    Meters(MeterRegistry registry, Room room) {
        this.registry = registry;
        this.acknowledged = Timer.builder("mendflow.intake.acknowledged")
                .description("From the request to its 202")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        Gauge.builder("mendflow.intake.pending", room, Room::deliveries)
                .description("Deliveries that wait to be processed")
                .register(registry);
    }

    void acknowledged(String source, boolean duplicate, long nanos) {
        registry.counter(duplicate ? "mendflow.intake.duplicates" : "mendflow.intake.received", "source", source)
                .increment();
        acknowledged.record(Duration.ofNanos(nanos));
    }

    void found(String source) {
        registry.counter("mendflow.intake.received", "source", source).increment();
    }

    void refused(String source, String reason) {
        registry.counter("mendflow.intake.refused", "source", source, "reason", reason)
                .increment();
    }

    /** What became of a signal: incidents for each hundred signals are those {@code opened} of all. */
    void taken(Outcome outcome) {
        registry.counter("mendflow.intake.signals", "outcome", outcome.text()).increment();
    }

    void processed(String source, String outcome, long nanos) {
        registry.timer("mendflow.intake.processing", "source", source, "outcome", outcome)
                .record(Duration.ofNanos(nanos));
    }
}
