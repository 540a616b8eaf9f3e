package io.mendflow.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.audit.Audit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The parameters that somebody sets for one training. They are kept with its promotion; only those that the model's settings open may be set. */
@Component
public class AskedParameters {

    private static final String DOCUMENT = "parameters.json";
    private static final int LONGEST = 1000;

    private final ModelSpecs specs;
    private final Promotions promotions;
    private final Audit audit;

    AskedParameters(ModelSpecs specs, Promotions promotions, Audit audit) {
        this.specs = specs;
        this.promotions = promotions;
        this.audit = audit;
    }

    /** What was set for the training of a promotion, by name; mostly nothing. */
    public Map<String, String> of(String promotion) {
        var parameters = new TreeMap<String, String>();
        if (promotions.document(promotion, DOCUMENT).isPresent()) {
            promotions
                    .read(promotion, DOCUMENT, JsonNode.class)
                    .properties()
                    .forEach(field ->
                            parameters.put(field.getKey(), field.getValue().asText()));
        }
        return parameters;
    }

    /** @throws IllegalArgumentException when one of them may not be set */
    void require(String model, Retrains.Wish wish) {
        if (!wish.parameters().isEmpty() && wish.version() != null) {
            throw new IllegalArgumentException(
                    "Expected 'parameters' only where a version is to be trained, but version %s is there already; leave one of the two out"
                            .formatted(wish.version()));
        }
        Set<String> open = specs.model(model).openParameters();
        wish.parameters().forEach((name, value) -> {
            if (!open.contains(name)) {
                throw new IllegalArgumentException(
                        "Expected parameters that may be set for one training of model '%s' (%s), but there is '%s'; mendflow.models.inventory.%s.open-parameters opens others"
                                .formatted(
                                        model,
                                        open.isEmpty() ? "none" : String.join(", ", new TreeSet<>(open)),
                                        name,
                                        model));
            }
            if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "Expected parameter '%s' to be at most %d characters without control characters, but it is not"
                                .formatted(name, LONGEST));
            }
        });
    }

    void keep(Promotion promotion, Retrains.Wish wish) {
        if (wish.parameters().isEmpty()) {
            return;
        }
        var parameters = new TreeMap<>(wish.parameters());
        promotions.keep(promotion.id(), DOCUMENT, parameters);
        promotions.tell(
                promotion.id(),
                "parameters",
                "%s sets for this training: %s"
                        .formatted(
                                wish.by(),
                                parameters.entrySet().stream()
                                        .map(parameter -> parameter.getKey() + " = " + parameter.getValue())
                                        .collect(Collectors.joining(", "))));
        audit.append(wish.by(), "promotion.parameters", promotion.id(), parameters);
    }
}
