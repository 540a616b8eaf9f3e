package io.mendflow.intake.generic;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import io.mendflow.intake.Shape;
import io.mendflow.intake.generic.MappingSettings.Named;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Whoever can post JSON. Without a mapping {@code {"title","service","severity","status","labels"}} is what it should look like; an array is
 * a batch.
 */
@Component
class GenericSender implements Sender {

    private final MappingSettings settings;

    GenericSender(MappingSettings settings) {
        this.settings = settings;
    }

    @Override
    public String type() {
        return "generic";
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Named named = settings.sources().get(delivery.source());
        Shape shape = named == null ? Shape.PLAIN : named.mapping();
        return shape.items(Field.of(delivery.body())).stream()
                .map(object -> shape.required(delivery, object).signal())
                .toList();
    }
}
