package io.mendflow.runbook;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a runbook that did not come to its end. Holds nothing of what was thrown but masked text. */
class PartFailed extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Done soFar;
    private final boolean overdue;

    PartFailed(String message, Done soFar, boolean overdue) {
        super(message, null, false, false);
        this.soFar = soFar;
        this.overdue = overdue;
    }

    /** What it had noted by then. */
    Done soFar() {
        return soFar;
    }

    /** True when its time was over; it may or may not have acted. */
    boolean isOverdue() {
        return overdue;
    }

    /**
     * What a part has given, secrets masked.
     *
     * @param truth how Groovy sees its value as a condition
     * @param measured its value as a number; null when it is none
     * @param tookMs milliseconds
     */
    record Done(
            boolean truth,
            @Nullable Measured measured,
            Map<String, Object> outputs,
            String log,
            Calls.Kept calls,
            long tookMs) {

        /** What was not run here. */
        Done(boolean truth, Map<String, Object> outputs, String log) {
            this(truth, null, outputs, log, Calls.Kept.NONE, 0);
        }
    }
}
