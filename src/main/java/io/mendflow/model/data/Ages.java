package io.mendflow.model.data;

import io.mendflow.model.data.Expectations.Freshness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be said about how old the newest row is. */
final class Ages {

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    private Ages() {}

    static List<Finding> findings(Scan scan, @Nullable Freshness expected, Instant now) {
        if (expected == null || (scan.unreadable() != null && scan.columns().isEmpty())) {
            return List.of();
        }
        int place = scan.place(expected.column());
        long newest = place < 0 ? Moments.NONE : scan.columns().get(place).newest();
        if (newest == Moments.NONE) {
            return finding(
                    Severity.ERROR,
                    expected,
                    place < 0
                            ? "Expected this column with the time of a row, but there is none"
                            : "Expected the time of a row here, but no value is one; set the column's type and format");
        }
        Duration age = Duration.between(Instant.ofEpochSecond(newest), now);
        if (age.compareTo(expected.atMost()) > 0) {
            return finding(
                    Severity.ERROR,
                    expected,
                    "Expected the newest row to be at most %s old, but it is %s old".formatted(expected.atMost(), age));
        }
        return age.compareTo(CLOCKS_DIFFER.negated()) < 0
                ? finding(
                        Severity.WARNING, expected, "The newest row is from %s in the future".formatted(age.negated()))
                : List.of();
    }

    private static List<Finding> finding(Severity severity, Freshness expected, String message) {
        return List.of(Finding.ofColumn(severity, Check.FRESHNESS, expected.column(), message));
    }
}
