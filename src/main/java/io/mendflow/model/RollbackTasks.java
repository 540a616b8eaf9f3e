package io.mendflow.model;

import static io.mendflow.model.ModelFlow.*;

import io.mendflow.connector.AliasMove;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.Serving;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets an earlier version serve again. Nothing here gives up: a rollback is tried until it is done, and says so where it cannot. */
@Configuration(proxyBeanMethods = false)
class RollbackTasks {

    private final ModelSpecs specs;
    private final Promotions promotions;
    private final Champions champions;
    private final ModelFreezes freezes;
    private final LiveChecks checks;
    private final Serving serving;
    private final ModelStore store;
    private final Clock clock;

    RollbackTasks(
            ModelSpecs specs,
            Promotions promotions,
            Champions champions,
            ModelFreezes freezes,
            LiveChecks checks,
            Serving serving,
            ModelStore store,
            Clock clock) {
        this.specs = specs;
        this.promotions = promotions;
        this.champions = champions;
        this.freezes = freezes;
        this.checks = checks;
        this.serving = serving;
        this.store = store;
        this.clock = clock;
    }

    @Bean
    JavaDelegate rollBackModel() {
        return Steps.insisting(execution -> {
            Promotion promotion = promotion(execution);
            String target = String.valueOf(promotion.version());
            @Nullable String now = version(promotion, Champions.CHAMPION);
            var moves = new ArrayList<AliasMove>();
            if (!target.equals(now)) {
                moves.add(new AliasMove(Champions.CHAMPION, now, target));
                @Nullable String previous = version(promotion, Champions.PREVIOUS);
                if (target.equals(previous)) {
                    moves.add(new AliasMove(Champions.PREVIOUS, previous, null));
                }
            }
            store.moveAliases(promotion.model(), moves);
            serving.promote(request(promotion));
            note(promotion, Champions.CHAMPION, target, promotion.digest());
            note(promotion, Champions.PREVIOUS, version(promotion, Champions.PREVIOUS), null);
            store.stage(promotion.model(), target, ModelStage.LIVE);
            if (promotion.champion() != null && !promotion.champion().equals(target)) {
                store.stage(promotion.model(), promotion.champion(), ModelStage.REJECTED);
            }
            promotions.tell(promotion.id(), "champion", "Version %s is the champion again".formatted(target));
        });
    }

    private @Nullable String version(Promotion promotion, String alias) {
        return store.aliased(promotion.model(), alias)
                .map(ModelVersion::version)
                .orElse(null);
    }

    private void note(Promotion promotion, String alias, @Nullable String version, @Nullable String digest) {
        champions.moved(
                promotion.model(),
                alias,
                version,
                digest,
                promotion.requestedBy(),
                "Rolled back: " + promotion.reason(),
                promotion.id());
    }

    /** Looks whether the server has followed. */
    @Bean
    JavaDelegate lookAtRollback() {
        return Steps.insisting(execution -> {
            Promotion promotion = promotion(execution);
            ServingStatus status = serving.look(request(promotion));
            execution.setVariable(SERVES, status.phase() == ServingStatus.Phase.READY);
            if (status.phase() == ServingStatus.Phase.READY) {
                promotions.append(
                        promotion.id(),
                        RolloutTasks.SERVING,
                        RolloutTasks.Served[].class,
                        new RolloutTasks.Served(clock.instant(), 100, status.shares()));
            }
            if (status.phase() == ServingStatus.Phase.FAILED) {
                throw new IllegalStateException(
                        "The server does not take version %s: %s".formatted(promotion.version(), status.reason()));
            }
        });
    }

