package io.mendflow.intake.probe;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import io.mendflow.intake.Shape;
import java.util.List;
import org.springframework.stereotype.Component;

/** Mendflow's own probes, whose deliveries are written into the inbox beside the state of the probe. */
@Component
class ProbeSender implements Sender {

    static final String TYPE = "probe";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public boolean posts() {
        return false;
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        return List.of(Shape.PLAIN.required(delivery, Field.of(delivery.body())).signal());
    }
}
