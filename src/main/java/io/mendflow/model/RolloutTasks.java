package io.mendflow.model;

import static io.mendflow.model.ModelFlow.*;

import io.mendflow.connector.AliasMove;
import io.mendflow.connector.AliasMoved;
import io.mendflow.connector.ModelDamaged;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.Serving;
import io.mendflow.connector.ServingStatus;
import io.mendflow.model.ModelsSettings.Canary;
import io.mendflow.runbook.guard.Freeze;
import io.mendflow.runbook.guard.Freezes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** From an approved challenger to the champion, share by share. What was approved is what is served, by its digest. */
@Configuration(proxyBeanMethods = false)
class RolloutTasks {

    private static final String CANARY = "canary.json";
    static final String SERVING = "serving.json";
    private static final String MAY_BEGIN = "mayBegin";

    private final ModelSpecs specs;
    private final Promotions promotions;
    private final Champions champions;
    private final ModelApprovals approvals;
    private final ModelFreezes freezes;
    private final Freezes automation;
    private final References references;
    private final LiveChecks checks;
    private final Serving serving;
    private final ModelStore store;
    private final Clock clock;

    RolloutTasks(
            ModelSpecs specs,
            Promotions promotions,
            Champions champions,
            ModelApprovals approvals,
            ModelFreezes freezes,
            Freezes automation,
            References references,
            LiveChecks checks,
            Serving serving,
            ModelStore store,
            Clock clock) {
        this.specs = specs;
        this.promotions = promotions;
        this.champions = champions;
        this.approvals = approvals;
        this.freezes = freezes;
        this.automation = automation;
        this.references = references;
        this.checks = checks;
        this.serving = serving;
        this.store = store;
        this.clock = clock;
    }

    /**
     * What was seen of the canary at one moment.
     *
     * @param share of the challenger, in percent
     */
    record Look(Instant at, int share, List<LiveChecks.Result> results) {}

    /**
     * What a server said that it serves, once it did what it was asked.
     *
     * @param share that the version was to get, in percent
     */
    record Served(Instant at, int share, List<ServingStatus.Share> shares) {}

