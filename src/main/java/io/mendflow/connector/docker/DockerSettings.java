package io.mendflow.connector.docker;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Docker engines, and what may be done there.
 *
 * @param engines as {@code mendflow.docker.engines.<name>}; {@code default}, unless it is given, is this machine's
 * @param allowedContainers globs over names of containers, in which {@code *} is any text; none: nothing may be touched or looked at
 * @param deadline for one request, beside the grace that a container is given to end
 */
@Validated
@ConfigurationProperties("mendflow.docker")
record DockerSettings(
        @DefaultValue Map<@Pattern(regexp = "[A-Za-z0-9._-]{1,100}") String, @Valid Engine> engines,
        @NotNull @DefaultValue List<String> allowedContainers,
        @NotNull @DefaultValue("PT10S") Duration deadline) {

    private static final Engine LOCAL = new Engine(Path.of("/var/run/docker.sock"), null);

    @Nullable
    Engine engine(String name) {
        Engine engine = engines.get(name);
        return engine == null && name.equals("default") ? LOCAL : engine;
    }

    /**
     * Where an engine listens: one of the two.
     *
     * @param socket file of a Unix domain socket
     * @param url such as {@code tcp://10.0.0.5:2375}, without TLS
     */
    record Engine(@Nullable Path socket, @Nullable URI url) {

        @AssertTrue(message = "needs 'socket' or 'url' (tcp://host:port)")
        boolean isPlaced() {
            return (socket == null) != (url == null)
                    && (url == null
                            || (url.getHost() != null
                                    && url.getPort() > 0
                                    && String.valueOf(url.getScheme()).matches("tcp|http")));
        }

        String shown() {
            return socket == null ? String.valueOf(url) : socket.toString();
        }
    }
}
