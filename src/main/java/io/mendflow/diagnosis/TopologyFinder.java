package io.mendflow.diagnosis;

import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Signal;
import io.mendflow.incident.Spans;
import io.mendflow.incident.Topology;
import io.mendflow.incident.Topology.Neighbours;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Looks for services in trouble along the topology: open incidents of the same environment, and the other services of the incident itself.
 *
 * <p>What a service calls is a likelier cause than what calls it; each call further away counts three quarters; trouble that began after the
 * incident counts half.
 */
@Component
class TopologyFinder implements CauseFinder {

    private static final double CALLEE = 0.8;
    private static final double CALLER = 0.3;
    private static final double A_CALL_FURTHER = 0.75;
    private static final double LATER = 0.5;

    private final Incidents incidents;
    private final Topology topology;
    private final int hops;

    TopologyFinder(Incidents incidents, Topology topology, DiagnosisSettings settings) {
        this.incidents = incidents;
        this.topology = topology;
        this.hops = settings.hops();
    }

    @Override
    public String name() {
        return "topology";
    }

    @Override
    public List<Finding> find(Incident incident) {
        Neighbours callees = topology.calledBy(incident.service(), hops);
        Neighbours callers = topology.callersOf(incident.service(), hops);
        var findings = new ArrayList<Finding>(within(incident, callees, callers));
        for (Incident other : incidents.open(incident.environment())) {
            List<String> down = callees.wayTo(other.service());
            List<String> up = callers.wayTo(other.service());
            if (other.key().equals(incident.key())) {
                continue;
            }
            if (down != null) {
                String relation = "which %s calls%s".formatted(incident.service(), through(down));
                findings.add(finding(incident, other, CALLEE, down, relation));
            } else if (up != null) {
                String relation = "which calls %s%s".formatted(incident.service(), through(up));
                findings.add(finding(incident, other, CALLER, up, relation));
            }
        }
        return findings;
    }

    /** Services whose alerts joined this incident, each by its first alert that fires. */
    private List<Finding> within(Incident incident, Neighbours callees, Neighbours callers) {
        var first = new LinkedHashMap<String, Signal>();
        incidents.firing(incident.key()).forEach(signal -> first.putIfAbsent(signal.service(), signal));
        first.remove(incident.service());
        var findings = new ArrayList<Finding>();
        first.forEach((service, signal) -> {
            List<String> down = callees.wayTo(service);
            List<String> up = callers.wayTo(service);
            if (down != null || up != null) {
                List<String> way = down != null ? down : up;
                String relation = down != null
                        ? "which %s calls%s".formatted(incident.service(), through(way))
                        : "which calls %s%s".formatted(incident.service(), through(way));
                // It was told of after the incident was opened, because it joined it; that says nothing of what came
                // first.
                double score = (down != null ? CALLEE : CALLER) * Math.pow(A_CALL_FURTHER, way.size() - 1);
                findings.add(new Finding(
                        name(),
                        service,
                        service,
                        score,
                        "%s, %s, is in trouble in this incident: %s".formatted(service, relation, signal.title())));
            }
        });
        return findings;
    }

    private Finding finding(Incident incident, Incident other, double base, List<String> way, String relation) {
        Duration ahead = Duration.between(other.openedAt(), incident.openedAt());
        double score = base * Math.pow(A_CALL_FURTHER, way.size() - 1) * (ahead.isNegative() ? LATER : 1);
        String evidence = "%s, %s, is in trouble too: %s (%s) was opened %s this one"
                .formatted(other.service(), relation, other.key(), other.title(), Spans.before(ahead));
        return new Finding(name(), other.service(), other.service(), score, evidence);
    }

    private static String through(List<String> way) {
        List<String> between = way.subList(0, way.size() - 1);
        return between.isEmpty() ? "" : " through " + String.join(" and ", between);
    }
}
