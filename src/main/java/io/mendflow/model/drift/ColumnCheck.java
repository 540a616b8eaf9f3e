package io.mendflow.model.drift;

import io.mendflow.model.drift.Finding.Tested;
import io.mendflow.model.drift.Finding.Trouble;
import org.jspecify.annotations.Nullable;

/** Looks at one column by itself. */
final class ColumnCheck {

    private final String name;
    private final @Nullable Column reference;
    private final @Nullable Column current;
    private final DriftSettings settings;

    ColumnCheck(String name, @Nullable Column reference, @Nullable Column current, DriftSettings settings) {
        this.name = name;
        this.reference = reference;
        this.current = current;
        this.settings = settings;
    }

    Finding find() {
        if (reference == null || current == null) {
            return lost();
        }
        if (reference instanceof NumericColumn ours && current instanceof NumericColumn theirs) {
            Finite before = Finite.of(ours);
            Finite now = Finite.of(theirs);
            Trouble trouble = trouble(before.counts(), now.counts(), null);
            return trouble == null
                    ? test(new NumericPair(before.sorted(), now.sorted()), before.counts(), now.counts())
                    : finding(before.counts(), now.counts(), null, trouble, null);
        }
        ValueCounts before = counts(reference);
        ValueCounts now = counts(current);
        Trouble trouble = trouble(before, now, unlike(reference, current));
        return trouble == null
                ? test(new CategoricalPair((CategoricalColumn) reference, (CategoricalColumn) current), before, now)
                : finding(before, now, null, trouble, null);
    }

    private Finding lost() {
        String where = reference == null ? "The reference" : "The current set";
        ValueCounts before = reference == null ? ValueCounts.NONE : counts(reference);
        ValueCounts now = current == null ? ValueCounts.NONE : counts(current);
        var trouble = new Trouble(Verdict.MISSING_COLUMN, where + " lacks this column");
        return finding(before, now, null, trouble, null);
    }

    private @Nullable Trouble trouble(ValueCounts before, ValueCounts now, @Nullable Trouble unlike) {
        if (before.rows() == 0 || now.rows() == 0) {
            return new Trouble(Verdict.EMPTY, "%s no rows".formatted(sides(before.rows() == 0, now.rows() == 0)));
        }
        if (before.used() == 0 || now.used() == 0) {
            return new Trouble(
                    Verdict.ALL_MISSING,
                    "%s rows, but a value in none of them".formatted(sides(before.used() == 0, now.used() == 0)));
        }
        if (unlike != null) {
            return unlike;
        }
        if (Math.min(before.used(), now.used()) < settings.minimumRows()) {
            return new Trouble(
                    Verdict.TOO_FEW_ROWS,
                    "Expected at least %d rows with a value on each side, but the reference has %d and the current set %d"
                            .formatted(settings.minimumRows(), before.used(), now.used()));
        }
        return null;
    }

    private Finding test(Pair pair, ValueCounts before, ValueCounts now) {
        Distribution distribution = isDrawable(pair) ? pair.distribution() : null;
        if (pair.distinct(1) == 1) {
            var trouble = new Trouble(
                    Verdict.CONSTANT,
                    "Every row of both sets has the value %s"
                            .formatted(pair.tally().labels().get(0)));
            return finding(before, now, distribution, trouble, null);
        }
        ColumnRule rule = settings.rule(name);
        DriftTest test = rule.test() == null ? DriftTest.defaultFor(pair) : rule.test();
        double threshold = rule.threshold() == null ? test.defaultThreshold() : rule.threshold();
        double score = test.score(pair, settings.strict());
        double chance = Double.NaN;
        if (settings.strict()) {
            chance = test.isPValue() ? score : pair.chance();
        }
        if (!Double.isFinite(score) || settings.strict() && Double.isNaN(chance)) {
            var trouble = new Trouble(
                    Verdict.NOT_COMPUTABLE,
                    "%s has no finite value here: the numbers are too large for it, or nearly every value occurs only once"
                            .formatted(test.label()));
            return finding(before, now, distribution, trouble, null);
        }
        double level = test.isPValue() ? threshold : settings.significance();
        return finding(before, now, distribution, null, new Tested(test, score, threshold, chance, level));
    }

    private static boolean isDrawable(Pair pair) {
        return !(pair instanceof NumericPair numbers && Double.isInfinite(numbers.high() - numbers.low()));
    }

    private static @Nullable Trouble unlike(Column reference, Column current) {
        if (!reference.type().equals(current.type())) {
            return new Trouble(
                    Verdict.TYPE_CHANGED,
                    "The reference is %s, but the current set %s".formatted(reference.type(), current.type()));
        }
        if (tooMany(reference) || tooMany(current)) {
            return new Trouble(
                    Verdict.NOT_COMPUTABLE,
                    "It has %d different values or more, as identifiers have; ignore it, or group its values"
                            .formatted(CategoricalColumn.MOST_CATEGORIES));
        }
        return null;
    }

    private static boolean tooMany(Column column) {
        return column instanceof CategoricalColumn categories && categories.hasTooManyCategories();
    }

    private static ValueCounts counts(Column column) {
        return column instanceof CategoricalColumn categories
                ? new ValueCounts(categories.rows(), categories.missing(), 0)
                : Finite.of((NumericColumn) column).counts();
    }

    private static String sides(boolean reference, boolean current) {
        return reference && current ? "Both sets have" : reference ? "The reference has" : "The current set has";
    }

    private Finding finding(
            ValueCounts before,
            ValueCounts now,
            @Nullable Distribution distribution,
            @Nullable Trouble trouble,
            @Nullable Tested tested) {
        Column known = reference == null ? current : reference;
        String type = known == null ? "" : known.type();
        return new Finding(name, settings.role(name), type, before, now, distribution, trouble, tested);
    }
}