    /** People are told what it says; an old version that fails it is still not worse than what was to be got rid of. */
    @Bean
    JavaDelegate smokeTestRollback() {
        return Steps.insisting(execution -> {
            Promotion promotion = promotion(execution);
            List<LiveChecks.Result> results = checks.look(
                    promotion, specs.model(promotion.model()).canary().smoke(), specs.bake(promotion.model()));
            promotions.keep(promotion.id(), "smoke-test.json", results);
            List<String> broken = LiveChecks.broken(results, true);
            String text = broken.isEmpty()
                    ? "Version %s passes its smoke test%s"
                            .formatted(promotion.version(), results.isEmpty() ? "; none is set" : "")
                    : "Version %s fails its smoke test: %s".formatted(promotion.version(), String.join("; ", broken));
            promotions.tell(promotion.id(), "smoke-test", text);
            promotions.move(promotion.id(), PromotionState.AWAITING_RATIFICATION);
            execution.setVariable(
                    CARD,
                    Steps.cut("%s rolled model '%s' back to version %s: %s. %s."
                            .formatted(
                                    promotion.requestedBy(),
                                    promotion.model(),
                                    promotion.version(),
                                    promotion.reason(),
                                    text)));
        });
    }

    /** Somebody moved the champion elsewhere, and people are to say whether it stands. */
    @Bean
    JavaDelegate describeMove() {
        return Steps.insisting(execution -> {
            Promotion promotion = promotion(execution);
            promotions.move(promotion.id(), PromotionState.ROLLING_OUT);
            promotions.move(promotion.id(), PromotionState.AWAITING_RATIFICATION);
            execution.setVariable(CARD, promotion.reason());
        });
    }

    @Bean
    JavaDelegate noteOverdue() {
        return Steps.insisting(execution -> promotions.tell(
                promotion(execution).id(),
                "escalation",
                "Nobody has agreed within %s; promotions of the model stay frozen until somebody does"
                        .formatted(execution.getVariable(RATIFIED_WITHIN))));
    }

    @Bean
    JavaDelegate endRatified() {
        return Steps.insisting(execution -> {
            Promotion promotion = promotion(execution);
            freezes.thaw(promotion.model(), "mendflow", promotion.id() + " was ratified");
            promotions.end(
                    promotion.id(),
                    PromotionState.RATIFIED,
                    "mendflow",
                    "Version %s stands".formatted(promotion.version()));
        });
    }

    /** What was moved elsewhere goes back; a rollback stands until somebody promotes another version, and the model stays frozen. */
    @Bean
    JavaDelegate endUnratified() {
        return Steps.insisting(execution -> {
            Promotion promotion = promotion(execution);
            if (promotion.kind() == Promotion.Kind.OUT_OF_BAND
                    && Objects.equals(version(promotion, Champions.CHAMPION), promotion.version())) {
                store.moveAliases(
                        promotion.model(),
                        List.of(new AliasMove(Champions.CHAMPION, promotion.version(), promotion.champion())));
                champions.moved(
                        promotion.model(),
                        Champions.CHAMPION,
                        promotion.champion(),
                        promotion.championDigest(),
                        "mendflow",
                        "The move made elsewhere was not agreed to",
                        promotion.id());
            }
            if (promotion.kind() == Promotion.Kind.OUT_OF_BAND) {
                freezes.thaw(
                        promotion.model(), "mendflow", promotion.id() + " was refused, and all is as it was before");
            }
            promotions.end(
                    promotion.id(), PromotionState.REJECTED, "mendflow", String.valueOf(execution.getVariable(WHY)));
        });
    }

    private ServingRequest request(Promotion promotion) {
        String target = String.valueOf(promotion.version());
        boolean other = promotion.champion() != null && !promotion.champion().equals(target);
        return new ServingRequest(
                specs.serving(promotion.model()),
                promotion.model(),
                other
                        ? new ServedVersion(
                                String.valueOf(promotion.champion()), String.valueOf(promotion.championDigest()), null)
                        : null,
                new ServedVersion(target, String.valueOf(promotion.digest()), null),
                100,
                promotion.id());
    }

    private Promotion promotion(DelegateExecution execution) {
        return promotions.working(execution.getProcessBusinessKey());
    }
}
