package io.mendflow.intake;

import io.mendflow.incident.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery on its way into the inbox.
 *
 * @param duplicateKey equal for two deliveries that are one
 * @param priority worst severity among its signals, 0 is critical
 * @param proved whether its sender proved who it is; false when its source asks for no proof, null when nobody sent it
 */
record Entry(
        String receipt, String duplicateKey, Delivery delivery, int priority, int signals, @Nullable Boolean proved) {

    static Entry of(
            String receipt, Delivery delivery, String identity, List<Signal> signals, @Nullable Boolean proved) {
        int worst = signals.stream()
                .mapToInt(signal -> signal.severity().ordinal())
                .min()
                .orElse(Signal.Severity.INFO.ordinal());
        return new Entry(receipt, identity, delivery, worst, signals.size(), proved);
    }

    /** By the sender's own name for it, else by its bytes. */
    static String identity(Delivery delivery, Sender sender) {
        String key = sender.idempotencyKey(delivery);
        return key == null ? bytes(delivery) : identity(delivery.source(), key);
    }

    /** By its bytes. */
    static String bytes(Delivery delivery) {
        return "b:" + Texts.hash(List.of(delivery.source(), Texts.hash(delivery.body())));
    }

    /** By where a broker keeps it. */
    static String position(Delivery delivery, String position) {
        return "p:" + Texts.hash(List.of(delivery.source(), position, Texts.hash(delivery.body())));
    }

    /** False for a key that can never mean another delivery. */
    static boolean expires(String key) {
        return !key.startsWith("p:");
    }

    static String identity(String source, String key) {
        return "k:" + Texts.hash(List.of(source, key));
    }
}
