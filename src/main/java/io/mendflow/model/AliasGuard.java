package io.mendflow.model;

import io.mendflow.connector.AliasMove;
import io.mendflow.connector.AliasMoved;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.model.ModelsSettings.OutOfBand;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Notices that a model's champion was moved by somebody else than a promotion, and does what the model's settings say. */
@Component
class AliasGuard {

    private static final String ELSEWHERE = "unknown";

    private final ModelSpecs specs;
    private final Promotions promotions;
    private final Champions champions;
    private final ModelFreezes freezes;
    private final Rollbacks rollbacks;
    private final ModelStore store;

    AliasGuard(
            ModelSpecs specs,
            Promotions promotions,
            Champions champions,
            ModelFreezes freezes,
            Rollbacks rollbacks,
            ModelStore store) {
        this.specs = specs;
        this.promotions = promotions;
        this.champions = champions;
        this.freezes = freezes;
        this.rollbacks = rollbacks;
        this.store = store;
    }

    /** Looks at one model now, in the caller's transaction. A promotion that is just moving the alias looks after it itself. */
    void look(String model) {
        Optional<Promotion> underWay = promotions.underWay(model);
        boolean moving = underWay.isPresent()
                && (underWay.get().state() == PromotionState.ROLLING_OUT
                        || underWay.get().state() == PromotionState.AWAITING_RATIFICATION);
        if (moving) {
            return;
        }
        Optional<ModelVersion> champion = Champions.in(store, model);
        champion.ifPresent(now -> champions.seen(model, now));
        Optional<Champions.Term> known = champions.known(model, Champions.CHAMPION);
        @Nullable String found = champion.map(ModelVersion::version).orElse(null);
        if (known.isEmpty() || Objects.equals(known.get().version(), found)) {
            return;
        }
        moved(model, known.get(), champion.orElse(null), underWay.isPresent());
    }

    private void moved(String model, Champions.Term known, @Nullable ModelVersion found, boolean busy) {
        String version = found == null ? null : found.version();
        String digest = found == null ? null : found.digest();
        String what = "The champion of model '%s' was moved from version %s to %s by somebody outside of any promotion"
                .formatted(model, known.version(), version == null ? "none" : "version " + version);
        OutOfBand policy = specs.model(model).outOfBand();
        boolean back = policy == OutOfBand.REVERT || policy == OutOfBand.ASK && (busy || found == null);
        if (back && !revert(model, known, version)) {
            return;
        }
        if (!champions.moved(model, Champions.CHAMPION, version, digest, ELSEWHERE, what, null)) {
            // Somebody else who looks at this moment has found it too.
            return;
        }
        if (back) {
            noteReverted(model, known);
        } else if (policy == OutOfBand.RATIFY) {
            note(model, what + "; by the model's settings it stands");
        } else if (found != null) {
            ask(model, what, known, found);
        }
    }

    /**
     * Moves it back, before anything is noted: where the store is away, the next look has to find it moved still.
     *
     * @return whether it did; when it moved again meanwhile, the next look sees where to
     */
    private boolean revert(String model, Champions.Term known, @Nullable String found) {
        try {
            return store.moveAliases(model, List.of(new AliasMove(Champions.CHAMPION, found, known.version())));
        } catch (AliasMoved e) {
            return false;
        }
    }

    private void noteReverted(String model, Champions.Term known) {
        champions.moved(
                model,
                Champions.CHAMPION,
                known.version(),
                known.digest(),
                "mendflow",
                "It was moved outside of any promotion, and by the model's settings it goes back",
                null);
    }

    private void note(String model, String reason) {
        promotions.underWay(model).ifPresent(promotion -> promotions.tell(promotion.id(), "out-of-band", reason));
    }

    private void ask(String model, String what, Champions.Term known, ModelVersion found) {
        freezes.freeze(model, "mendflow", what);
        Promotion promotion = promotions.open(
                model,
                Promotion.Kind.OUT_OF_BAND,
                "out-of-band",
                what,
                ELSEWHERE,
                specs.model(model).tier(),
                known.version(),
                known.digest());
        promotions.trained(promotion.id(), found.run() == null ? "" : found.run(), found.version(), found.digest());
        rollbacks.begin(promotions.find(promotion.id()).orElseThrow(), true);
    }
}
