package io.mendflow.runbook.guard;

import java.util.List;

/**
 * A run that wants to act on a target.
 *
 * @param callers the runs that called it, the nearest first; what they hold does not exclude it
 * @param priority of its jobs; a higher one goes first
 */
public record Claim(String runId, String runbookId, String target, List<String> callers, long priority) {

    public Claim {
        callers = List.copyOf(callers);
    }

    Target wanted() {
        return new Target(target);
    }

    /** True for the run itself and for those that called it. */
    boolean isOf(String run) {
        return run.equals(runId) || callers.contains(run);
    }
}
