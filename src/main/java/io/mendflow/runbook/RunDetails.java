package io.mendflow.runbook;

import java.util.List;

/** A run with every attempt at its parts, in the order they began. */
public record RunDetails(Run run, List<RunStep> steps) {

    public RunDetails {
        steps = List.copyOf(steps);
    }
}
