package io.mendflow.model;

import static io.mendflow.model.ModelFlow.*;

import io.mendflow.connector.AliasMove;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.RegisteredModel;
import io.mendflow.connector.Serving;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes back what a rollout has done, the last first: by compensation where it breaks, and at the end of a process that somebody cancelled. */
@Configuration(proxyBeanMethods = false)
class UndoTasks {

    private final ModelSpecs specs;
    private final Promotions promotions;
    private final Champions champions;
    private final Serving serving;
    private final ModelStore store;

    UndoTasks(ModelSpecs specs, Promotions promotions, Champions champions, Serving serving, ModelStore store) {
        this.specs = specs;
        this.promotions = promotions;
        this.champions = champions;
        this.serving = serving;
        this.store = store;
    }

    /** Takes a share back. Done for each share that was given, and whatever comes after the first has nothing left to do. */
    @Bean
    JavaDelegate restoreTraffic() {
        return Steps.insisting(execution -> {
            Promotion promotion = promotion(execution);
            if ((Integer) execution.getVariable(SHARE) == 0) {
                return;
            }
            // A promotion that broke off is not undone by its own compensation, which is for what was done.
            moveBack(promotion, (String) execution.getVariable(PREVIOUS_BEFORE));
            restore(promotion);
            execution.setVariable(SHARE, 0);
        });
    }

    private void restore(Promotion promotion) {
        serving.restore(Rollout.request(specs, promotion, 0, "restore"));
        store.stage(promotion.model(), String.valueOf(promotion.version()), ModelStage.REJECTED);
        promotions.tell(
                promotion.id(),
                "restore",
                "%s serves all of the traffic again"
                        .formatted(promotion.champion() == null ? "Nothing" : "Version " + promotion.champion()));
    }

    @Bean
    JavaDelegate moveChampionBack() {
        return Steps.insisting(execution -> {
            Promotion promotion = promotion(execution);
            moveBack(promotion, (String) execution.getVariable(PREVIOUS_BEFORE));
        });
    }

    /** Takes back what this promotion has moved, be it one alias of both; what somebody else has moved since is left to the guard. */
    private void moveBack(Promotion promotion, @Nullable String previous) {
        Map<String, String> aliases =
                store.model(promotion.model()).map(RegisteredModel::aliases).orElse(Map.of());
        var moves = new ArrayList<AliasMove>();
        if (Objects.equals(aliases.get(Champions.CHAMPION), promotion.version())) {
            moves.add(new AliasMove(Champions.CHAMPION, promotion.version(), promotion.champion()));
        }
        if (promotion.champion() != null
                && promotion.champion().equals(aliases.get(Champions.PREVIOUS))
                && !promotion.champion().equals(previous)) {
            moves.add(new AliasMove(Champions.PREVIOUS, promotion.champion(), previous));
        }
        if (moves.isEmpty()) {
            return;
        }
        store.moveAliases(promotion.model(), moves);
        note(
                promotion,
                Champions.CHAMPION,
                promotion.champion(),
                promotion.championDigest(),
                "Its successor was taken back");
        note(promotion, Champions.PREVIOUS, previous, null, "Its successor was taken back");
        promotions.tell(
                promotion.id(), "champion", "%s is the champion again".formatted(Rollout.spoken(promotion.champion())));
    }

    @Bean
    JavaDelegate endRolledBack() {
        return Steps.insisting(execution -> {
            Promotion promotion = promotion(execution);
            Object why = execution.getVariable(WHY);
            promotions.end(
                    promotion.id(),
                    // Before its first check has passed, nothing was rolled out that could be taken back.
                    promotion.state() == PromotionState.ROLLING_OUT
                            ? PromotionState.ROLLED_BACK
                            : PromotionState.FAILED,
                    "mendflow",
                    why == null ? "It was taken back" : why.toString());
        });
    }

    /** Says at once why it is taken back, which may take long where a server or the store is away. */
    @Bean
    ExecutionListener noteTrouble() {
        return execution ->
                promotions.tell(promotion(execution).id(), "trouble", "It cannot go on: " + execution.getVariable(WHY));
    }

    /** A process that somebody cancelled does not undo what it has done; what it gave to the challenger is taken back here. */
    @Bean
    ExecutionListener closeRollout() {
        return execution -> {
            Promotion promotion = promotions.lock(execution.getProcessBusinessKey());
            if (promotion.state() != PromotionState.ROLLING_OUT
                    || Integer.valueOf(0).equals(execution.getVariable(SHARE))) {
                return;
            }
            try {
                moveBack(promotion, (String) execution.getVariable(PREVIOUS_BEFORE));
                restore(promotion);
            } catch (RuntimeException e) {
                promotions.tell(
                        promotion.id(),
                        "trouble",
                        "Its process was cancelled, and what it did could not be taken back: %s. Look at what serves, and roll back by POST /api/models/%s/rollbacks"
                                .formatted(e.getMessage(), promotion.model()));
            }
        };
    }

    /** The flow is over. When the promotion is not, somebody has cancelled it. */
    @Bean
    ExecutionListener closePromotion() {
        return execution -> {
            Promotion promotion = promotions.lock(execution.getProcessBusinessKey());
            if (promotion.state().isEnded()) {
                return;
            }
            String reason = ((ExecutionEntity) execution).getDeleteReason();
            promotions.end(
                    promotion.id(),
                    PromotionState.CANCELLED,
                    "mendflow",
                    "Its process was cancelled" + (reason == null || reason.isBlank() ? "" : ": " + reason));
        };
    }

    private void note(
            Promotion promotion, String alias, @Nullable String version, @Nullable String digest, String reason) {
        champions.moved(promotion.model(), alias, version, digest, "mendflow", reason, promotion.id());
    }

    private Promotion promotion(DelegateExecution execution) {
        return promotions.working(execution.getProcessBusinessKey());
    }
}
