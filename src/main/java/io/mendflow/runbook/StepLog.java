package io.mendflow.runbook;

import org.jspecify.annotations.Nullable;

/** The lines that a part of a runbook writes; kept with its attempt, secrets masked. */
public final class StepLog {

    private static final int LONGEST = 20_000;

    private final StringBuilder lines = new StringBuilder();
    private boolean full;

    StepLog() {}

    public void info(@Nullable Object text) {
        add(String.valueOf(text));
    }

    public void warn(@Nullable Object text) {
        add("warning: " + text);
    }

    String text() {
        return lines.toString();
    }

    private synchronized void add(String line) {
        if (full) {
            return;
        }
        full = lines.length() + line.length() > LONGEST;
        lines.append(full ? "… the log is full" : line).append('\n');
    }
}
