package io.mendflow.connector;

import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Machines as runbooks see them: {@code host.local} is the one that Mendflow runs on, {@code host.ssh('web-1')} one that it reaches over SSH,
 * {@code host.pool('web')} the names of several such.
 */
@Component
public class Host implements Port {

    private final LocalHost local;
    private final Calls calls;

    Host(LocalHost local, Calls calls) {
        this.local = local;
        this.calls = calls;
    }

    @LeadsOn
    public LocalHost getLocal() {
        return local;
    }

    /** The machine that {@code mendflow.ssh.hosts} has by that name; its first operation fails when there is none. */
    @LeadsOn
    public SshHost ssh(String name) {
        return new SshHost(calls, name);
    }

    /**
     * The names of the machines of a pool, as {@code mendflow.ssh.pools} lists them.
     *
     * @throws IllegalArgumentException when there is no such pool
     */
    @Read
    public List<String> pool(String name) {
        List<?> names = calls.ask("host.ssh.pool", Map.of("pool", name), List.class);
        return names.stream().map(String::valueOf).toList();
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "host";
    }
}
