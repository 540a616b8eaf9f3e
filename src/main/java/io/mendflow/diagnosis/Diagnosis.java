package io.mendflow.diagnosis;

import io.mendflow.incident.Cause;
import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Looks for the causes of an incident: all at once, or finder by finder, so that a flow can show each as a task of its own. */
@Component
public class Diagnosis {

    private final Incidents incidents;
    private final List<CauseFinder> finders;
    private final Ranker ranker;

    Diagnosis(Incidents incidents, List<CauseFinder> finders, ObjectProvider<Ranker> rankers) {
        this.incidents = incidents;
        this.finders = finders;
        this.ranker = rankers.getIfAvailable(Ranker::new);
    }

    /** The names of the finders: topology, change, metric, and those of the user's own. */
    public List<String> finders() {
        return finders.stream().map(CauseFinder::name).sorted().toList();
    }

    /** True when monitoring is configured and there are queries to ask it. */
    public boolean asksMetrics() {
        return finders.stream().anyMatch(finder -> finder instanceof MetricFinder metrics && metrics.hasQueries());
    }

    /**
     * What one finder finds.
     *
     * @throws IllegalArgumentException when there is no such finder or incident
     */
    public List<Finding> find(String finder, String incidentKey) {
        CauseFinder named = finders.stream()
                .filter(candidate -> candidate.name().equals(finder))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Expected one of the finders %s, got '%s'".formatted(String.join(", ", finders()), finder)));
        return named.find(incident(incidentKey));
    }

    /** The causes that findings speak for, the most probable first; never none. */
    public List<Cause> rank(String incidentKey, List<Finding> findings) {
        return ranker.rank(incident(incidentKey), findings);
    }

    /** The causes by all finders, the most probable first; never none. */
    public List<Cause> explain(String incidentKey) {
        Incident incident = incident(incidentKey);
        var findings = new ArrayList<Finding>();
        finders.forEach(finder -> findings.addAll(finder.find(incident)));
        return ranker.rank(incident, findings);
    }

    private Incident incident(String key) {
        return incidents
                .find(key)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Expected the key of an incident, such as INC-7, but there is no incident '" + key + "'"));
    }
}
