package io.mendflow.model.drift;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A statistic of drift by the name, threshold and rule that Evidently 0.7 gives it. Some answer a p-value, and the column has drifted when it is small;
 * the others a distance, and it has drifted when that is large.
 *
 * <p>Each has its {@code strict} form too, which is the same where nothing is known against the usual one.
 */
public enum DriftTest {
    /** Kolmogorov-Smirnov. The default of numbers on a reference of up to 1000 rows. */
    KOLMOGOROV_SMIRNOV("ks", "Kolmogorov-Smirnov", Rule.P_AT_MOST, 0.05, numbers(Numbers::kolmogorovSmirnov), null),
    /** Wasserstein distance in standard deviations of the reference. The default of numbers on a larger reference. */
    WASSERSTEIN(
            "wasserstein",
            "Wasserstein distance",
            Rule.DISTANCE_AT_LEAST,
            0.1,
            numbers(Numbers::wasserstein),
            null,
            numbers(Numbers::wassersteinOfAnyScale)),
    PSI("psi", "Population stability index", Rule.DISTANCE_AT_LEAST, 0.1, shares(Shares::psi)),
    /** The default of categories, and of numbers with at most five different values, on a reference of more than 1000 rows. */
    JENSEN_SHANNON(
            "jensenshannon", "Jensen-Shannon distance", Rule.DISTANCE_AT_LEAST, 0.1, shares(Shares::jensenShannon)),
    KULLBACK_LEIBLER(
            "kl_div", "Kullback-Leibler divergence", Rule.DISTANCE_AT_LEAST, 0.1, shares(Shares::kullbackLeibler)),
    HELLINGER("hellinger", "Hellinger distance", Rule.DISTANCE_AT_LEAST, 0.1, Hellinger::of),
    /** The default of three and more categories (of three to five different numbers) on a reference of up to 1000 rows. */
    CHI_SQUARE(
            "chisquare", "Chi-square", Rule.P_BELOW, 0.05, null, tally(Counts::chiSquare), tally(Counts::homogeneity)),
    /** Two proportions. The default of two categories (of two different numbers) on a reference of up to 1000 rows. */
    Z("z", "Z-test of two proportions", Rule.P_BELOW, 0.05, null, tally(Counts::z)),
    /** Evidently refuses it for sets of different sizes; here the reference is scaled to the current size, as for chi-square. */
    G("g_test", "G-test", Rule.P_BELOW, 0.1, null, tally(Counts::g), tally(Counts::homogeneityByG)),
    STUDENT_T("t_test", "Student's t", Rule.P_BELOW, 0.05, numbers(Numbers::studentT), null),
    /** One-sided: only sees numbers that rise; two-sided when strict. */
    MANN_WHITNEY(
            "mannw",
            "Mann-Whitney U",
            Rule.P_BELOW,
            0.05,
            numbers(Numbers::mannWhitney),
            null,
            numbers(Numbers::mannWhitneyBothWays)),
    CRAMER_VON_MISES("cramer_von_mises", "Cramér-von Mises", Rule.P_AT_MOST, 0.1, numbers(CramerVonMises::of), null),
    ENERGY("ed", "Energy distance", Rule.DISTANCE_ABOVE, 0.1, numbers(Numbers::energy), null),
    ANDERSON_DARLING("anderson", "Anderson-Darling", Rule.P_BELOW, 0.1, numbers(AndersonDarling::of), null),
    /** A permutation test: it takes time with the rows times a thousand. */
    TOTAL_VARIATION(
            "TVD",
            "Total variation distance",
            Rule.P_BELOW,
            0.1,
            null,
            categories(TotalVariation::of),
            categories(TotalVariation::exactly));

    private final String id;
    private final String label;
    private final Rule rule;
    private final double threshold;
    private final @Nullable ToDoubleFunction<Pair> ofNumbers;
    private final @Nullable ToDoubleFunction<Pair> ofCategories;
    private final @Nullable ToDoubleFunction<Pair> strict;

    DriftTest(String id, String label, Rule rule, double threshold, ToDoubleFunction<Pair> ofBoth) {
        this(id, label, rule, threshold, ofBoth, ofBoth);
    }

