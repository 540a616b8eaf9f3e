package io.mendflow.remediation;

import io.mendflow.incident.Incident;
import io.mendflow.incident.IncidentChanged;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Incidents in numbers: {@code mendflow.incidents} by state, {@code mendflow.approvals.pending}, and
 * {@code mendflow.incidents.acknowledge} and {@code mendflow.incidents.resolve},
 * the times from an incident's opening until somebody or automation took it up, and until it was closed.
 */
@Component
class IncidentMetrics {

    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Incidents incidents;
    private final Approvals approvals;
    private final Clock clock;
    private final Timer acknowledge;
    private final Timer resolve;
    private Map<State, Long> counts = Map.of();
    private long pending;
    private Instant countedAt = Instant.EPOCH;

    IncidentMetrics(Incidents incidents, Approvals approvals, MeterRegistry meters, Clock clock) {
        this.incidents = incidents;
        this.approvals = approvals;
        this.clock = clock;
        this.acknowledge = Timer.builder("mendflow.incidents.acknowledge")
                .description("From the opening of an incident until somebody or automation took it up")
                .register(meters);
        this.resolve = Timer.builder("mendflow.incidents.resolve")
                .description("From the opening of an incident until it was closed")
                .register(meters);
        Gauge.builder("mendflow.approvals.pending", this, metrics -> metrics.pending())
                .description("Runs that wait for a person's answer, of all nodes")
                .register(meters);
        for (State state : State.values()) {
            Gauge.builder("mendflow.incidents", () -> count(state))
                    .description("Incidents by state, of all nodes")
                    .tag("state", state.text())
                    .register(meters);
        }
    }

    @TransactionalEventListener
    void measure(IncidentChanged changed) {
        if (changed.to() == State.RESOLVED) {
            incidents.find(changed.key()).ifPresent(this::record);
        }
    }

    private void record(Incident incident) {
        if (incident.resolvedAt() != null) {
            resolve.record(Duration.between(incident.openedAt(), incident.resolvedAt()));
        }
        if (incident.acknowledgedAt() != null) {
            acknowledge.record(Duration.between(incident.openedAt(), incident.acknowledgedAt()));
        }
    }

    private synchronized long count(State state) {
        count();
        return counts.getOrDefault(state, 0L);
    }

    private synchronized long pending() {
        count();
        return pending;
    }

    private void count() {
        Instant now = clock.instant();
        if (countedAt.plus(FRESH).isBefore(now)) {
            counts = incidents.counts();
            pending = approvals.pending();
            countedAt = now;
        }
    }
}
