package io.mendflow.model.data;

import io.mendflow.model.data.Expectations.Leakage;
import io.mendflow.model.data.Expectations.Others;
import io.mendflow.model.data.Expectations.Rows;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How expectations are learned from good data: types, formats and units as they are; at most half as many missing values again, and one in a hundred;
 * numbers a tenth of their span beyond the least and the greatest, but not below zero where none was; the values of a column that has few; half as many
 * rows more or less.
 *
 * @param label the column to predict; null when there is none
 * @param key the columns that together name a row; empty when none do
 * @param personal columns whose values are masked, and from which no value is learned
 */
public record Learning(@Nullable String label, List<String> key, Set<String> personal) {

    private static final double SPAN = 0.1;
    private static final int FEW = 50;
    private static final int OFTEN = 10;

    public Learning {
        key = List.copyOf(key);
        personal = Set.copyOf(personal);
    }

    Expectations from(Table reference) {
        // Without a label there is no sample of it to be kept.
        try (var scan = new Scan(Expectations.NONE, Duplicates.KEPT_IN_MEMORY)) {
            scan.read(reference);
            if (scan.unreadable() != null) {
                throw scan.unreadable();
            }
            if (scan.rows() == 0) {
                throw new TableUnreadable("Expected rows to learn from, but there are none");
            }
            var columns = new LinkedHashMap<String, ColumnExpectation>();
            scan.columns().forEach(column -> columns.putIfAbsent(column.name(), column(column)));
            double duplicates = slack((double) scan.sameRows().count() / scan.rows());
            double malformed = slack((double) scan.flawed() / scan.rows());
            return new Expectations(
                    label,
                    key,
                    new Rows(null, null, scan.rows(), Rows.ANY.change(), malformed, duplicates),
                    null,
                    Leakage.DEFAULT,
                    Others.WARN,
                    List.of(),
                    columns);
        }
    }

    private ColumnExpectation column(ColumnProfile seen) {
        boolean isPersonal = personal.contains(seen.name());
        String format = format(seen);
        ColumnType type = type(seen, format);
        String unit = unit(seen);
        boolean comma = isCommaOnly(seen);
        boolean ofNumbers = type == ColumnType.INTEGER || type == ColumnType.DECIMAL || unit != null || comma;
        return new ColumnExpectation(
                true,
                unit != null || comma ? ColumnType.DECIMAL : type,
                format,
                unit,
                comma,
                slack((double) seen.missing() / (seen.missing() + seen.present())),
                ofNumbers && !isPersonal ? least(seen, type == ColumnType.INTEGER) : null,
                ofNumbers && !isPersonal ? greatest(seen, type == ColumnType.INTEGER) : null,
                type == ColumnType.TEXT && unit == null && !comma && !isPersonal ? values(seen) : List.of(),
                false,
                0,
                isPersonal);
    }

    /** Dates that are written in several ways are no more than text. */
    private static @Nullable ColumnType type(ColumnProfile seen, @Nullable String format) {
        boolean severalWays = seen.type() == ColumnType.DATE
                && format == null
                && !seen.forms().keySet().equals(Set.of(Form.DATE));
        return severalWays ? ColumnType.TEXT : seen.type();
    }

    private static double slack(double share) {
        double slackened = BigDecimal.valueOf(share * 1.5 + 0.01)
                .setScale(4, RoundingMode.HALF_UP)
                .doubleValue();
        return share == 0 ? 0 : Math.min(1, slackened);
    }

    private static @Nullable Limit least(ColumnProfile seen, boolean whole) {
        double least = seen.least() - SPAN * (seen.greatest() - seen.least());
        return limit(seen.least() >= 0 ? Math.max(0, least) : least, whole, RoundingMode.FLOOR);
    }

    private static @Nullable Limit greatest(ColumnProfile seen, boolean whole) {
        double greatest = seen.greatest() + SPAN * (seen.greatest() - seen.least());
        return limit(seen.greatest() <= 0 ? Math.min(0, greatest) : greatest, whole, RoundingMode.CEILING);
    }

    private static @Nullable Limit limit(double number, boolean whole, RoundingMode outwards) {
        if (!Double.isFinite(number)) {
            return null;
        }
        BigDecimal rounded = rounded(number, outwards);
        return Limit.of(whole ? rounded.setScale(0, outwards) : rounded);
    }

    /** Digits enough for people, and away from what was seen. */
    private static BigDecimal rounded(double number, RoundingMode outwards) {
        return BigDecimal.valueOf(number).round(new MathContext(6, outwards));
    }

    private static List<String> values(ColumnProfile seen) {
        Set<String> distinct = seen.distinct();
        boolean few = distinct != null && distinct.size() <= FEW && distinct.size() * (long) OFTEN <= seen.present();
        return few ? distinct.stream().sorted().toList() : List.of();
    }

    /** The format of dates that are all written alike, when it is not ISO. */
    private static @Nullable String format(ColumnProfile seen) {
        if (seen.type() != ColumnType.DATE) {
            return null;
        }
        boolean days = seen.forms().containsKey(Form.DAY_SLASHES);
        boolean months = seen.forms().containsKey(Form.MONTH_SLASHES);
        List<Form> forms = seen.forms().keySet().stream()
                .filter(form -> form != Form.EITHER_SLASHES || !(days || months))
                .toList();
        return forms.size() == 1 && forms.get(0) != Form.DATE && forms.get(0) != Form.EITHER_SLASHES
                ? forms.get(0).pattern()
                : null;
    }

    /** The unit that every number carries. */
    private static @Nullable String unit(ColumnProfile seen) {
        return seen.forms().keySet().equals(Set.of(Form.QUANTITY))
                        && seen.units().size() == 1
                ? seen.units().keySet().iterator().next()
                : null;
    }

    private static boolean isCommaOnly(ColumnProfile seen) {
        return seen.forms().containsKey(Form.COMMA)
                && Set.of(Form.COMMA, Form.INTEGER, Form.COMMA_OR_THOUSANDS)
                        .containsAll(seen.forms().keySet());
    }
}
