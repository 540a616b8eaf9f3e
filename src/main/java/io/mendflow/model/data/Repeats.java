package io.mendflow.model.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be said about rows, keys and values that come more than once. */
final class Repeats {

    private final Scan scan;
    private final Expectations expectations;
    private final List<Finding> findings = new ArrayList<>();

    Repeats(Scan scan, Expectations expectations) {
        this.scan = scan;
        this.expectations = expectations;
    }

    List<Finding> findings() {
        Duplicates.Result same = scan.sameRows();
        boolean refused = same.count() > expectations.rows().duplicates() * scan.rows();
        repeated(refused ? Severity.ERROR : Severity.INFO, Check.DUPLICATES, null, "are equal to an earlier one", same);
        repeated(Severity.ERROR, Check.KEY, null, "have the key of an earlier one", scan.sameKeys());
        if (scan.withoutKey().count() > 0 && expectations.key().stream().allMatch(name -> scan.place(name) >= 0)) {
            findings.add(new Finding(
                    Severity.ERROR,
                    Check.KEY,
                    null,
                    "%d of %d rows have no value in some column of the key"
                            .formatted(scan.withoutKey().count(), scan.rows()),
                    scan.withoutKey().count(),
                    scan.withoutKey().examples()));
        }
        scan.sameValues()
                .forEach((column, values) ->
                        repeated(Severity.ERROR, Check.DUPLICATES, column, "have a value of an earlier one", values));
        return findings;
    }

    private void repeated(
            Severity severity, Check check, @Nullable String column, String how, Duplicates.Result result) {
        if (result.count() > 0) {
            findings.add(new Finding(
                    severity,
                    check,
                    column,
                    "%s%d of %d rows %s".formatted(result.exact() ? "" : "At least ", result.count(), scan.rows(), how),
                    result.count(),
                    result.examples()));
        }
        if (!result.exact()) {
            findings.add(new Finding(
                    Severity.WARNING,
                    check,
                    column,
                    "Duplicates were looked for in %d of %d rows only, as there was no room on the disk for temporary files"
                            .formatted(result.looked(), scan.rows()),
                    1,
                    List.of()));
        }
    }
}
