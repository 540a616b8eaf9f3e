package io.mendflow.runbook;

/** A step that a run cannot take from the state it is in. */
public class RunTransitionRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RunTransitionRefused(Run run, RunState to) {
        super("Expected to move run %s to '%s', but it is '%s'; from there it may go to %s"
                .formatted(
                        run.id(),
                        to.text(),
                        run.state().text(),
                        run.state().isEnded()
                                ? "no other state"
                                : run.state().next().stream()
                                        .map(RunState::text)
                                        .sorted()
                                        .toList()));
    }
}
