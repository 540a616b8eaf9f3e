package io.mendflow.connector.tensorflow;

import io.mendflow.connector.ServedVersion;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What shall be served, and how far that is written.
 *
 * @param stable null when nothing is live
 * @param canary null when there is no challenger
 * @param share of the challenger, which others have to see to
 * @param labels the version that each label is given in the config file
 */
record Wanted(@Nullable Loaded stable, @Nullable Loaded canary, int share, Map<String, String> labels) {

    static final String STABLE = "stable";
    static final String CANARY = "canary";
    static final Wanted NOTHING = new Wanted(null, null, 0, Map.of());

    Wanted {
        labels = labels == null ? Map.of() : new TreeMap<>(labels);
    }

    /** A version in its folder. */
    record Loaded(String version, String digest) {

        static @Nullable Loaded of(@Nullable ServedVersion served) {
            return served == null ? null : new Loaded(served.version(), served.digest());
        }
    }

    /** The labels as they shall be. */
    Map<String, String> wantedLabels() {
        var wanted = new TreeMap<String, String>();
        if (stable != null) {
            wanted.put(STABLE, stable.version());
        }
        if (canary != null) {
            wanted.put(CANARY, canary.version());
        }
        return wanted;
    }

    /** Every version that has to be loaded: those that are wanted, and those that still have a label. */
    Collection<Long> versions() {
        var versions = new TreeSet<Long>();
        wantedLabels().values().forEach(version -> versions.add(Long.valueOf(version)));
        labels.values().forEach(version -> versions.add(Long.valueOf(version)));
        return versions;
    }

    /**
     * With each label given to its version if that is loaded. A label that is wanted no more is taken away; one that cannot be moved yet stays where
     * it is.
     *
     * @param available versions that are loaded
     */
    Wanted labelled(Collection<String> available) {
        var next = new TreeMap<String, String>();
        wantedLabels().forEach((label, version) -> {
            String now = labels.get(label);
            if (available.contains(version)) {
                next.put(label, version);
            } else if (now != null) {
                next.put(label, now);
            }
        });
        return new Wanted(stable, canary, share, next);
    }
}
