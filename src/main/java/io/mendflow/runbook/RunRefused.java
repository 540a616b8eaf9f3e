package io.mendflow.runbook;

import java.util.List;

/** A run that was asked for and cannot be: every reason at once. */
public class RunRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    RunRefused(String runbookId, List<String> problems) {
        super("Expected a run of runbook '%s' that can start, but: %s"
                .formatted(runbookId, String.join("; ", problems)));
        this.problems = List.copyOf(problems);
    }

    /** A sentence each, naming the input it is about. */
    public List<String> problems() {
        return problems;
    }
}
