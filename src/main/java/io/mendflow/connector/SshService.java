package io.mendflow.connector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A service of a machine that is reached over SSH. Who does the work are the routes {@code host.ssh.service} and
 * {@code host.ssh.service.state}: systemd as shipped, by commands that {@code mendflow.ssh.service-command} begins and that the settings have to
 * allow like any other. An effect that systemd refuses is an exception with what it printed.
 */
public class SshService implements Port {

    /** As systemd names units; what begins with a dash would be an option. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9@_][A-Za-z0-9:._@\\\\-]{0,254}");

    private final Calls calls;
    private final String host;
    private final String name;

    SshService(Calls calls, String host, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Expected the name of a service (letters, digits, ':', '.', '_', '@', '-'), such as nginx, got '"
                            + name + "'");
        }
        this.calls = calls;
        this.host = host;
        this.name = name;
    }

    @Read
    public boolean isActive() {
        return status().isActive();
    }

    @Read
    public ServiceState status() {
        return calls.ask("host.ssh.service.state", request(), ServiceState.class);
    }

    @Effect
    public FinishedProcess restart() {
        return act("restart");
    }

    @Effect(undo = "stop")
    public FinishedProcess start() {
        return act("start");
    }

    @Effect(undo = "start")
    public FinishedProcess stop() {
        return act("stop");
    }

    @Effect
    public FinishedProcess reload() {
        return act("reload");
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "host/" + host + "/service/" + name;
    }

    private FinishedProcess act(String action) {
        Map<String, Object> request = request();
        request.put("action", action);
        return calls.ask("host.ssh.service", request, FinishedProcess.class);
    }

    private Map<String, Object> request() {
        return new HashMap<>(Map.of("host", host, "service", name));
    }
}
