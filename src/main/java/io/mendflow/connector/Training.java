package io.mendflow.connector;

import org.jspecify.annotations.Nullable;

/**
 * How a training is.
 *
 * @param reason in a sentence, why it is so; null where there is nothing to say
 * @param reference what the trainer itself calls it, such as a process id or a run's address; null when it has no name of its own
 */
public record Training(String id, TrainingState state, @Nullable String reason, @Nullable String reference) {}
