package io.mendflow.connector.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.RegisteredModel;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The registered models. */
final class Models {

    private static final String BASE = "mlflow/registered-models/";

    private final Api api;

    Models(Api api) {
        this.api = api;
    }

    RegisteredModel register(String name, @Nullable String description) {
        Optional<RegisteredModel> known = find(name);
        if (known.isPresent()) {
            return known.get();
        }
        Map<String, String> wanted = new HashMap<>(Map.of("name", name));
        if (description != null) {
            wanted.put("description", description);
        }
        try {
            return read(api.post(BASE + "create", wanted).path("registered_model"));
        } catch (Api.AlreadyThere e) {
            return require(name);
        }
    }

    Optional<RegisteredModel> find(String name) {
        return api.find(BASE + "get", Map.of("name", Names.model(name)))
                .map(found -> read(found.path("registered_model")));
    }

    RegisteredModel require(String name) {
        return find(name)
                .orElseThrow(() ->
                        new ModelNotFound("Expected model '%s', but there is none; register it first".formatted(name)));
    }

    List<RegisteredModel> all() {
        return api.list(BASE + "search", Map.of(), "registered_models").stream()
                .map(Models::read)
                .sorted(Comparator.comparing(RegisteredModel::name))
                .toList();
    }

    void tag(String name, String tag, @Nullable String value) {
        Names.tag(tag);
        require(name);
        if (value == null) {
            api.delete(BASE + "delete-tag", Map.of("name", name, "key", tag));
        } else {
            api.post(BASE + "set-tag", Map.of("name", name, "key", tag, "value", value));
        }
    }

    /** @param version null to take the alias away */
    void point(String name, String alias, @Nullable String version) {
        if (version == null) {
            api.delete(BASE + "alias", Map.of("name", name, "alias", alias));
        } else {
            api.post(BASE + "alias", Map.of("name", name, "alias", alias, "version", version));
        }
    }

    private static RegisteredModel read(JsonNode model) {
        Map<String, String> aliases = new TreeMap<>();
        model.path("aliases")
                .forEach(alias -> aliases.put(
                        alias.path("alias").asText(), alias.path("version").asText()));
        Map<String, String> tags = Api.texts(model.path("tags"));
        tags.keySet().removeIf(Names::isOwn);
        String description = model.path("description").asText("");
        return new RegisteredModel(
                model.path("name").asText(),
                description.isEmpty() ? null : description,
                tags,
                aliases,
                Instant.ofEpochMilli(model.path("creation_timestamp").asLong()));
    }
}
