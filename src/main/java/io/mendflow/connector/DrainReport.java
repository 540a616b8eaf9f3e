package io.mendflow.connector;

import java.util.List;

/**
 * What came of asking the pods of a node to go. Pods are written as {@code namespace/name}.
 *
 * @param evicted those that have been asked to go, and may take their grace to do so
 * @param blocked those that a disruption budget keeps for now
 * @param leaving those that were on their way already
 * @param skipped those that stay: of daemon sets, or run by the node itself
 */
public record DrainReport(List<String> evicted, List<String> blocked, List<String> leaving, List<String> skipped) {

    public DrainReport {
        evicted = List.copyOf(evicted);
        blocked = List.copyOf(blocked);
        leaving = List.copyOf(leaving);
        skipped = List.copyOf(skipped);
    }

    /** True when no pod is left that has to go. */
    public boolean isDone() {
        return evicted.isEmpty() && blocked.isEmpty() && leaving.isEmpty();
    }
}
