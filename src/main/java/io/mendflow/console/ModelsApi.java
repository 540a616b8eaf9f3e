package io.mendflow.console;

import io.mendflow.connector.ModelVersion;
import io.mendflow.incident.Page;
import io.mendflow.model.Champions;
import io.mendflow.model.DriftWatch;
import io.mendflow.model.ModelFreezes;
import io.mendflow.model.ModelInventory;
import io.mendflow.model.ModelInventory.ModelState;
import io.mendflow.model.Promotion;
import io.mendflow.model.Retrains;
import io.mendflow.model.Rollbacks;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/models}: the inventory, what serves, and what people may ask for. */
@RestController
@Tag(name = "models", description = "Models that are looked after: what serves, drift, retrains, rollbacks")
class ModelsApi {

    private static final String NO_REASON = "no reason given";

    private final ModelInventory models;
    private final Champions champions;
    private final DriftWatch drifts;
    private final Retrains retrains;
    private final Rollbacks rollbacks;
    private final ModelFreezes freezes;

    ModelsApi(
            ModelInventory models,
            Champions champions,
            DriftWatch drifts,
            Retrains retrains,
            Rollbacks rollbacks,
            ModelFreezes freezes) {
        this.models = models;
        this.champions = champions;
        this.drifts = drifts;
        this.retrains = retrains;
        this.rollbacks = rollbacks;
        this.freezes = freezes;
    }

    @Operation(summary = "Lists the models of mendflow.models.inventory by name")
    @GetMapping("/api/models")
    Page<ModelState> list() {
        return new Page<>(models.list(), null);
    }

    @Operation(summary = "Shows a model with its versions and what its aliases pointed to when")
    @GetMapping("/api/models/{name}")
    ModelDetails one(@PathVariable String name) {
        ModelState model = models.find(name);
        return new ModelDetails(
                model, model.storeAway() == null ? models.versions(name) : List.of(), champions.history(name));
    }

    @Operation(
            summary =
                    "Lists what each alias of a model pointed to when, newest first; with 'at', what they pointed to at that moment")
    @GetMapping("/api/models/{name}/history")
    Page<Champions.Term> history(@PathVariable String name, @RequestParam(required = false) @Nullable Instant at) {
        models.find(name);
        return new Page<>(at == null ? champions.history(name) : champions.at(name, at), null);
    }

    @Operation(summary = "Compares the rows of now with the reference; a confirmed drift asks for a retrain")
    @PostMapping("/api/models/{name}/drift-checks")
    @ResponseStatus(HttpStatus.CREATED)
    DriftWatch.Outcome checkDrift(@PathVariable String name, Principal person) {
        return drifts.check(name, person.getName());
    }

    @Operation(summary = "Asks for another version: one that is trained, or one that is in the store already")
    @PostMapping("/api/models/{name}/retrains")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Retrains.Answer retrain(
            @PathVariable String name, @RequestBody(required = false) @Nullable RetrainWish wish, Principal person) {
        return retrains.ask(
                name,
                new Retrains.Wish(
                        "person",
                        Wanted.sentence("reason", wish == null ? null : wish.reason(), NO_REASON),
                        person.getName(),
                        wish == null ? null : wish.version(),
                        wish == null ? Map.of() : wish.parametersOrNone()));
    }

    @Operation(summary = "Lets the last good version serve at once, and freezes promotions until somebody agrees")
    @PostMapping("/api/models/{name}/rollbacks")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Promotion rollBack(
            @PathVariable String name, @RequestBody(required = false) @Nullable RollbackWish wish, Principal person) {
        String reason = Wanted.sentence("reason", wish == null ? null : wish.reason(), NO_REASON);
        return Insistence.on(() -> rollbacks.ask(name, reason, person.getName(), wish == null ? null : wish.version()));
    }

    @Operation(summary = "Lets promotions of a frozen model begin again")
    @PostMapping("/api/models/{name}/thaw")
    ModelState thaw(@PathVariable String name, @RequestBody(required = false) @Nullable Thaw thaw, Principal person) {
        models.find(name);
        freezes.thaw(name, person.getName(), Wanted.sentence("reason", thaw == null ? null : thaw.reason(), NO_REASON));
        return models.find(name);
    }

    /**
     * A model with what is behind it.
     *
     * @param versions newest first; none when the store is away
     * @param history of its aliases, newest first
     */
    @Schema(name = "ModelDetails")
    record ModelDetails(
            @com.fasterxml.jackson.annotation.JsonUnwrapped ModelState model,
            List<ModelVersion> versions,
            List<Champions.Term> history) {}

    /**
     * Another version.
     *
     * @param version in the store already, to be compared and promoted; one is trained when it is left out
     * @param parameters for this one training; the model's settings say which may be set
     */
    @Schema(name = "RetrainWish")
    record RetrainWish(
            @Nullable String reason, @Nullable String version, @Nullable Map<String, @Nullable String> parameters) {

        private Map<String, String> parametersOrNone() {
            var given = new TreeMap<String, String>();
            if (parameters != null) {
                parameters.forEach((name, value) -> {
                    if (value == null) {
                        throw new IllegalArgumentException(
                                "Expected parameter '%s' to have a value, but it is null".formatted(name));
                    }
                    given.put(name, value);
                });
            }
            return given;
        }
    }

    /**
     * Back.
     *
     * @param version to go back to; the last good one when it is left out
     */
    @Schema(name = "RollbackWish")
    record RollbackWish(@Nullable String reason, @Nullable String version) {}

    @Schema(name = "ModelThaw")
    record Thaw(@Nullable String reason) {}
}
