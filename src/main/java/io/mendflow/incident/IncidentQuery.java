package io.mendflow.incident;

import org.jspecify.annotations.Nullable;

/**
 * Which incidents a list is about; null means any.
 *
 * @param limit items a page, 1 to 500
 * @param cursor the last page's {@code nextCursor}
 */
public record IncidentQuery(
        @Nullable State state,
        @Nullable Boolean open,
        @Nullable String service,
        @Nullable String environment,
        @Nullable String priority,
        int limit,
        @Nullable String cursor) {

    public static IncidentQuery all() {
        return new IncidentQuery(null, null, null, null, null, 50, null);
    }
}
