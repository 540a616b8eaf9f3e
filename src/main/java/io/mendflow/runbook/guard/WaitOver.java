package io.mendflow.runbook.guard;

/** A part of a run need not wait any longer: its job is due. Published in the transaction that frees the way. */
public record WaitOver(String jobId) {}
