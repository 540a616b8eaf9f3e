package io.mendflow.diagnosis;

import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Signal;
import io.mendflow.incident.Spans;
import io.mendflow.incident.Topology;
import io.mendflow.incident.Topology.Neighbours;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Looks for changes (deploys, flags, configuration) shortly before the incident, in its environment.
 *
 * <p>One of the service itself is the likeliest, then those of what it calls, then all others. A change at the far end of the window counts
 * half as much as one just before.
 */
@Component
class ChangeFinder implements CauseFinder {

    private static final double SAME_SERVICE = 0.9;
    private static final double CALLEE = 0.6;
    private static final double A_CALL_FURTHER = 0.75;
    private static final double OTHER = 0.2;

    private final Incidents incidents;
    private final Topology topology;
    private final Duration window;
    private final int hops;

    ChangeFinder(Incidents incidents, Topology topology, DiagnosisSettings settings) {
        this.incidents = incidents;
        this.topology = topology;
        this.window = settings.changeWindow();
        this.hops = settings.hops();
    }

    @Override
    public String name() {
        return "change";
    }

    @Override
    public List<Finding> find(Incident incident) {
        Neighbours callees = topology.calledBy(incident.service(), hops);
        Instant since = incident.openedAt().minus(window);
        var findings = new ArrayList<Finding>();
        for (Signal change : incidents.changes(since, incident.environment())) {
            Duration age = Duration.between(at(change), incident.openedAt());
            if (!age.isNegative() && age.compareTo(window) <= 0) {
                findings.add(finding(incident, change, age, callees.wayTo(change.service())));
            }
        }
        return findings;
    }

    private Finding finding(Incident incident, Signal change, Duration age, @Nullable List<String> way) {
        double base = OTHER;
        String relation = "which is not known to be used by " + incident.service();
        if (change.service().equals(incident.service())) {
            base = SAME_SERVICE;
            relation = "the service itself";
        } else if (way != null) {
            base = CALLEE * Math.pow(A_CALL_FURTHER, way.size() - 1);
            relation = "which " + incident.service() + " calls";
        }
        double youth = 1 - 0.5 * age.toMillis() / Math.max(1, window.toMillis());
        String evidence = "'%s' (%s) changed %s, %s, %s the incident"
                .formatted(change.title(), change.source(), change.service(), relation, Spans.before(age));
        return new Finding(name(), change.service(), change.title(), base * youth, evidence);
    }

    private static Instant at(Signal change) {
        return change.startsAt() == null ? change.receivedAt() : change.startsAt();
    }
}
