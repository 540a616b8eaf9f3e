package io.mendflow.connector;

/**
 * A command that was run.
 *
 * @param exitCode 0 by custom when all went well; -1 when it was killed because of the deadline
 * @param output what it printed, errors among it, at most its first MiB
 * @param timedOut true when it was killed because of the deadline
 * @param cut true when it printed more than {@code output} keeps
 */
public record FinishedProcess(int exitCode, String output, boolean timedOut, boolean cut) {

    /** One whose output is whole. */
    public FinishedProcess(int exitCode, String output, boolean timedOut) {
        this(exitCode, output, timedOut, false);
    }

    /** True when it ended by itself with exit code 0. */
    public boolean isOk() {
        return exitCode == 0 && !timedOut;
    }
}
