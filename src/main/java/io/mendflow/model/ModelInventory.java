package io.mendflow.model;

import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.RegisteredModel;
import io.mendflow.model.ModelsSettings.Model;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The inventory of models: what they are, what serves, when they were validated last. */
@Component
public class ModelInventory {

    private final ModelSpecs specs;
    private final ModelStore store;
    private final Promotions promotions;
    private final Champions champions;
    private final ModelFreezes freezes;
    private final DriftWatch drifts;
    private final Clock clock;

    ModelInventory(
            ModelSpecs specs,
            ModelStore store,
            Promotions promotions,
            Champions champions,
            ModelFreezes freezes,
            DriftWatch drifts,
            Clock clock) {
        this.specs = specs;
        this.store = store;
        this.promotions = promotions;
        this.champions = champions;
        this.freezes = freezes;
        this.drifts = drifts;
        this.clock = clock;
    }

    /**
     * A model as it is now.
     *
     * @param challenger version that is to take over; null when there is none
     * @param lastValidation when a version was last promoted; null: never by Mendflow
     * @param nextReview by when it has to be validated again; null where it never was
     * @param reviewOverdue whether that has passed, or it was never validated
     * @param promotion the one under way; null when there is none
     * @param frozen who froze its promotions, and why; null when they are not
     * @param storeAway why the model store could not be asked; null when it could
     */
    public record ModelState(
            String name,
            String owner,
            @Nullable String about,
            int tier,
            @Nullable String trainer,
            String serving,
            @Nullable String champion,
            @Nullable String championDigest,
            @Nullable String previous,
            @Nullable String challenger,
            @Nullable Instant lastValidation,
            @Nullable Instant nextReview,
            boolean reviewOverdue,
            DriftWatch.@Nullable Made lastDriftCheck,
            @Nullable String promotion,
            ModelFreezes.@Nullable ModelFreeze frozen,
            @Nullable String storeAway) {}

    public List<ModelState> list() {
        return specs.names().stream().map(this::state).toList();
    }

    /** @throws UnknownModel when it is not looked after */
    public ModelState find(String name) {
        specs.model(name);
        return state(name);
    }

    /** Every version of a model that the store has, newest first. */
    public List<ModelVersion> versions(String name) {
        specs.model(name);
        return store.model(name).isEmpty() ? List.of() : store.versions(name);
    }

    private ModelState state(String name) {
        Model model = specs.model(name);
        Optional<RegisteredModel> registered = Optional.empty();
        String away = null;
        try {
            registered = store.model(name);
        } catch (RuntimeException e) {
            away = e.getMessage();
        }
        String champion =
                registered.map(known -> known.aliases().get(Champions.CHAMPION)).orElse(null);
        Optional<Promotion> underWay = promotions.underWay(name);
        Instant validated = validated(name);
        Instant review =
                validated == null ? null : validated.plus(specs.tier(name).review());
        return new ModelState(
                name,
                model.owner(),
                model.about(),
                model.tier(),
                model.trainer(),
                specs.serving(name),
                champion,
                champions
                        .known(name, Champions.CHAMPION)
                        .map(Champions.Term::digest)
                        .orElse(null),
                registered.map(known -> known.aliases().get(Champions.PREVIOUS)).orElse(null),
                registered
                        .map(known -> known.aliases().get(Champions.CHALLENGER))
                        .or(() -> underWay.map(Promotion::version))
                        .orElse(null),
                validated,
                review,
                review == null || review.isBefore(clock.instant()),
                drifts.last(name).orElse(null),
                underWay.map(Promotion::id).orElse(null),
                freezes.of(name).orElse(null),
                away);
    }

    private @Nullable Instant validated(String name) {
        return promotions.list(name, PromotionState.PROMOTED, null, 1).stream()
                .findFirst()
                .map(listed -> listed.promotion().endedAt())
                .orElse(null);
    }
}
