package io.mendflow.model.data;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was seen in one column, and what of it is not as expected. */
final class ColumnProfile {

    private static final int MOST_UNITS = 20;

    private final String name;
    private final ColumnExpectation expected;
    private final boolean ofText;
    private final @Nullable TimeFormat format;
    private final Set<String> allowed;
    private final Value value = new Value();

    private final Map<Form, Tally> forms = new EnumMap<>(Form.class);
    private final Map<String, Tally> units = new TreeMap<>();
    private final Map<Check, Tally> broken = new EnumMap<>(Check.class);
    private final Distinct distinct = new Distinct();
    private boolean textInTypedTable;
    private long missing;
    private long present;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;
    private long oldest = Long.MAX_VALUE;
    private long newest = Moments.NONE;

    /**
     * @param ofText whether the table has only text, so that a text may be a number
     * @param before how many rows there were before the column was first seen
     */
    ColumnProfile(String name, ColumnExpectation expected, boolean ofText, long before) {
        this.name = name;
        this.expected = expected;
        this.ofText = ofText;
        this.format = expected.format() == null ? null : new TimeFormat(expected.format());
        this.allowed = new HashSet<>(expected.allowed());
        this.missing = before;
    }

    void add(long number, @Nullable Object raw) {
        if (raw == null) {
            missing++;
            return;
        }
        present++;
        textInTypedTable |= !ofText && raw instanceof String;
        value.read(expected.decimalComma() && raw instanceof String text ? withPoint(text) : raw);
        long second = format != null && raw instanceof String text ? format.second(text) : value.second();
        distinct.add(raw);
        forms.computeIfAbsent(value.form(), form -> new Tally()).add(number, raw, expected.personal());
        if (value.unit() != null && (units.size() < MOST_UNITS || units.containsKey(value.unit()))) {
            units.computeIfAbsent(value.unit(), unit -> new Tally()).add(number, raw, expected.personal());
        }
        check(number, raw, second);
        measure(second);
    }

    /** What it was in the last row: its number, or NaN. */
    double lastNumber() {
        return value.number();
    }

    String name() {
        return name;
    }

    ColumnExpectation expected() {
        return expected;
    }

    Map<Form, Tally> forms() {
        return forms;
    }

    /** By unit, how often numbers carry it. */
    Map<String, Tally> units() {
        return units;
    }

    /** By check, the values that break it. */
    Map<Check, Tally> broken() {
        return broken;
    }

    @Nullable
    Set<String> distinct() {
        return distinct.values();
    }

    long missing() {
        return missing;
    }

    long present() {
        return present;
    }

    /** Not finite when there was no number. */
    double least() {
        return least;
    }

    /** Not finite when there was no number. */
    double greatest() {
        return greatest;
    }

    /** Seconds since 1970; after {@link #newest()} when there was no time. */
    long oldest() {
        return oldest;
    }

    /** Seconds since 1970; {@link Moments#NONE} when there was no time. */
    long newest() {
        return newest;
    }

    /** The type of every value; null when there was none. */
    @Nullable
    ColumnType type() {
        ColumnType type = null;
        for (Form form : forms.keySet()) {
            ColumnType next = form.pattern() != null && form.type() == ColumnType.TEXT ? ColumnType.DATE : form.type();
            type = type == null || next.takes(type) ? next : type.takes(next) ? type : ColumnType.TEXT;
        }
        // Digits in quotes are text where numbers could have been without.
        return textInTypedTable && type != ColumnType.DATE && type != ColumnType.TIMESTAMP ? ColumnType.TEXT : type;
    }

    private void check(long number, Object raw, long second) {
        if (!isOfType(raw, second)) {
            breaks(expected.format() != null ? Check.FORMAT : Check.TYPE, number, raw);
        } else if (isOutside(second)) {
            breaks(Check.RANGE, number, raw);
        }
        if (!allowed.isEmpty() && !allowed.contains(RowHashes.text(raw))) {
            breaks(Check.ALLOWED, number, raw);
        }
    }

    private void breaks(Check check, long number, Object raw) {
        broken.computeIfAbsent(check, key -> new Tally()).add(number, raw, expected.personal());
    }

    private boolean isOfType(Object raw, long second) {
        ColumnType type = expected.type();
        if (expected.unit() != null && (ofText || raw instanceof String)) {
            return expected.unit().equals(value.unit());
        }
        if (type == null || type == ColumnType.TEXT) {
            return true;
        }
        if (type == ColumnType.DATE || type == ColumnType.TIMESTAMP) {
            return second != Moments.NONE
                    && (format != null || type.takes(value.form().type()));
        }
        return (ofText || !(raw instanceof String))
                && type.takes(value.form().type())
                && (type == ColumnType.BOOLEAN || Double.isFinite(value.number()));
    }

    private boolean isOutside(long second) {
        double at = second == Moments.NONE ? value.number() : second;
        return (expected.min() != null && at < expected.min().value())
                || (expected.max() != null && at > expected.max().value());
    }

    private void measure(long second) {
        if (value.number() < least) {
            least = value.number();
        }
        if (value.number() > greatest) {
            greatest = value.number();
        }
        if (second != Moments.NONE) {
            oldest = Math.min(oldest, second);
            newest = Math.max(newest, second);
        }
    }

    /** The number as others write it: commas and points change places. */
    private static String withPoint(String text) {
        if (text.indexOf(',') < 0 && text.indexOf('.') < 0) {
            return text;
        }
        char[] letters = text.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = letters[i] == ',' ? '.' : letters[i] == '.' ? ',' : letters[i];
        }
        return new String(letters);
    }
}
