package io.mendflow.model.data;

import java.util.ArrayList;
import java.util.List;

/** How often something was seen, and the first few of it. */
final class Tally {

    private static final int MOST_EXAMPLES = 5;

    private final List<Example> examples = new ArrayList<>();
    private long count;

    void add(long number, Object value, boolean personal) {
        count++;
        if (examples.size() < MOST_EXAMPLES) {
            examples.add(Example.of(number, value, personal));
        }
    }

    void add(Row row) {
        count++;
        if (examples.size() < MOST_EXAMPLES) {
            examples.add(new Example(row.number(), null));
        }
    }

    long count() {
        return count;
    }

    List<Example> examples() {
        return examples;
    }
}
