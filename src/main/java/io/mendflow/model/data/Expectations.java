package io.mendflow.model.data;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the data of a model is expected to be: kept as a small YAML file beside the model, or learned from data that was good.
 *
 * @param label the column to predict; null when there is none, then nothing is said about leakage
 * @param key the columns that together name a row; empty when none do
 * @param freshness null when data of any age will do
 * @param missingValues texts that mean that there is no value; the empty one always does
 * @param columns by name
 */
public record Expectations(
        @Nullable String label,
        List<String> key,
        Rows rows,
        @Nullable Freshness freshness,
        Leakage leakage,
        Others otherColumns,
        List<String> missingValues,
        Map<String, ColumnExpectation> columns) {

    /** Nothing is expected; what is odd by itself is found all the same. */
    public static final Expectations NONE =
            new Expectations(null, List.of(), Rows.ANY, null, Leakage.DEFAULT, Others.WARN, List.of(), Map.of());

    public Expectations {
        key = List.copyOf(key);
        missingValues = List.copyOf(missingValues);
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /**
     * Reads them from YAML.
     *
     * @throws ExpectationsInvalid with every problem and its line
     */
    public static Expectations parse(String yaml) {
        return ExpectationsYaml.read(yaml);
    }

    /**
     * Reads them from a YAML file in UTF-8.
     *
     * @throws ExpectationsInvalid with every problem and its line
     */
    public static Expectations load(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected the expectations in %s, but it cannot be read; check that it is there and in UTF-8"
                            .formatted(file.getFileName()),
                    e);
        }
    }

    /**
     * Learns them from a table that was good, with some slack.
     *
     * @throws TableUnreadable when it cannot be read to its end
     */
    public static Expectations learn(Table reference, Learning learning) {
        return learning.from(reference);
    }

    /** The file that {@link #parse} reads back as equal ones. */
    public String toYaml() {
        return ExpectationsYaml.write(this);
    }

    /** Whether the column is expected, for whatever purpose. */
    boolean names(String column) {
        return columns.containsKey(column)
                || key.contains(column)
                || column.equals(label)
                || (freshness != null && column.equals(freshness.column()));
    }

    ColumnExpectation of(String column) {
        return columns.getOrDefault(column, ColumnExpectation.NONE);
    }

    /**
     * How many rows, and how good.
     *
     * @param min fewest; null for any
     * @param max most; null for any
     * @param reference how many there were when all was well; null when nobody knows
     * @param change greatest change against the reference, as a share of it
     * @param malformed greatest share of rows that cannot be told apart into their columns
     * @param duplicates greatest share of rows that are wholly equal to an earlier one
     */
    public record Rows(
            @Nullable Long min,
            @Nullable Long max,
            @Nullable Long reference,
            double change,
            double malformed,
            double duplicates) {

        static final Rows ANY = new Rows(null, null, null, 0.5, 0, 0);
    }

    /** The newest time in a column is at most so old. */
    public record Freshness(String column, Duration atMost) {}

    /**
     * When a single column tells the label too well.
     *
     * @param threshold of the errors of always guessing alike, the share that the column alone avoids on rows that it was not learned from
     * @param sample how many rows are looked at
     * @param accepted columns that may tell it
     */
    public record Leakage(double threshold, int sample, List<String> accepted) {

        static final Leakage DEFAULT = new Leakage(0.95, 10_000, List.of());

        public Leakage {
            accepted = List.copyOf(accepted);
        }
    }

    /** What columns are that nobody expected. */
    public enum Others {
        ALLOW,
        WARN,
        REFUSE;

        @JsonValue
        public String text() {
            return Words.of(this);
        }
    }
}
