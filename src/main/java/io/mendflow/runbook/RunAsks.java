package io.mendflow.runbook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run in progress, or a promotion of a model, asks people whether it may go on. Published in the transaction that makes the task.
 *
 * @param taskId of the task in Tasklist
 * @param incidentKey null when the run is for none
 * @param part what is asked about, as the runbook calls it, with the item when it is asked for each
 * @param needed how many different people have to approve it
 * @param position which of them this question is for, from 1
 * @param requestedBy who asked for the run, and may therefore not answer
 * @param about what people have to know; null means the run's inputs
 * @param hash of what is approved, and nothing else is; null means of the run's plan
 * @param within how long the question stands
 */
public record RunAsks(
        String taskId,
        String runId,
        @Nullable String incidentKey,
        String runbookId,
        String title,
        Risk risk,
        String part,
        int needed,
        int position,
        String requestedBy,
        @Nullable String about,
        @Nullable String hash,
        Duration within) {}
