package io.mendflow.model;

import io.mendflow.connector.ModelStore;
import io.mendflow.model.ModelsSettings.Model;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;

/** What the flow {@code model-watch} does every minute: champions that were moved elsewhere, drift checks and retrains that are due. */
@Configuration(proxyBeanMethods = false)
class WatchTasks {

    private static final Logger log = LoggerFactory.getLogger(WatchTasks.class);

    private final ModelSpecs specs;
    private final ModelStore store;
    private final AliasGuard guard;
    private final DriftWatch drifts;
    private final Retrains retrains;
    private final Promotions promotions;
    private final Workspaces workspaces;
    private final Clock clock;

    WatchTasks(
            ModelSpecs specs,
            ModelStore store,
            AliasGuard guard,
            DriftWatch drifts,
            Retrains retrains,
            Promotions promotions,
            Workspaces workspaces,
            Clock clock) {
        this.specs = specs;
        this.store = store;
        this.guard = guard;
        this.drifts = drifts;
        this.retrains = retrains;
        this.promotions = promotions;
        this.workspaces = workspaces;
        this.clock = clock;
    }

    /**
     * One model that cannot be looked at does not keep the others from it. Of two watches that begin a retrain at one moment, one cannot commit; it looks
     * again, and finds what the other has begun.
     */
    @Bean
    JavaDelegate watchModels() {
        return execution -> {
            keepListening();
            specs.names().forEach(this::tryToLook);
            workspaces.prune();
        };
    }

    private void tryToLook(String model) {
        try {
            look(model);
        } catch (DataAccessException | PromotionRefused e) {
            throw e;
        } catch (RuntimeException e) {
            log.warn("Model {} could not be looked at, and is again in a minute: {}", model, e.getMessage());
        }
    }

    private void keepListening() {
        try {
            store.keepListening();
        } catch (RuntimeException e) {
            log.warn(
                    "The model store may not tell of changes; it is made sure of again in a minute: {}",
                    e.getMessage());
        }
    }

    private void look(String name) {
        guard.look(name);
        Model model = specs.model(name);
        if (isDue(model.checkEvery(), drifts.last(name).map(DriftWatch.Made::at).orElse(null))) {
            drifts.check(name, "mendflow");
        }
        @Nullable
        Instant last = promotions.lastRetrain(name).map(Promotion::endedAt).orElse(null);
        if (isDue(model.retrainEvery(), last) && retrains.mayBegin(name)) {
            retrains.ask(
                    name,
                    new Retrains.Wish("schedule", "It is retrained every " + model.retrainEvery(), "mendflow", null));
        }
    }

    private boolean isDue(@Nullable Duration every, @Nullable Instant last) {
        return every != null && (last == null || !last.plus(every).isAfter(clock.instant()));
    }
}
