package io.mendflow.connector;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A model in the store with versions 1, 2, … of one small artifact each, of which the first is the champion. */
public record StoredModel(ModelStore store, String name) {

    public static StoredModel of(ModelStore store, String name, int versions) {
        store.register(name, null);
        var model = new StoredModel(store, name);
        for (int i = 1; i <= versions; i++) {
            byte[] bytes = ("weights of " + name + " " + i).getBytes(StandardCharsets.UTF_8);
            store.createVersion(new NewVersion(
                    name,
                    "k" + i,
                    null,
                    null,
                    Map.of(),
                    List.of(
                            new Artifact("saved_model.pb", () -> new ByteArrayInputStream(bytes)),
                            new Artifact("variables/variables.index", () -> new ByteArrayInputStream(bytes)))));
        }
        store.moveAliases(name, List.of(new AliasMove("champion", null, "1")));
        return model;
    }

    public ServedVersion version(String version) {
        return new ServedVersion(version, store.require(name, version).digest(), null);
    }

    /** Version 2 against version 1. */
    public ServingRequest request(String serving, int share) {
        return new ServingRequest(serving, name, version("1"), version("2"), share, "key-" + share);
    }

    public Map<String, String> aliases() {
        return store.model(name).orElseThrow().aliases();
    }

    public Map<String, String> tags() {
        return store.model(name).orElseThrow().tags();
    }
}
