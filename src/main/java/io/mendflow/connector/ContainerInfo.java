package io.mendflow.connector;

/**
 * A container in a list.
 *
 * @param state as {@link ContainerState#state()}
 * @param status for people, such as {@code Up 5 minutes (healthy)}
 */
public record ContainerInfo(String id, String name, String image, String state, String status) {

    public boolean isRunning() {
        return state.equals("running");
    }
}
