package io.mendflow.connector;

import java.util.List;

/**
 * How a Kubernetes deployment stands.
 *
 * @param images of its containers
 * @param desired replicas that it is to have
 * @param total replicas that there are, old ones too
 * @param updated replicas of its newest template
 * @param generation grows with each change of its wishes
 * @param observedGeneration the last generation that its controller has seen
 * @param revision number of its newest rollout; 0 when there was none yet
 * @param rolloutDone true when every replica is of the newest template and available, and no old one is left
 * @param rollout the same as a sentence
 */
public record DeploymentStatus(
        String name,
        List<String> images,
        int desired,
        int total,
        int ready,
        int updated,
        int available,
        long generation,
        long observedGeneration,
        long revision,
        boolean paused,
        boolean rolloutDone,
        String rollout,
        List<Condition> conditions) {

    public DeploymentStatus {
        images = List.copyOf(images);
        conditions = List.copyOf(conditions);
    }

    /**
     * A condition that its controller reports.
     *
     * @param status {@code True}, {@code False} or {@code Unknown}
     */
    public record Condition(String type, String status, String reason, String message) {}
}
