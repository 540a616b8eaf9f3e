package io.mendflow.diagnosis;

import io.mendflow.incident.Cause;
import io.mendflow.incident.Incident;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Weighs findings against each other. A bean of a subclass takes the place of this one.
 *
 * <p>A finding counts by its own score. Where another kind of evidence speaks of the same service, the two are joined as independent ones
 * (noisy-or: 1 − (1 − a)(1 − b)): a deploy of a service in trouble is likelier the cause than either alone.
 */
public class Ranker {

    private static final int MOST = 10;
    private static final double NOTHING_FOUND = 0.1;

    /** The causes, the most probable first; never none: without evidence it is the service itself, with a low score. */
    public List<Cause> rank(Incident incident, List<Finding> findings) {
        List<Finding> blaming =
                findings.stream().filter(finding -> !finding.isNote()).toList();
        if (blaming.isEmpty()) {
            return List.of(nothingFound(incident, findings));
        }
        var strongest = new LinkedHashMap<String, Finding>();
        for (Finding finding : blaming) {
            Finding weighed = weighed(finding, blaming);
            strongest.merge(
                    finding.kind() + " " + finding.subject(), weighed, (a, b) -> a.score() >= b.score() ? a : b);
        }
        List<Finding> order = strongest.values().stream()
                .sorted(Comparator.comparingDouble(Finding::score)
                        .reversed()
                        .thenComparing(Finding::kind)
                        .thenComparing(Finding::subject))
                .limit(MOST)
                .toList();
        var causes = new ArrayList<Cause>();
        for (Finding finding : order) {
            causes.add(cause(causes.size() + 1, finding));
        }
        return causes;
    }

    private static Finding weighed(Finding finding, List<Finding> all) {
        double support = all.stream()
                .filter(other -> other.service().equals(finding.service())
                        && !other.kind().equals(finding.kind()))
                .mapToDouble(Finding::score)
                .max()
                .orElse(0);
        double score = 1 - (1 - finding.score()) * (1 - support);
        return new Finding(finding.kind(), finding.service(), finding.subject(), score, finding.evidence());
    }

    private static Cause nothingFound(Incident incident, List<Finding> notes) {
        var evidence = new StringBuilder(
                "No evidence points elsewhere, so %s itself is the first place to look".formatted(incident.service()));
        notes.forEach(note -> evidence.append(". ").append(note.evidence()));
        return new Cause(1, "service", incident.service(), NOTHING_FOUND, evidence.toString());
    }

    private static Cause cause(int rank, Finding finding) {
        double score = Math.round(finding.score() * 1000) / 1000.0;
        return new Cause(rank, finding.kind(), finding.subject(), score, finding.evidence());
    }
}
