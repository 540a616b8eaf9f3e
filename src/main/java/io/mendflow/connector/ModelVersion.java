package io.mendflow.connector;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model. Only its stage and its tags ever change.
 *
 * @param version a number from 1 on, as text
 * @param key that it was made with
 * @param run that made it; null when none is known, and then it has no lineage
 * @param files its artifacts, by path
 * @param digest SHA-256, in hex, of all artifacts: see {@link ArtifactFile#digest}
 */
public record ModelVersion(
        String model,
        String version,
        String key,
        @Nullable String run,
        @Nullable String description,
        ModelStage stage,
        Map<String, String> tags,
        List<ArtifactFile> files,
        String digest,
        Instant created) {

    public ModelVersion {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(created, "created");
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        files = List.copyOf(files);
    }
}
