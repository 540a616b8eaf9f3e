package io.mendflow.connector;

/**
 * A command that was run.
 *
 * @param exitCode 0 by custom when all went well; -1 when it was killed because of the deadline
 * @param output what it printed, errors among it, at most its first MiB
 * @param timedOut true when it was killed because of the deadline
 */
public record FinishedProcess(int exitCode, String output, boolean timedOut) {

    /** True when it ended by itself with exit code 0. */
    public boolean isOk() {
        return exitCode == 0 && !timedOut;
    }
}
