package io.mendflow.model;

import io.mendflow.model.ModelsSettings.Model;
import io.mendflow.model.ModelsSettings.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The models that are looked after, as the settings describe them. */
@Component
class ModelSpecs {

    private final ModelsSettings settings;
    private final Path workspace;

    ModelSpecs(ModelsSettings settings, @Value("${mendflow.home}") Path home) {
        this.settings = settings;
        this.workspace = Objects.requireNonNullElse(settings.workspace(), home.resolve("model-work"))
                .toAbsolutePath();
    }

    Set<String> names() {
        return settings.inventory().keySet();
    }

    boolean has(String model) {
        return settings.inventory().containsKey(model);
    }

    /** @throws UnknownModel when it is not looked after */
    Model model(String name) {
        Model model = settings.inventory().get(name);
        if (model == null) {
            throw new UnknownModel(name, names());
        }
        return model;
    }

    Tier tier(String model) {
        return settings.tier(model(model).tier());
    }

    Tier tier(int number) {
        return settings.tier(number);
    }

    String serving(String model) {
        String serving = model(model).serving();
        return serving == null ? "alias/" + model.replaceAll("[^A-Za-z0-9._-]", "-") : serving;
    }

    /** How long each share of a canary is watched. */
    Duration bake(String model) {
        Duration bake = model(model).canary().bake();
        return bake == null ? tier(model).bake() : bake;
    }

    Duration lookAgain() {
        return settings.lookAgain();
    }

    Duration ratifiedWithin() {
        return settings.rollbackRatifiedWithin();
    }

    Duration keepWork() {
        return settings.keepWork();
    }

    /** Where the folders of all promotions are. */
    Path workspace() {
        return workspace;
    }

    /** Where a promotion's snapshots, models and predictions are laid. */
    Path workspace(String promotion) {
        return workspace.resolve(promotion);
    }
}
