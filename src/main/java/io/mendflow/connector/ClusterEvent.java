package io.mendflow.connector;

import java.time.Instant;

/**
 * Something that a Kubernetes cluster reports to have happened.
 *
 * @param type {@code Normal} or {@code Warning}
 * @param object kind and name, such as {@code Pod/web-1}
 * @param count how often
 * @param at the last time
 */
public record ClusterEvent(String type, String reason, String message, String object, int count, Instant at) {}
