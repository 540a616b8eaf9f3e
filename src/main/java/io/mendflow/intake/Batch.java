package io.mendflow.intake;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Items of one delivery, each a signal of its own. */
public final class Batch {

    private Batch() {}

    /**
     * The signals of all items. An item that cannot be read keeps the others: it becomes an occurrence that says why.
     *
     * @throws Malformed when no item can be read
     */
    public static <T> List<Signal> read(Delivery delivery, List<T> items, Function<T, Signal> reader) {
        List<Signal> signals = new ArrayList<>();
        List<Malformed> odd = new ArrayList<>();
        for (T item : items) {
            Malformed problem = add(signals, item, reader);
            if (problem != null) {
                odd.add(problem);
            }
        }
        if (signals.isEmpty() && !odd.isEmpty()) {
            throw odd.get(0);
        }
        odd.forEach(problem -> signals.add(unreadable(delivery, problem)));
        return signals;
    }

    private static <T> @Nullable Malformed add(List<Signal> signals, T item, Function<T, Signal> reader) {
        try {
            signals.add(reader.apply(item));
            return null;
        } catch (Malformed e) {
            return e;
        }
    }

    private static Signal unreadable(Delivery delivery, Malformed problem) {
        return new Draft(delivery, Field.of(new byte[] {'{', '}'}))
                .status(Status.OCCURRED)
                .title("An item of a delivery from %s could not be read".formatted(delivery.source()))
                .service(delivery.source())
                .fingerprint(Texts.hash(List.of("unreadable", Texts.hash(delivery.body()), problem.field())))
                .annotation("field", problem.field())
                .annotation("reason", problem.getMessage())
                .signal();
    }
}
