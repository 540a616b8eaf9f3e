package io.mendflow.model.data;

import io.mendflow.model.data.Expectations.Others;
import io.mendflow.model.data.Expectations.Rows;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Checks a table against expectations, in one reading and in bounded memory, whatever its length. */
public final class DataCheck {

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
        findings.addAll(new Repeats(scan, expectations).findings());
        scan.columns().forEach(column -> findings.addAll(new ColumnFindings(column).all()));
        findings.addAll(Ages.findings(scan, expectations.freshness(), now));
        findings.addAll(LeakFindings.of(scan, expectations));
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

    private void add(Severity severity, Check check, String message) {
        findings.add(Finding.ofTable(severity, check, message));
    }

    private void add(Severity severity, Check check, String column, String message) {
        findings.add(Finding.ofColumn(severity, check, column, message));
    }
}
