package io.mendflow.runbook;

/**
 * A question of a run in progress has gone without an answer: its time is over, or the run goes another way.
 *
 * @param taskId of the task that stood in Tasklist
 */
public record RunAsksNoMore(String taskId) {}
