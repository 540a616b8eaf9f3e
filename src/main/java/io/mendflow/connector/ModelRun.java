package io.mendflow.connector;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A training, or another run that makes or measures a model.
 *
 * @param metrics as logged last; a trainer's NaN stays one, for gates to refuse
 * @param ended null while it runs
 */
public record ModelRun(
        String id,
        String model,
        String key,
        String name,
        ModelRunState state,
        Lineage lineage,
        Map<String, String> parameters,
        Map<String, Double> metrics,
        Map<String, String> tags,
        Instant started,
        @Nullable Instant ended) {

    public ModelRun {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(lineage, "lineage");
        Objects.requireNonNull(started, "started");
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }
}
