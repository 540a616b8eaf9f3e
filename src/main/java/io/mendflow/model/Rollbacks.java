package io.mendflow.model;

import static io.mendflow.model.ModelFlow.*;

import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The emergency brake: the last good version serves again at once, nothing else takes over, and people agree to it afterwards. */
@Component
public class Rollbacks {

    private final ModelSpecs specs;
    private final Promotions promotions;
    private final Champions champions;
    private final ModelFreezes freezes;
    private final Retrains retrains;
    private final ModelStore store;

    Rollbacks(
            ModelSpecs specs,
            Promotions promotions,
            Champions champions,
            ModelFreezes freezes,
            Retrains retrains,
            ModelStore store) {
        this.specs = specs;
        this.promotions = promotions;
        this.champions = champions;
        this.freezes = freezes;
        this.retrains = retrains;
        this.store = store;
    }

    /**
     * Freezes promotions of a model, ends the one under way, and lets the last good version serve: the champion while a challenger is on its way,
     * else {@code @previous}, else the champion before it.
     *
     * @param wanted the version to go back to; null: the last good one
     * @throws UnknownModel when the model is not looked after
     * @throws PromotionRefused when there is no version to go back to
     */
    @Transactional
    public Promotion ask(String name, String reason, String by, @Nullable String wanted) {
        int tier = specs.model(name).tier();
        Optional<ModelVersion> champion = Champions.in(store, name);
        champion.ifPresent(now -> champions.seen(name, now));
        Optional<Promotion> underWay = promotions.underWay(name);
        boolean canary = underWay.isPresent()
                && underWay.get().state() == PromotionState.ROLLING_OUT
                && !champion.map(ModelVersion::version)
                        .equals(Optional.ofNullable(underWay.get().version()));
        ModelVersion target = target(name, champion, canary, wanted);
        freezes.freeze(name, by, reason);
        underWay.ifPresent(other -> stop(other, by, reason));
        Promotion promotion = promotions.open(
                name,
                Promotion.Kind.ROLLBACK,
                Retrains.PERSON,
                reason,
                by,
                tier,
                champion.map(ModelVersion::version).orElse(null),
                champion.map(ModelVersion::digest).orElse(null));
        promotions.trained(promotion.id(), target.run() == null ? "" : target.run(), target.version(), target.digest());
        promotions.move(promotion.id(), PromotionState.ROLLING_OUT);
        begin(promotions.find(promotion.id()).orElseThrow(), false);
        return promotions.find(promotion.id()).orElseThrow();
    }

    void begin(Promotion promotion, boolean outOfBand) {
        Map<String, Object> facts = retrains.facts(promotion, specs.tier(promotion.tier()));
        facts.put(RATIFIED_WITHIN, specs.ratifiedWithin().toString());
        facts.put("outOfBand", outOfBand);
        retrains.start(ROLLBACK, promotion, facts);
    }

    private ModelVersion target(String name, Optional<ModelVersion> champion, boolean canary, @Nullable String wanted) {
        if (wanted != null) {
            return store.require(name, wanted);
        }
        if (canary && champion.isPresent()) {
            return champion.get();
        }
        return store.model(name)
                .flatMap(model -> store.aliased(name, Champions.PREVIOUS))
                .filter(Rollbacks::isGood)
                .or(() -> lastGood(name, champion.map(ModelVersion::version).orElse(null)))
                .orElseThrow(() -> new PromotionRefused(
                        "Expected model '%s' to have a version that served before, but there is none; name one as 'version'"
                                .formatted(name)));
    }

    /** With its process it gives back what the challenger had, and ends. */
    private void stop(Promotion other, String by, String reason) {
        retrains.cancel(other.id(), "A rollback was asked for: " + reason, by);
    }

    private Optional<ModelVersion> lastGood(String name, @Nullable String now) {
        return champions.before(name, now).stream()
                .flatMap(version -> store.version(name, version).stream())
                .filter(Rollbacks::isGood)
                .findFirst();
    }

    /** One that was rolled back from once is nothing to go back to. */
    private static boolean isGood(ModelVersion version) {
        return version.stage() != ModelStage.REJECTED;
    }
}
