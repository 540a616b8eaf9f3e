package io.mendflow.model.drift;

import org.jspecify.annotations.Nullable;

/**
 * What was found in one column.
 *
 * @param type numeric or categorical, in the reference where it has the column
 * @param statistic the test that was made, by its Evidently name; null without an answer, as are the next three
 * @param score its p-value or distance
 * @param pValue with {@code strict}: how likely chance alone makes such a difference, corrected for the number of columns tested
 * @param threshold what the score (with {@code strict} and a p-value: {@code pValue}) was held against
 * @param drifted whether the verdict is {@link Verdict#DRIFT}
 * @param distribution what the plot shows; null when a side has no values, or its numbers are too large for bins
 * @param message the finding in a sentence
 */
public record ColumnDrift(
        String column,
        Role role,
        String type,
        Verdict verdict,
        @Nullable DriftTest statistic,
        @Nullable Double score,
        @Nullable Double pValue,
        @Nullable Double threshold,
        boolean drifted,
        ValueCounts reference,
        ValueCounts current,
        @Nullable Distribution distribution,
        String message) {

    /** Both distributions as an SVG picture that stands alone; of a column without values it says why there is none. */
    public String plot() {
        return new DriftPlot(this).svg();
    }
}
