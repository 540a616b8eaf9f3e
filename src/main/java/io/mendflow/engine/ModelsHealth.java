package io.mendflow.engine;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up once the models are deployed; how many files are broken is a detail, for the others run. */
@Component("modelsHealthIndicator")
class ModelsHealth implements HealthIndicator {

    private final Models models;

    ModelsHealth(Models models) {
        this.models = models;
    }

    @Override
    public Health health() {
        return (models.isRunning() ? Health.up() : Health.outOfService())
                .withDetail("problems", models.problems().size())
                .build();
    }
}
