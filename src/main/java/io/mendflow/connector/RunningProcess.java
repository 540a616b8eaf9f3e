package io.mendflow.connector;

/** A process that runs, and the command line that it runs by. */
public record RunningProcess(long pid, String command) {}
