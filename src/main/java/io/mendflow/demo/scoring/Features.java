package io.mendflow.demo.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.impl.ArrayExample;

/** What a model is told of a payment: some of its columns, brought to numbers of like size. */
record Features(List<String> columns) {

    private static final Set<String> CATEGORIES = Set.of(Payment.COUNTRY, Payment.MERCHANT);
    private static final Set<String> KNOWN =
            Set.copyOf(Stream.concat(Payment.LIVE_COLUMNS.stream(), Stream.of(Payment.SETTLED_AMOUNT))
                    .toList());

    Features {
        columns = List.copyOf(columns);
        for (String column : columns) {
            if (!KNOWN.contains(column)) {
                throw new IllegalArgumentException(
                        "Expected features that are some of %s, got '%s'".formatted(new TreeSet<>(KNOWN), column));
            }
        }
    }

    /** @throws IllegalArgumentException when the row has not every column */
    Example<Label> example(Row row, Label label) {
        List<Feature> features = new ArrayList<>();
        for (String column : columns) {
            features.add(feature(column, row));
        }
        return new ArrayExample<>(label, features);
    }

    List<String> categories() {
        return columns.stream().filter(CATEGORIES::contains).toList();
    }

    /** A category, or part of the day, that was not there in training counts as none. */
    private static Feature feature(String column, Row row) {
        return switch (column) {
            case Payment.AMOUNT, Payment.AGE_OF_ACCOUNT -> new Feature(column, logarithm(row.number(column)));
            case Payment.HOUR -> new Feature(column + "=" + (int) row.number(column) / 6, 1);
            case Payment.PREVIOUS_CHARGEBACKS -> new Feature(column, Math.min(5, row.number(column)));
            case Payment.SETTLED_AMOUNT -> new Feature(column, unsettled(row));
            default -> new Feature(column + "=" + row.require(column), 1);
        };
    }

    /** The share of the amount that the merchant did not get. */
    private static double unsettled(Row row) {
        return 1 - row.number(Payment.SETTLED_AMOUNT) / Math.max(0.01, row.number(Payment.AMOUNT));
    }

    /** About −1 to 1 for what is usual. */
    private static double logarithm(double value) {
        return (StrictMath.log1p(value) - 5) / 2;
    }
}
