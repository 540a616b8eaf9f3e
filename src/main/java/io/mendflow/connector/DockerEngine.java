package io.mendflow.connector;

import java.util.List;
import java.util.Map;

/** One Docker engine. */
public class DockerEngine implements Port {

    static final String DEFAULT = "default";

    private final Calls calls;
    private final String name;

    DockerEngine(Calls calls, String name) {
        if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException(
                    "Expected the name of an engine as mendflow.docker.engines has it (letters, digits, '.', '_', '-'), got '"
                            + name + "'");
        }
        this.calls = calls;
        this.name = name;
    }

    @LeadsOn
    public DockerContainer container(String container) {
        return new DockerContainer(calls, name, container);
    }

    /** Its containers, stopped ones too. */
    @Read
    public List<ContainerInfo> containers() {
        List<?> found = calls.ask("docker.list", Map.of("engine", name), List.class);
        return found.stream().map(ContainerInfo.class::cast).toList();
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "docker/" + name;
    }
}
