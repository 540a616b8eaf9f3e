package io.mendflow.runbook;

/** A run that is to be started again, and has not come to its end. */
public class RunNotEnded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RunNotEnded(Run run) {
        super("Expected a run that has ended, but %s is '%s'; wait for its end, or stop it by POST /api/runs/%s/cancel"
                .formatted(run.id(), run.state().text(), run.id()));
    }
}
