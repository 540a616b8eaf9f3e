package io.mendflow.model;

import io.mendflow.incident.Signal;
import io.mendflow.incident.SignalAccepted;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.camunda.bpm.engine.RuntimeService;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Signals that are about a model ask for a retrain: those whose label {@code model} names one that is looked after. A drift that fires, an alert that
 * fires, and labels that have landed (a change with the label {@code event} = {@code labels-landed}); a model store that tells of an alias
 * has the guard look at once.
 */
@Component
class SignalsToModels {

    static final String TRIGGERS = "triggers.json";

    private static final String MODEL = "model";
    private static final String EVENT = "event";
    private static final String LABELS_LANDED = "labels-landed";
    private static final String OF_ALIAS = "model_version_alias.";

    private final ModelSpecs specs;
    private final Retrains retrains;
    private final Promotions promotions;
    private final RuntimeService processes;

    SignalsToModels(ModelSpecs specs, Retrains retrains, Promotions promotions, RuntimeService processes) {
        this.specs = specs;
        this.retrains = retrains;
        this.promotions = promotions;
        this.processes = processes;
    }

    @EventListener
    void accepted(SignalAccepted accepted) {
        Signal signal = accepted.signal();
        String model = signal.labels().get(MODEL);
        if (model == null || !specs.has(model)) {
            return;
        }
        if (signal.source().equals("mlflow")) {
            // Of tags, which Mendflow itself sets all the time, there is nothing to learn.
            if (signal.labels().getOrDefault(EVENT, "").startsWith(OF_ALIAS)) {
                // As a job of its own: the signal is taken in even if the store is away.
                processes.startProcessInstanceByMessage(ModelFlow.STORE_CHANGED);
            }
            return;
        }
        cause(signal).ifPresent(cause -> ask(model, cause, signal, accepted.receipt()));
    }

    private void ask(String model, String cause, Signal signal, String receipt) {
        Promotion promotion = retrains.ask(
                        model,
                        new Retrains.Wish(
                                cause, "%s says: %s".formatted(signal.source(), signal.title()), "mendflow", null))
                .promotion();
        if (promotion != null) {
            promotions.append(promotion.id(), TRIGGERS, Trigger[].class, Trigger.of(signal, receipt));
        }
    }

    /**
     * A signal that asked for a promotion, or joined one.
     *
     * @param receipt of the delivery that it came with
     */
    record Trigger(
            String receipt,
            String source,
            String kind,
            String status,
            String fingerprint,
            String title,
            Map<String, String> labels,
            Instant receivedAt) {

        static Trigger of(Signal signal, String receipt) {
            return new Trigger(
                    receipt,
                    signal.source(),
                    signal.kind().text(),
                    signal.status().text(),
                    signal.fingerprint(),
                    signal.title(),
                    new TreeMap<>(signal.labels()),
                    signal.receivedAt());
        }
    }

    private static Optional<String> cause(Signal signal) {
        return switch (signal.kind()) {
            case DRIFT -> signal.status() == Signal.Status.RESOLVED ? Optional.empty() : Optional.of("drift");
            case ALERT -> signal.status() == Signal.Status.FIRING ? Optional.of("metrics") : Optional.empty();
            case CHANGE -> LABELS_LANDED.equals(signal.labels().get(EVENT)) ? Optional.of("labels") : Optional.empty();
        };
    }
}
