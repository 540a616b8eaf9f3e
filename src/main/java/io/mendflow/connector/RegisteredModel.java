package io.mendflow.connector;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model under its name, whatever its versions.
 *
 * @param aliases the version that each points to, by alias without the {@code @}
 */
public record RegisteredModel(
        String name,
        @Nullable String description,
        Map<String, String> tags,
        Map<String, String> aliases,
        Instant created) {

    public RegisteredModel {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(created, "created");
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        aliases = Collections.unmodifiableMap(new TreeMap<>(aliases));
    }
}
