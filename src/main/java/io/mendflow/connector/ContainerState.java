package io.mendflow.connector;

/**
 * How a container is.
 *
 * @param image as it was named when the container was made
 * @param state {@code created}, {@code running}, {@code paused}, {@code restarting}, {@code removing}, {@code exited} or {@code dead}
 * @param health {@code none} when it has no check, {@code starting}, {@code healthy} or {@code unhealthy}
 * @param exitCode of its last end
 * @param restartCount how often the engine has restarted it by itself
 * @param oomKilled true when it ended because it ran out of memory
 * @param startedAt ISO-8601
 */
public record ContainerState(
        String id,
        String name,
        String image,
        String state,
        String health,
        int exitCode,
        int restartCount,
        boolean oomKilled,
        String startedAt) {

    public boolean isRunning() {
        return state.equals("running");
    }

    /** True when it runs and its check, if it has one, is green. */
    public boolean isHealthy() {
        return isRunning() && (health.equals("none") || health.equals("healthy"));
    }
}
