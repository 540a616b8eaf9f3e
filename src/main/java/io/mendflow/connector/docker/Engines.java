package io.mendflow.connector.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.ContainerInfo;
import io.mendflow.connector.ContainerState;
import io.mendflow.connector.Glob;
import io.mendflow.connector.NotAllowed;
import io.mendflow.connector.docker.DockerSettings.Engine;
import io.mendflow.connector.docker.EngineApi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Does what runbooks want of containers, as far as the settings allow it: the bean behind the routes {@code docker.*}.
 *
 * <p>The engine takes the beginning of an id for a name, too. So each container is looked up first, and is the one that is meant only when its name
 * is the same; what follows goes to its id.
 */
@Component("dockerEngines")
class Engines {

    private static final int LONGEST = 1 << 20;
    private static final int NOT_MODIFIED = 304;
    private static final int NOT_FOUND = 404;

    private final DockerSettings settings;
    private final List<Glob> allowed;

    Engines(DockerSettings settings) {
        this.settings = settings;
        this.allowed = settings.allowedContainers().stream().map(Glob::ofUrl).toList();
    }

    public void act(Map<String, Object> request) {
        String action = String.valueOf(request.get("action"));
        int grace = ((Number) request.get("graceSeconds")).intValue();
        String query = action.equals("start") ? "" : "?t=" + grace;
        String id = find(request).path("Id").asText();
        Reply reply = api(request)
                .send(
                        "POST",
                        "/containers/%s/%s%s".formatted(id, action, query),
                        settings.deadline().plus(Duration.ofSeconds(grace)));
        if (!reply.isOk() && reply.status() != NOT_MODIFIED) {
            throw refused(action, request, reply);
        }
    }

    public String logs(Map<String, Object> request) {
        JsonNode found = find(request);
        String path = "/containers/%s/logs?stdout=1&stderr=1&tail=%d"
                .formatted(found.path("Id").asText(), Math.max(0, ((Number) request.get("tail")).intValue()));
        Reply reply = api(request).send("GET", path, settings.deadline());
        if (!reply.isOk()) {
            throw refused("read the logs of", request, reply);
        }
        boolean terminal = found.path("Config").path("Tty").asBoolean();
        String text = terminal ? new String(reply.body(), StandardCharsets.UTF_8) : LogStream.text(reply.body());
        return text.length() > LONGEST ? text.substring(text.length() - LONGEST) : text;
    }

    public ContainerState inspect(Map<String, Object> request) {
        JsonNode found = find(request);
        JsonNode state = found.path("State");
        return new ContainerState(
                found.path("Id").asText(),
                name(found.path("Name")),
                found.path("Config").path("Image").asText(found.path("Image").asText()),
                state.path("Status").asText(),
                state.path("Health").path("Status").asText("none"),
                state.path("ExitCode").asInt(),
                found.path("RestartCount").asInt(),
                state.path("OOMKilled").asBoolean(),
                state.path("StartedAt").asText());
    }

    public List<ContainerInfo> list(Map<String, Object> request) {
        Reply reply = api(request).send("GET", "/containers/json?all=1", settings.deadline());
        if (!reply.isOk()) {
            throw new DockerFailed(
                    "Expected the containers of the Docker engine '%s', but it answered with status %d: %s"
                            .formatted(request.get("engine"), reply.status(), reply.message()),
                    null);
        }
        var containers = new ArrayList<ContainerInfo>();
        for (JsonNode found : reply.json()) {
            String name = name(found.path("Names").path(0));
            if (isAllowed(name)) {
                containers.add(new ContainerInfo(
                        found.path("Id").asText(),
                        name,
                        found.path("Image").asText(),
                        found.path("State").asText(),
                        found.path("Status").asText()));
            }
        }
        return containers;
    }

    private JsonNode find(Map<String, Object> request) {
        String container = String.valueOf(request.get("container"));
        if (!isAllowed(container)) {
            throw new NotAllowed(
                    "Expected a container that mendflow.docker.allowed-containers allows (%s), got '%s'; add a glob for it to that setting, or leave it refused"
                            .formatted(
                                    settings.allowedContainers().isEmpty()
                                            ? "none is"
                                            : String.join(", ", settings.allowedContainers()),
                                    container));
        }
        Reply reply = api(request).send("GET", "/containers/" + container + "/json", settings.deadline());
        if (!reply.isOk() && reply.status() != NOT_FOUND) {
            throw refused("look at", request, reply);
        }
        JsonNode found = reply.json();
        if (!reply.isOk() || !name(found.path("Name")).equals(container)) {
            throw new DockerFailed(
                    "Expected a container named '%s' on the Docker engine '%s', but there is none; docker.containers() lists those there are"
                            .formatted(container, request.get("engine")),
                    null);
        }
        return found;
    }

    private EngineApi api(Map<String, Object> request) {
        String name = String.valueOf(request.get("engine"));
        Engine engine = settings.engine(name);
        if (engine == null) {
            var known = new TreeSet<>(settings.engines().keySet());
            known.add("default");
            throw new IllegalArgumentException("Expected an engine that mendflow.docker.engines has (%s), got '%s'"
                    .formatted(String.join(", ", known), name));
        }
        return new EngineApi(name, engine);
    }

    private boolean isAllowed(String container) {
        return allowed.stream().anyMatch(glob -> glob.matches(container));
    }

    /** The engine's names begin with a slash. */
    private static String name(JsonNode node) {
        String name = node.asText();
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static DockerFailed refused(String what, Map<String, Object> request, Reply reply) {
        return new DockerFailed(
                "Expected to %s container '%s' on the Docker engine '%s', but it answered with status %d: %s"
                        .formatted(
                                what, request.get("container"), request.get("engine"), reply.status(), reply.message()),
                null);
    }
}
