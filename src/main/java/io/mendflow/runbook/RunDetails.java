package io.mendflow.runbook;

import java.util.List;

/**
 * A run with every attempt at its parts, in the order they began.
 *
 * @param replays ids of the runs that were started with its inputs again
 */
public record RunDetails(Run run, List<RunStep> steps, List<String> replays) {

    public RunDetails {
        steps = List.copyOf(steps);
        replays = List.copyOf(replays);
    }
}
