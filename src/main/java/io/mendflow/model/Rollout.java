package io.mendflow.model;

import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.ServingRequest;
import org.jspecify.annotations.Nullable;

/** What those who give traffic to a challenger and those who take it back say alike. */
final class Rollout {

    private Rollout() {}

    /** What a server is asked for. Each change has a key of its own, the same for the same change. */
    static ServingRequest request(ModelSpecs specs, Promotion promotion, int share, String change) {
        return new ServingRequest(
                specs.serving(promotion.model()),
                promotion.model(),
                promotion.champion() == null
                        ? null
                        : new ServedVersion(promotion.champion(), String.valueOf(promotion.championDigest()), null),
                new ServedVersion(String.valueOf(promotion.version()), String.valueOf(promotion.digest()), null),
                share,
                "%s-%s-%d".formatted(promotion.id(), change, share));
    }

    static String spoken(@Nullable String version) {
        return version == null ? "none" : "version " + version;
    }
}
