package io.mendflow.model.data;

import io.mendflow.model.data.Expectations.Freshness;
import io.mendflow.model.data.Expectations.Others;
import io.mendflow.model.data.Expectations.Rows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks a table against expectations, in one reading and in bounded memory, whatever its length. */
public final class DataCheck {

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    private final Scan scan;
    private final Expectations expectations;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    private DataCheck(Scan scan, Expectations expectations, Instant now) {
        this.scan = scan;
        this.expectations = expectations;
        this.now = now;
    }

    /**
     * Reads the table once. A table that is not there, or cannot be read to its end, is a finding and no exception; then what was read is judged.
     *
     * @param clock for the freshness of the data
     */
    public static DataReport check(Table table, Expectations expectations, Clock clock) {
        return check(table, expectations, clock, Duplicates.KEPT_IN_MEMORY);
    }

    static DataReport check(Table table, Expectations expectations, Clock clock, int kept) {
        try (var scan = new Scan(expectations, kept)) {
            scan.read(table);
            return new DataCheck(scan, expectations, clock.instant()).report(table);
        }
    }

    private DataReport report(Table table) {
        wholeness();
        columns();
        rows();
        duplicates();
        scan.columns().forEach(column -> findings.addAll(new ColumnFindings(column).all()));
        freshness();
        leakage();
        findings.sort(Comparator.comparing(Finding::severity));
        return new DataReport(
                table.name(),
                now,
                scan.rows(),
                scan.digest(),
                scan.columns().stream().map(ColumnFindings::summary).toList(),
                findings);
    }

    private void wholeness() {
        TableUnreadable unreadable = scan.unreadable();
        if (unreadable != null) {
            List<Example> where =
                    unreadable.number() == 0 ? List.of() : List.of(new Example(unreadable.number(), null));
            findings.add(new Finding(
                    Severity.ERROR, Check.READABLE, null, String.valueOf(unreadable.getMessage()), 1, where));
        }
        if (scan.remark() != null) {
            add(Severity.INFO, Check.READABLE, scan.remark());
        }
        double most = expectations.rows().malformed();
        boolean refused = scan.flawed() > most * scan.rows();
        scan.flaws()
                .forEach((flaw, rows) -> findings.add(new Finding(
                        refused ? Severity.ERROR : Severity.WARNING,
                        Check.MALFORMED_ROWS,
                        null,
                        "%d of %d rows: %s; they were left out".formatted(rows.count(), scan.rows(), flaw),
                        rows.count(),
                        rows.examples())));
    }

    private void columns() {
        for (String name : scan.twice()) {
            add(Severity.ERROR, Check.COLUMNS, name, "More than one column has this name; rename or drop one");
        }
        if (scan.nameless() > 0) {
            add(Severity.WARNING, Check.COLUMNS, "%d columns have no name".formatted(scan.nameless()));
        }
        // Of a table that cannot be opened nobody knows the columns.
        if (scan.unreadable() != null && scan.columns().isEmpty()) {
            return;
        }
        expectations.columns().forEach((name, column) -> {
            if (column.required() && scan.place(name) < 0) {
                add(Severity.ERROR, Check.COLUMNS, name, "Expected this column, but there is none");
            }
        });
        expectations.key().stream()
                .filter(name -> scan.place(name) < 0)
                .forEach(name -> add(Severity.ERROR, Check.KEY, name, "The key needs this column, but there is none"));
        String label = expectations.label();
        if (label != null && scan.place(label) < 0) {
            add(Severity.ERROR, Check.COLUMNS, label, "Expected this column with the label, but there is none");
        }
        others();
    }

    private void others() {
        Others others = expectations.otherColumns();
        if (others == Others.ALLOW || expectations.columns().isEmpty()) {
            return;
        }
        for (ColumnProfile column : scan.columns()) {
            if (!expectations.names(column.name()) && !column.name().isEmpty()) {
                add(
                        others == Others.REFUSE ? Severity.ERROR : Severity.WARNING,
                        Check.COLUMNS,
                        column.name(),
                        "Nobody expected this column; expect it, or drop it");
            }
        }
    }

    private void rows() {
        Rows expected = expectations.rows();
        long rows = scan.rows();
        if (scan.unreadable() != null) {
            return;
        }
        if (rows == 0) {
            add(Severity.ERROR, Check.ROW_COUNT, "Expected rows, but there are none; check what wrote the table");
            return;
        }
        if (expected.min() != null && rows < expected.min()) {
            add(
                    Severity.ERROR,
                    Check.ROW_COUNT,
                    "Expected at least %d rows, but there are %d".formatted(expected.min(), rows));
        }
        if (expected.max() != null && rows > expected.max()) {
            add(
                    Severity.ERROR,
                    Check.ROW_COUNT,
                    "Expected at most %d rows, but there are %d".formatted(expected.max(), rows));
        }
        if (expected.reference() != null
                && Math.abs(rows - expected.reference()) > expected.change() * expected.reference()) {
            add(
                    Severity.ERROR,
                    Check.ROW_COUNT,
                    "Expected the %d rows of the reference to change by at most %s, but there are %d"
                            .formatted(expected.reference(), Shares.percent(expected.change()), rows));
        }
    }

    private void duplicates() {
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

    private void freshness() {
        Freshness expected = expectations.freshness();
        if (expected == null || (scan.unreadable() != null && scan.columns().isEmpty())) {
            return;
        }
        int place = scan.place(expected.column());
        long newest = place < 0 ? Moments.NONE : scan.columns().get(place).newest();
        if (newest == Moments.NONE) {
            add(
                    Severity.ERROR,
                    Check.FRESHNESS,
                    expected.column(),
                    place < 0
                            ? "Expected this column with the time of a row, but there is none"
                            : "Expected the time of a row here, but no value is one; set the column's type and format");
            return;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(newest), now);
        if (age.compareTo(expected.atMost()) > 0) {
            add(
                    Severity.ERROR,
                    Check.FRESHNESS,
                    expected.column(),
                    "Expected the newest row to be at most %s old, but it is %s old".formatted(expected.atMost(), age));
        }
        if (age.compareTo(CLOCKS_DIFFER.negated()) < 0) {
            add(
                    Severity.WARNING,
                    Check.FRESHNESS,
                    expected.column(),
                    "The newest row is from %s in the future".formatted(age.negated()));
        }
    }

    private void leakage() {
        int label = scan.place(expectations.label());
        if (label < 0 || scan.rows() == 0) {
            return;
        }
        if (label >= scan.sample().columns()) {
            add(Severity.INFO, Check.LEAKAGE, "There are too many columns to look for leakage; take a smaller sample");
            return;
        }
        var leaks = new Leaks(scan.sample(), label);
        if (!leaks.canTell()) {
            add(
                    Severity.INFO,
                    Check.LEAKAGE,
                    "There are too few rows, or too few different labels, to look for leakage");
            return;
        }
        for (int i = 0; i < scan.sample().columns(); i++) {
            String name = scan.columns().get(i).name();
            double score = i == label || expectations.leakage().accepted().contains(name) ? 0 : leaks.score(i);
            if (score >= expectations.leakage().threshold()) {
                add(
                        Severity.ERROR,
                        Check.LEAKAGE,
                        name,
                        "This column alone avoids %s of the errors in telling '%s'; drop it, or accept it when it is known before the label is"
                                .formatted(Shares.percent(score), expectations.label()));
            }
        }
    }

    private void add(Severity severity, Check check, String message) {
        findings.add(Finding.ofTable(severity, check, message));
    }

    private void add(Severity severity, Check check, String column, String message) {
        findings.add(Finding.ofColumn(severity, check, column, message));
    }
}
