package io.mendflow.model.data;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is to be said about one column. */
final class ColumnFindings {

    /** From this share of a column's values on, it is meant to be what they are. */
    private static final double MEANT = 0.5;

    private final ColumnProfile column;
    private final List<Finding> findings = new ArrayList<>();

    ColumnFindings(ColumnProfile column) {
        this.column = column;
    }

    List<Finding> all() {
        missing();
        column.broken().forEach(this::broken);
        if (column.broken().isEmpty() && column.expected().type() == null) {
            strays();
        }
        dates();
        decimals();
        units();
        return findings;
    }

    static ColumnSummary summary(ColumnProfile column) {
        boolean shown = !column.expected().personal();
        return new ColumnSummary(
                column.name(),
                column.type(),
                column.missing(),
                column.distinct() == null ? null : column.distinct().size(),
                shown ? bound(column.least(), column.oldest(), column) : null,
                shown ? bound(column.greatest(), column.newest(), column) : null);
    }

    private static @Nullable String bound(double number, long second, ColumnProfile column) {
        if (column.newest() != Moments.NONE) {
            return Instant.ofEpochSecond(second).toString();
        }
        return Double.isFinite(number) ? RowHashes.text(BigDecimal.valueOf(number)) : null;
    }

    private void missing() {
        long rows = column.missing() + column.present();
        if (rows == 0) {
            return;
        }
        double share = (double) column.missing() / rows;
        if (share > column.expected().missing()) {
            findings.add(new Finding(
                    Severity.ERROR,
                    Check.MISSING,
                    column.name(),
                    "Expected at most %s missing, but it is %s"
                            .formatted(Shares.percent(column.expected().missing()), Shares.percent(share)),
                    column.missing(),
                    List.of()));
        } else if (column.present() == 0) {
            findings.add(new Finding(
                    Severity.WARNING,
                    Check.MISSING,
                    column.name(),
                    "No row has a value here",
                    column.missing(),
                    List.of()));
        }
    }

    private void broken(Check check, Tally values) {
        ColumnExpectation expected = column.expected();
        boolean tolerated = values.count() <= expected.tolerate() * column.present();
        String what =
                switch (check) {
                    case FORMAT -> "in the format '%s'".formatted(expected.format());
                    case RANGE -> "from %s to %s".formatted(text(expected.min()), text(expected.max()));
                    case ALLOWED -> "among the allowed values";
                    default ->
                        expected.unit() == null
                                ? "of type " + Words.of(Objects.requireNonNull(expected.type()))
                                : "a number in " + expected.unit();
                };
        add(
                tolerated ? Severity.INFO : Severity.ERROR,
                check,
                "%d of %d values are not %s".formatted(values.count(), column.present(), what),
                values.count(),
                values.examples());
    }

    private static String text(@Nullable Limit limit) {
        return limit == null ? "any" : limit.text();
    }

    /** Some few values that are of another type than nearly all. */
    private void strays() {
        Map<ColumnType, Long> types = column.forms().entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().type() == ColumnType.INTEGER
                                ? ColumnType.DECIMAL
                                : entry.getKey().type(),
                        Collectors.summingLong(entry -> entry.getValue().count())));
        types.forEach((type, count) -> {
            long others = column.present() - count;
            if (type != ColumnType.TEXT && others > 0 && count >= 0.9 * column.present()) {
                List<Example> examples = column.forms().entrySet().stream()
                        .filter(entry -> !type.takes(entry.getKey().type()))
                        .flatMap(entry -> entry.getValue().examples().stream())
                        .limit(5)
                        .toList();
                add(
                        Severity.WARNING,
                        Check.TYPE,
                        "%d of %d values are of another type than the rest, which is %s"
                                .formatted(others, column.present(), Words.of(type)),
                        others,
                        examples);
            }
        });
    }

    private void dates() {
        List<Form> seen = column.forms().keySet().stream()
                .filter(form -> form.pattern() != null)
                .collect(Collectors.toCollection(ArrayList::new));
        // 03/04/2024 goes with whichever of the two the others are.
        if (seen.contains(Form.DAY_SLASHES) || seen.contains(Form.MONTH_SLASHES)) {
            seen.remove(Form.EITHER_SLASHES);
        }
        mixed(
                "dates are written in %d ways: ",
                seen, seen.stream().map(Form::pattern).collect(Collectors.joining(", ")));
        if (seen.equals(List.of(Form.EITHER_SLASHES))
                && isMeant(column.forms().get(Form.EITHER_SLASHES).count())
                && column.expected().format() == null) {
            add(
                    Severity.WARNING,
                    Check.FORMAT,
                    "No date tells whether the day or the month comes first; set the format",
                    column.forms().get(Form.EITHER_SLASHES).count(),
                    column.forms().get(Form.EITHER_SLASHES).examples());
        }
    }

    private void decimals() {
        List<Form> seen = column.forms().keySet().stream()
                .filter(form -> form == Form.POINT || form == Form.COMMA)
                .toList();
        mixed("numbers are written in %d ways: ", seen, "with a decimal point, with a decimal comma");
    }

    private void mixed(String message, List<Form> seen, String ways) {
        List<Tally> tallies = seen.stream().map(column.forms()::get).toList();
        if (seen.size() > 1 && isMeant(total(tallies) + integers(seen))) {
            inconsistent(message.formatted(seen.size()) + ways, tallies);
        }
    }

    /** Whole numbers go with either mark. */
    private long integers(List<Form> seen) {
        Tally integers = column.forms().get(Form.INTEGER);
        return seen.contains(Form.POINT) && integers != null ? integers.count() : 0;
    }

    private void units() {
        Tally quantities = column.forms().get(Form.QUANTITY);
        if (quantities == null || column.expected().unit() != null) {
            return;
        }
        List<Tally> bare = column.forms().entrySet().stream()
                .filter(entry ->
                        entry.getKey() == Form.INTEGER || entry.getKey() == Form.POINT || entry.getKey() == Form.COMMA)
                .map(Map.Entry::getValue)
                .toList();
        if (column.units().size() + (bare.isEmpty() ? 0 : 1) < 2
                || quantities.count() + total(bare) < 0.9 * column.present()) {
            return;
        }
        var tallies = new ArrayList<>(column.units().values());
        tallies.addAll(bare);
        inconsistent(
                "numbers carry %d units%s"
                        .formatted(column.units().size(), bare.isEmpty() ? "" : ", and some carry none"),
                tallies);
    }

    /** Counts all but the commonest way, and shows some of each. */
    private void inconsistent(String message, List<Tally> ways) {
        long most = ways.stream().mapToLong(Tally::count).max().orElse(0);
        List<Example> examples = ways.stream()
                .flatMap(way -> way.examples().stream().limit(2))
                .limit(10)
                .toList();
        add(Severity.WARNING, Check.FORMAT, "In this column " + message, total(ways) - most, examples);
    }

    private boolean isMeant(long count) {
        return count >= MEANT * column.present();
    }

    private static long total(Collection<Tally> tallies) {
        return tallies.stream().mapToLong(Tally::count).sum();
    }

    private void add(Severity severity, Check check, String message, long count, List<Example> examples) {
        findings.add(new Finding(severity, check, column.name(), message, count, examples));
    }
}
