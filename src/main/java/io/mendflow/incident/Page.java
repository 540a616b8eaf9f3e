package io.mendflow.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, newest first.
 *
 * @param nextCursor what to ask for to go on; null on the last page
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    public Page {
        items = List.copyOf(items);
    }
}
