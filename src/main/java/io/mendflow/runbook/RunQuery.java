package io.mendflow.runbook;

import org.jspecify.annotations.Nullable;

/**
 * Which runs a list is about; null means any.
 *
 * @param before id of the last run of the page before, such as {@code RUN-7}
 * @param limit runs at most, 1 to 500
 */
public record RunQuery(
        @Nullable String incidentKey,
        @Nullable String runbookId,
        @Nullable RunState state,
        @Nullable String before,
        int limit) {

    public static RunQuery all() {
        return new RunQuery(null, null, null, null, 50);
    }
}
