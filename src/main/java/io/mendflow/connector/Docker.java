package io.mendflow.connector;

import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Containers of Docker engines: {@code docker.container('web').restart()}. Who does the work are the routes {@code docker.*}. What is not allowed by
 * {@code mendflow.docker.allowed-containers} is neither touched nor shown.
 */
@Component
public class Docker implements Port {

    private final Calls calls;

    Docker(Calls calls) {
        this.calls = calls;
    }

    /** An engine that {@code mendflow.docker.engines} has by that name. */
    @LeadsOn
    public DockerEngine engine(String name) {
        return new DockerEngine(calls, name);
    }

    /** A container of the engine {@code default}. */
    @LeadsOn
    public DockerContainer container(String name) {
        return engine(DockerEngine.DEFAULT).container(name);
    }

    /** The containers of the engine {@code default}, stopped ones too. */
    @Read
    public List<ContainerInfo> containers() {
        return engine(DockerEngine.DEFAULT).containers();
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "docker/" + DockerEngine.DEFAULT;
    }
}
