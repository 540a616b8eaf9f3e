package io.mendflow.runbook.guard;

/**
 * A runbook has failed too often in a row and only suggests from now on. Published in the transaction of the run that was the last of them.
 *
 * @param reason one sentence for people
 */
public record BreakerOpened(String runbookId, String runId, String reason) {}
