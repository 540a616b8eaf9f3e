package io.mendflow.runbook;

/**
 * A person has answered what a run in progress asks. Published in the transaction of the answer.
 *
 * @param taskId of the task in Tasklist
 * @param comment may be empty
 */
public record RunAnswered(String taskId, boolean approved, String by, String comment) {}
