package io.mendflow.connector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A container by its name. An effect is over when the engine says so, and what it refuses is an exception with its reason. */
public class DockerContainer implements Port {

    private static final int GRACE_SECONDS = 10;
    private static final int TAIL = 100;

    private final Calls calls;
    private final String engine;
    private final String name;

    DockerContainer(Calls calls, String engine, String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,254}")) {
            throw new IllegalArgumentException(
                    "Expected the name of a container (letters, digits, '_', '.', '-'), such as web, got '" + name
                            + "'");
        }
        this.calls = calls;
        this.engine = engine;
        this.name = name;
    }

    @Effect
    public void restart() {
        restart(GRACE_SECONDS);
    }

    /** Restarts it. What has not ended after that many seconds is killed; one that is stopped is started. */
    @Effect
    public void restart(int graceSeconds) {
        act("restart", graceSeconds);
    }

    @Effect(undo = "start")
    public void stop() {
        stop(GRACE_SECONDS);
    }

    /** Stops it. What has not ended after that many seconds is killed; one that is stopped stays so. */
    @Effect(undo = "start")
    public void stop(int graceSeconds) {
        act("stop", graceSeconds);
    }

    /** Starts it; one that runs goes on. */
    @Effect(undo = "stop")
    public void start() {
        act("start", 0);
    }

    /** Its last 100 lines. */
    @Read
    public String logs() {
        return logs(TAIL);
    }

    /** Its last lines, errors among them, at most 1 MiB. */
    @Read
    public String logs(int tail) {
        Map<String, Object> request = request();
        request.put("tail", tail);
        return calls.ask("docker.logs", request, String.class);
    }

    @Read
    public ContainerState inspect() {
        return calls.ask("docker.inspect", request(), ContainerState.class);
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "docker/" + engine + "/container/" + name;
    }

    private void act(String action, int graceSeconds) {
        if (graceSeconds < 0 || graceSeconds > 3600) {
            throw new IllegalArgumentException("Expected a grace of 0 to 3600 seconds, got " + graceSeconds);
        }
        Map<String, Object> request = request();
        request.put("action", action);
        request.put("graceSeconds", graceSeconds);
        calls.call("docker.act", request);
    }

    private Map<String, Object> request() {
        return new HashMap<>(Map.of("engine", engine, "container", name));
    }
}
