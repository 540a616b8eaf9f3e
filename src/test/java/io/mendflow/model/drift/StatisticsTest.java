package io.mendflow.model.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the golden file does not reach. */
class StatisticsTest {

    @Test
    void shufflesWithTheNumbersThatNumpyDraws() {
        var seeded = new MersenneTwister(0);
        var reference = new MersenneTwister(5489);

        assertThat(seeded.nextInt()).isEqualTo((int) 2357136044L);
        assertThat(seeded.nextInt()).isEqualTo((int) 2546248239L);
        assertThat(reference.nextInt()).isEqualTo((int) 3499211612L);
    }

    @Test
    void countsAllOrdersForCramerVonMisesOnFewRows() {
        double[] reference = {1, 2, 3, 4, 5};
        double[] current = {1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5};

        assertThat(CramerVonMises.of(new NumericPair(new double[] {1, 2, 3}, new double[] {4, 5, 6})))
                .isEqualTo(0.1);
        assertThat(CramerVonMises.of(new NumericPair(reference, current)))
                .isCloseTo(shareOfOrdersAsExtreme(5, 7, criterion(reference, current)), within(1e-12));
    }

    @Test
    void countsAllOrdersForMannWhitneyOnFewRows() {
        var rising = new NumericPair(new double[] {1, 2, 3}, new double[] {4, 5, 6});

        // One of the twenty orders is as extreme.
        assertThat(Numbers.mannWhitney(rising)).isCloseTo(0.05, within(1e-12));
        assertThat(Numbers.mannWhitneyBothWays(rising)).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void keepsAndersonDarlingWithinItsTable() {
        var same = new NumericPair(new double[] {1, 2, 3, 4}, new double[] {1, 2, 3, 4});
        double[] low = new double[50];
        Arrays.setAll(low, i -> i);
        double[] high = new double[50];
        Arrays.setAll(high, i -> 1000 + i);

        assertThat(AndersonDarling.of(same)).isEqualTo(0.25);
        assertThat(AndersonDarling.of(new NumericPair(low, high))).isEqualTo(0.001);
    }

    @Test
    void fillsEmptyBinsByTheLeastShare() {
        long[] few = {9_999, 1, 0};
        long[] many = {5_000, 2_500, 2_500};
        double rest = (0.9999 - 0.5) * Math.log(0.9999 / 0.5) + (0.0001 - 0.25) * Math.log(0.0001 / 0.25);

        assertThat(Shares.of(few, many).psi()).isCloseTo(rest + (1e-10 - 0.25) * Math.log(1e-10 / 0.25), within(1e-12));
        assertThat(Shares.of(new long[] {9_998, 2, 0}, new long[] {9_998, 2, 1}).psi())
                .isLessThan(0.001);
    }

    @Test
    void closesTheLastBin() {
        double[] edges = Bins.equal(0, 3, 3);

        assertThat(Bins.counts(new double[] {0, 0.5, 1, 2, 3, 3}, edges)).containsExactly(2, 1, 3);
    }

    @Test
    void takesRareCategoriesTogetherForHomogeneity() {
        var tally = new Tally(List.of("a", "b", "c", "d"), new long[] {50, 50, 3, 2}, new long[] {50, 50, 1, 4});
        var taken = new Tally(List.of("a", "b", "rare"), new long[] {50, 50, 5}, new long[] {50, 50, 5});

        assertThat(Counts.homogeneity(tally))
                .isEqualTo(Counts.homogeneity(taken))
                .isEqualTo(1);
    }

    @Test
    void hasNoStrictAnswerWhenEveryCategoryIsRare() {
        String[] names = new String[40];
        Arrays.setAll(names, i -> "name " + i);
        Column column = Column.categorical(names);

        ColumnDrift drift = DriftCheck.compare(
                        Map.of("x", column),
                        Map.of("x", column),
                        DriftSettings.defaults().strictly())
                .columns()
                .get(0);

        assertThat(drift.verdict()).isEqualTo(Verdict.NOT_COMPUTABLE);
    }

    /** By choosing each set of places that the reference's values can have in the pooled order. */
    private static double shareOfOrdersAsExtreme(int n, int m, double observed) {
        int all = 0;
        int asExtreme = 0;
        for (int chosen = 0; chosen < 1 << (n + m); chosen++) {
            if (Integer.bitCount(chosen) == n) {
                double[] reference = new double[n];
                double[] current = new double[m];
                int r = 0;
                int c = 0;
                for (int place = 0; place < n + m; place++) {
                    if ((chosen >> place & 1) == 1) {
                        reference[r++] = place;
                    } else {
                        current[c++] = place;
                    }
                }
                all++;
                asExtreme += criterion(reference, current) >= observed - 1e-9 ? 1 : 0;
            }
        }
        return (double) asExtreme / all;
    }

    /** ∫(F − G)² over the pooled sample, which orders as the criterion of Cramér and von Mises does. */
    private static double criterion(double[] reference, double[] current) {
        double sum = 0;
        var values = new Merge(reference, current);
        while (values.next()) {
            double difference =
                    (double) values.referenceUpTo() / reference.length - (double) values.currentUpTo() / current.length;
            sum += difference * difference;
        }
        return sum;
    }
}
