package io.mendflow.connector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's result comes from.
 *
 * @param code what was run, such as a Git commit or the digest of an image; null when unknown
 * @param parentRun id of the run that this one is part of, or that it was made to replace; null when there is none
 */
public record Lineage(List<DataSet> data, @Nullable String code, @Nullable String parentRun) {

    public Lineage {
        data = List.copyOf(data);
    }

    public static Lineage unknown() {
        return new Lineage(List.of(), null, null);
    }

    /**
     * Data that a run has read.
     *
     * @param digest of its bytes, such as {@code sha256:…}
     * @param source where it was read from
     */
    public record DataSet(String name, String digest, String source) {}
}
