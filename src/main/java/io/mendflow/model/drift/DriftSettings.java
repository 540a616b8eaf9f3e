package io.mendflow.model.drift;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How data sets are compared. The defaults are Evidently 0.7's, but for the least number of rows, which it does not have.
 *
 * <p>{@code strict} mends what is known to be wrong with them:
 *
 * <ul>
 *   <li>Many columns are tested at once, so one in twenty drifts by chance at the level 0.05. The p-values are corrected by Holm's method, which holds
 *       whatever the columns have to do with each other: the chance of even one false alarm in the whole report is at most the level (of columns with
 *       levels of their own: the largest).
 *   <li>Chi-square and G take the reference as exact, though it is a sample too, which makes them cry drift too often; and one row of a new category
 *       makes their p-value 0. Instead both sets are tested for homogeneity, with categories too rare for the test taken as one.
 *   <li>Distances grow by chance alone when the current set is small. So a distance over its threshold is drift only if chance does not explain it: by
 *       a Kolmogorov-Smirnov test, or of categories a test of homogeneity, whose p-value is corrected with all others and held against {@code significance}.
 *   <li>Mann-Whitney is tested on one side only and never sees a fall: two-sided instead.
 *   <li>The permutation test of total variation leaves it to rounding whether a distance that is just the same counts as one as large: it counts.
 *   <li>Wasserstein's distance is measured in units of 0.001 at least, so that a column in small units never drifts: no least unit.
 * </ul>
 *
 * <p>A column that is constant in both sets gives chi-square no number in either mode; it has a verdict of its own.
 *
 * @param strict whether the corrections above are made
 * @param significance with {@code strict}: the level for the p-value beside a distance
 * @param minimumRows rows with a value that each side needs; with fewer there is no answer. At least 2
 * @param driftedShare the share of drifted columns, of those with an answer, from which on the data set has drifted; above 0, at most 1
 * @param predictions columns that the model wrote; they are reported and judged beside the data set, and do not count in its share
 * @param ignored columns that are not compared, such as identifiers and times
 * @param columns rules for single columns
 */
public record DriftSettings(
        boolean strict,
        double significance,
        int minimumRows,
        double driftedShare,
        Set<String> predictions,
        Set<String> ignored,
        Map<String, ColumnRule> columns) {

    public DriftSettings {
        require(significance > 0 && significance < 1, "a significance above 0 and below 1", significance);
        require(minimumRows >= 2, "at least 2 rows a side", minimumRows);
        require(
                driftedShare > 0 && driftedShare <= 1,
                "a share of drifted columns above 0 and at most 1",
                driftedShare);
        predictions = Set.copyOf(predictions);
        ignored = Set.copyOf(ignored);
        columns = Map.copyOf(columns);
    }

    /** Evidently's defaults, and 30 rows a side. */
    public static DriftSettings defaults() {
        return new DriftSettings(false, 0.05, 30, 0.5, Set.of(), Set.of(), Map.of());
    }

    /** The same with corrections. */
    public DriftSettings strictly() {
        return new DriftSettings(true, significance, minimumRows, driftedShare, predictions, ignored, columns);
    }

    /** The same, asking for that many rows with a value on each side. */
    public DriftSettings withMinimumRows(int rows) {
        return new DriftSettings(strict, significance, rows, driftedShare, predictions, ignored, columns);
    }

    /** The same, with the data set drifting at another share of its columns. */
    public DriftSettings withDriftedShare(double share) {
        return new DriftSettings(strict, significance, minimumRows, share, predictions, ignored, columns);
    }

    /** The same, with these columns as what the model wrote. */
    public DriftSettings withPredictions(String... names) {
        return new DriftSettings(strict, significance, minimumRows, driftedShare, Set.of(names), ignored, columns);
    }

    /** The same, without these columns. */
    public DriftSettings without(String... names) {
        return new DriftSettings(strict, significance, minimumRows, driftedShare, predictions, Set.of(names), columns);
    }

    /** The same, with a test and a threshold for one column; null leaves a default. */
    public DriftSettings with(String column, @Nullable DriftTest test, @Nullable Double threshold) {
        var rules = new HashMap<>(columns);
        rules.put(column, new ColumnRule(test, threshold));
        return new DriftSettings(strict, significance, minimumRows, driftedShare, predictions, ignored, rules);
    }

    ColumnRule rule(String column) {
        return columns.getOrDefault(column, new ColumnRule(null, null));
    }

    Role role(String column) {
        return predictions.contains(column) ? Role.PREDICTION : Role.FEATURE;
    }

    /** A name that no set has is a slip of the pen, after which a column would be tested in another way than its owner believes. */
    void checkNames(Set<String> known) {
        var unknown = new HashSet<String>();
        List.of(predictions, columns.keySet()).forEach(unknown::addAll);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected drift settings to name columns of the data, but neither side has %s; the columns are %s"
                            .formatted(
                                    unknown.stream().sorted().toList(),
                                    known.stream().sorted().toList()));
        }
    }

    private static void require(boolean holds, String expected, Object got) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "Expected %s in the drift settings, but got %s".formatted(expected, got));
        }
    }
}
