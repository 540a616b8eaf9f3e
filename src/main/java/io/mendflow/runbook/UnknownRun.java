package io.mendflow.runbook;

/** An id that names no run. */
public class UnknownRun extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownRun(String id) {
        super("Expected the id of a run, such as RUN-7, but there is no run '%s'".formatted(id));
    }
}
