package io.mendflow.diagnosis;

import io.mendflow.diagnosis.Topology.Neighbours;
import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Looks for services in trouble along the topology: open incidents of the same environment.
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

    TopologyFinder(Incidents incidents, Topology topology) {
        this.incidents = incidents;
        this.topology = topology;
    }

    @Override
    public String name() {
        return "topology";
    }

    @Override
    public List<Finding> find(Incident incident) {
        Neighbours callees = topology.calledBy(incident.service());
        Neighbours callers = topology.callersOf(incident.service());
        var findings = new ArrayList<Finding>();
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
