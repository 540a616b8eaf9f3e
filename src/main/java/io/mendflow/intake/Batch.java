package io.mendflow.intake;

import io.mendflow.incident.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Many signals in one delivery, of which an odd one does not cost the others. */
public final class Batch {

    /** Annotation of the signals beside which there was something that could not be read. */
    public static final String UNREAD = "unreadItems";

    private static final int MOST_TOLD = 10;

    private Batch() {}

    /**
     * The signals of the items that can be read; what cannot is told on each of them.
     *
     * @throws Malformed when there are items and none can be read
     */
    public static List<Signal> read(List<Field> items, Function<Field, Draft> reading) {
        List<Draft> drafts = new ArrayList<>();
        List<Signal> signals = new ArrayList<>();
        List<String> odd = new ArrayList<>();
        Malformed first = null;
        for (Field item : items) {
            try {
                Draft draft = reading.apply(item);
                signals.add(draft.signal());
                drafts.add(draft);
            } catch (Malformed e) {
                first = first == null ? e : first;
                odd.add(String.valueOf(e.getMessage()));
            }
        }
        return first == null ? signals : rest(drafts, odd, first);
    }

    private static List<Signal> rest(List<Draft> drafts, List<String> odd, @Nullable Malformed first) {
        if (drafts.isEmpty() && first != null) {
            throw first;
        }
        String told = "%d: %s".formatted(odd.size(), Lenient.told(odd.subList(0, Math.min(MOST_TOLD, odd.size()))));
        return drafts.stream()
                .map(draft -> draft.annotation(UNREAD, told).signal())
                .toList();
    }
}
