package io.mendflow.model.drift;

import org.jspecify.annotations.Nullable;

/**
 * What one column shows before it is seen together with the others.
 *
 * @param trouble why there is no answer, or that nothing varies; null when a test was made
 * @param test the test that was made, and its score and threshold
 * @param chance with {@code strict}: the p-value that goes into the correction, and the level that it is held against; NaN without
 */
record Finding(
        String column,
        Role role,
        String type,
        ValueCounts reference,
        ValueCounts current,
        @Nullable Distribution distribution,
        @Nullable Trouble trouble,
        @Nullable Tested test) {

    /** Why there is no test. */
    record Trouble(Verdict verdict, String message) {}

    /** A test and what it gave. */
    record Tested(DriftTest test, double score, double threshold, double chance, double level) {}
}
