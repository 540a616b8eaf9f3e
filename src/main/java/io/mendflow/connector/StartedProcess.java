package io.mendflow.connector;

/**
 * A process that was started.
 *
 * @param log file that takes what it prints
 */
public record StartedProcess(long pid, String command, String log) {}
