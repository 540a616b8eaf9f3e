package io.mendflow.model.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The different values of a column, as long as they are few and short. */
final class Distinct {

    static final int MOST = 1_000;

    private static final int LONGEST = 200;

    private @Nullable Map<String, int[]> counts = new LinkedHashMap<>();

    void add(Object value) {
        if (counts == null) {
            return;
        }
        String text = RowHashes.text(value);
        int[] count = counts.get(text);
        if (count != null) {
            count[0]++;
        } else if (counts.size() == MOST || text.length() > LONGEST) {
            counts = null;
        } else {
            counts.put(text, new int[] {1});
        }
    }

    /** Null when they are too many. */
    @Nullable
    Set<String> values() {
        return counts == null ? null : counts.keySet();
    }
}
