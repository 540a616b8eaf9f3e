package io.mendflow.remediation;

import io.mendflow.runbook.RunRefused;
import java.util.List;

/** A run whose inputs are no longer what its runbook wants. */
public class ReplayRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    ReplayRefused(String runId, RunRefused refused) {
        super(
                "Expected the inputs of %s to fit the version in service, but: %s; start a run with inputs of its own instead"
                        .formatted(runId, String.join("; ", refused.problems())),
                refused);
        this.problems = refused.problems();
    }

    /** A sentence each, naming the input it is about. */
    public List<String> problems() {
        return problems;
    }
}