    DriftTest(
            String id,
            String label,
            Rule rule,
            double threshold,
            @Nullable ToDoubleFunction<Pair> ofNumbers,
            @Nullable ToDoubleFunction<Pair> ofCategories) {
        this(id, label, rule, threshold, ofNumbers, ofCategories, null);
    }

    DriftTest(
            String id,
            String label,
            Rule rule,
            double threshold,
            @Nullable ToDoubleFunction<Pair> ofNumbers,
            @Nullable ToDoubleFunction<Pair> ofCategories,
            @Nullable ToDoubleFunction<Pair> strict) {
        this.id = id;
        this.label = label;
        this.rule = rule;
        this.threshold = threshold;
        this.ofNumbers = ofNumbers;
        this.ofCategories = ofCategories;
        this.strict = strict;
    }

    /** The name that Evidently gives it, which is its name in settings and reports too. */
    @JsonValue
    public String id() {
        return id;
    }

    /** What a person calls it. */
    public String label() {
        return label;
    }

    /** The level of the p-value, or the distance, at which a column has drifted unless settings say otherwise. */
    public double defaultThreshold() {
        return threshold;
    }

    /** Whether the score is a p-value, of which a small one means drift; else it is a distance. */
    public boolean isPValue() {
        return rule == Rule.P_BELOW || rule == Rule.P_AT_MOST;
    }

    /** Whether it may be chosen for a column of that type. */
    public boolean suits(Column column) {
        return (column instanceof NumericColumn ? ofNumbers : ofCategories) != null;
    }

    /** Reads what {@link #id} says. */
    @JsonCreator
    public static DriftTest of(String id) {
        return Arrays.stream(values())
                .filter(test -> test.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Expected a drift test, one of %s, but got '%s'"
                        .formatted(Arrays.stream(values()).map(DriftTest::id).collect(Collectors.joining(", ")), id)));
    }

    static DriftTest defaultFor(Pair pair) {
        boolean large = pair.referenceSize() > 1000;
        int distinct = pair.distinct(5);
        if (pair instanceof NumericPair && distinct > 5) {
            return large ? WASSERSTEIN : KOLMOGOROV_SMIRNOV;
        }
        if (large) {
            return JENSEN_SHANNON;
        }
        return distinct > 2 ? CHI_SQUARE : Z;
    }

    double score(Pair pair, boolean strictly) {
        if (strictly && strict != null) {
            return strict.applyAsDouble(pair);
        }
        // Numbers with few values are taken as categories, which a user cannot choose but the defaults do.
        ToDoubleFunction<Pair> own = pair instanceof NumericPair && ofNumbers != null ? ofNumbers : ofCategories;
        if (own == null) {
            throw new IllegalArgumentException("Expected numbers for %s, but got categories".formatted(id));
        }
        return own.applyAsDouble(pair);
    }

    boolean isDrift(double score, double limit) {
        return switch (rule) {
            case P_BELOW -> score < limit;
            case P_AT_MOST -> score <= limit;
            case DISTANCE_AT_LEAST -> score >= limit;
            case DISTANCE_ABOVE -> score > limit;
        };
    }

    private static ToDoubleFunction<Pair> numbers(ToDoubleFunction<NumericPair> statistic) {
        return pair -> statistic.applyAsDouble((NumericPair) pair);
    }

    private static ToDoubleFunction<Pair> categories(ToDoubleFunction<CategoricalPair> statistic) {
        return pair -> statistic.applyAsDouble((CategoricalPair) pair);
    }

    private static ToDoubleFunction<Pair> tally(ToDoubleFunction<Tally> statistic) {
        return pair -> statistic.applyAsDouble(pair.tally());
    }

    private static ToDoubleFunction<Pair> shares(ToDoubleFunction<Shares> statistic) {
        return pair -> statistic.applyAsDouble(pair.shares());
    }

    private enum Rule {
        P_BELOW,
        P_AT_MOST,
        DISTANCE_AT_LEAST,
        DISTANCE_ABOVE
    }
}