    /** What is rolled out is what was approved, and the champion is still the one that it was compared with. */
    @Bean
    JavaDelegate checkPin() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            requirePinned(promotion);
            Optional<ModelVersion> champion = Champions.in(store, promotion.model());
            if (!Objects.equals(champion.map(ModelVersion::version).orElse(null), promotion.champion())) {
                throw new Trouble(
                        "Expected the champion to be %s, with which version %s was compared, but it is %s; somebody has moved it, so compare anew"
                                .formatted(
                                        Rollout.spoken(promotion.champion()),
                                        promotion.version(),
                                        Rollout.spoken(champion.map(ModelVersion::version)
                                                .orElse(null))));
            }
            approvals.objection(promotion).ifPresent(why -> {
                throw new Trouble("Version %s of model '%s' is not to be rolled out: %s"
                        .formatted(promotion.version(), promotion.model(), why));
            });
            freezes.of(promotion.model()).ifPresent(freeze -> {
                throw new Trouble("Promotions of model '%s' are frozen by %s: %s"
                        .formatted(promotion.model(), freeze.by(), freeze.reason()));
            });
            if (!mayBegin(execution, promotion)) {
                return;
            }
            promotions.move(promotion.id(), PromotionState.ROLLING_OUT);
            execution.setVariable(STEP, -1);
            execution.setVariable(SHARE, 0);
            execution.setVariable(
                    WATCH_EVERY, specs.model(promotion.model()).canary().every().toString());
            execution.setVariable(
                    PREVIOUS_BEFORE,
                    store.aliased(promotion.model(), Champions.PREVIOUS)
                            .map(ModelVersion::version)
                            .orElse(null));
        });
    }

    /** Nothing begins while all automation is frozen. That it waits, and that it goes on, is told once each. */
    private boolean mayBegin(DelegateExecution execution, Promotion promotion) {
        boolean waited = Boolean.FALSE.equals(execution.getVariable(MAY_BEGIN));
        Optional<Freeze> freeze = freeze();
        execution.setVariable(MAY_BEGIN, freeze.isEmpty());
        if (freeze.isPresent() && !waited) {
            promotions.tell(promotion.id(), "waits", "It waits: " + freeze.get().sentence());
        } else if (freeze.isEmpty() && waited) {
            promotions.tell(promotion.id(), "goes-on", "It goes on: automation is thawed");
        }
        return freeze.isEmpty();
    }

    private Optional<Freeze> freeze() {
        return automation.list().stream()
                .filter(freeze -> freeze.scope().equals(Freeze.ALL))
                .findFirst();
    }

    private void requirePinned(Promotion promotion) {
        ModelVersion version = store.require(promotion.model(), String.valueOf(promotion.version()));
        if (!version.digest().equals(promotion.digest())) {
            throw new Trouble("Expected version %s of model '%s' to be what was approved, sha256 %s, but it is %s now"
                    .formatted(version.version(), promotion.model(), promotion.digest(), version.digest()));
        }
        try {
            store.verify(promotion.model(), version.version());
        } catch (ModelDamaged e) {
            throw new Trouble(e.getMessage());
        }
    }

    /** Gives the challenger its next share; without a champion it gets all at once. */
    @Bean
    JavaDelegate shiftTraffic() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            List<Integer> steps = steps(promotion);
            int step = (Integer) execution.getVariable(STEP) + 1;
            int share = steps.get(step);
            require(serving.shift(Rollout.request(specs, promotion, share, "shift")));
            store.stage(promotion.model(), String.valueOf(promotion.version()), ModelStage.LIVE);
            execution.setVariable(STEP, step);
            execution.setVariable(SHARE, share);
            execution.setVariable(LAST_STEP, step == steps.size() - 1);
            settling(execution, promotion);
            promotions.tell(
                    promotion.id(),
                    "canary",
                    "Version %s is to get %d %% of the traffic".formatted(promotion.version(), share));
        });
    }

    private List<Integer> steps(Promotion promotion) {
        return promotion.champion() == null
                ? List.of(100)
                : specs.model(promotion.model()).canary().steps();
    }

    private void settling(DelegateExecution execution, Promotion promotion) {
        execution.setVariable(SERVES, false);
        execution.setVariable(
                SETTLE_UNTIL,
                clock.instant()
                        .plus(specs.model(promotion.model()).canary().settleWithin())
                        .toString());
    }

    /** Looks whether the server does what it was asked, with the very bytes that were approved. */
    @Bean
    JavaDelegate lookAtServing() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            int share = (Integer) execution.getVariable(SHARE);
            ServingStatus status = require(serving.look(Rollout.request(specs, promotion, share, "look")));
            requireApproved(promotion, status);
            boolean serves = status.phase() == ServingStatus.Phase.READY;
            Instant until = Instant.parse((String) execution.getVariable(SETTLE_UNTIL));
            if (!serves && clock.instant().isAfter(until)) {
                throw new Trouble("The server does not serve version %s at %d %% in time: %s"
                        .formatted(promotion.version(), share, status.reason()));
            }
            execution.setVariable(SERVES, serves);
            if (serves) {
                promotions.append(
                        promotion.id(), SERVING, Served[].class, new Served(clock.instant(), share, status.shares()));
                execution.setVariable(
                        BAKE_UNTIL,
                        clock.instant().plus(specs.bake(promotion.model())).toString());
            }
        });
    }

    private static void requireApproved(Promotion promotion, ServingStatus status) {
        for (ServingStatus.Share share : status.shares()) {
            if (share.version().equals(promotion.version())
                    && share.digest() != null
                    && !share.digest().equals(promotion.digest())) {
                throw new Trouble("The server serves version %s with sha256 %s, but %s was approved"
                        .formatted(share.version(), share.digest(), promotion.digest()));
            }
        }
    }

    private static ServingStatus require(ServingStatus status) {
        if (status.phase() == ServingStatus.Phase.FAILED) {
            throw new Trouble("The server has given up: " + status.reason());
        }
        return status;
    }

    @Bean
    JavaDelegate measureCanary() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            Canary canary = specs.model(promotion.model()).canary();
            int share = (Integer) execution.getVariable(SHARE);
            // While automation is frozen a share stays as it is, and is watched.
            boolean baked = freeze().isEmpty()
                    && !clock.instant().isBefore(Instant.parse((String) execution.getVariable(BAKE_UNTIL)));
            List<LiveChecks.Result> results = checks.look(promotion, canary.gates(), specs.bake(promotion.model()));
            promotions.append(promotion.id(), CANARY, Look[].class, new Look(clock.instant(), share, results));
            List<String> broken = LiveChecks.broken(results, baked);
            execution.setVariable(HOLDS, broken.isEmpty());
            execution.setVariable(BAKED, baked);
            if (!broken.isEmpty()) {
                String text = "The canary of version %s does not hold at %d %%: %s"
                        .formatted(promotion.version(), share, String.join("; ", broken));
                execution.setVariable(WHY, Steps.cut(text));
                promotions.tell(promotion.id(), "canary", text);
            } else if (baked) {
                promotions.tell(
                        promotion.id(),
                        "canary",
                        "Version %s holds at %d %%%s".formatted(promotion.version(), share, said(results)));
            }
        });
    }

    private static String said(List<LiveChecks.Result> results) {
        return results.isEmpty()
                ? "; nothing is measured"
                : ": "
                        + String.join(
                                "; ",
                                results.stream().map(LiveChecks.Result::reason).toList());
    }

    /** Both aliases move together; who asks again after a crash finds them moved. */
    @Bean
    JavaDelegate promoteCandidate() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            String version = String.valueOf(promotion.version());
            var moves = new ArrayList<AliasMove>();
            if (promotion.champion() != null) {
                moves.add(new AliasMove(
                        Champions.PREVIOUS, (String) execution.getVariable(PREVIOUS_BEFORE), promotion.champion()));
            }
            moves.add(new AliasMove(Champions.CHAMPION, promotion.champion(), version));
            move(promotion, moves);
            require(serving.promote(Rollout.request(specs, promotion, 100, "promote")));
            note(promotion, Champions.CHAMPION, version, promotion.digest(), "Promoted: " + promotion.reason());
            if (promotion.champion() != null) {
                note(
                        promotion,
                        Champions.PREVIOUS,
                        promotion.champion(),
                        promotion.championDigest(),
                        "It was the champion before");
            }
            execution.setVariable(SHARE, 100);
            settling(execution, promotion);
            promotions.tell(promotion.id(), "champion", "Version %s is the champion now".formatted(version));
        });
    }

    private void move(Promotion promotion, List<AliasMove> moves) {
        try {
            store.moveAliases(promotion.model(), moves);
        } catch (AliasMoved | ModelDamaged e) {
            throw new Trouble(e.getMessage());
        }
    }

    private void note(
            Promotion promotion, String alias, @Nullable String version, @Nullable String digest, String reason) {
        champions.moved(promotion.model(), alias, version, digest, "mendflow", reason, promotion.id());
    }

    /** What has to hold right after a promotion. */
    @Bean
    JavaDelegate verifyPromotion() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            List<LiveChecks.Result> results = checks.look(
                    promotion, specs.model(promotion.model()).canary().smoke(), specs.bake(promotion.model()));
            List<String> broken = LiveChecks.broken(results, true);
            promotions.keep(promotion.id(), "smoke-test.json", results);
            execution.setVariable(HOLDS, broken.isEmpty());
            if (!broken.isEmpty()) {
                execution.setVariable(
                        WHY, Steps.cut("The new champion fails its smoke test: " + String.join("; ", broken)));
            }
        });
    }

    @Bean
    JavaDelegate endPromoted() {
        return Steps.insisting(execution -> {
            Promotion promotion = promotion(execution);
            if (promotion.champion() != null) {
                store.stage(promotion.model(), promotion.champion(), ModelStage.RETIRED);
            }
            references.keep(promotion);
            promotions.end(
                    promotion.id(),
                    PromotionState.PROMOTED,
                    "mendflow",
                    "Version %s is the champion%s"
                            .formatted(
                                    promotion.version(),
                                    promotion.champion() == null
                                            ? ""
                                            : "; version %s is kept as @previous".formatted(promotion.champion())));
        });
    }

    private Promotion promotion(DelegateExecution execution) {
        return promotions.working(execution.getProcessBusinessKey());
    }
}
