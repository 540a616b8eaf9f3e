package io.mendflow.model.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StrictDriftTest {

    private static final DriftSettings LENIENT = DriftSettings.defaults();
    private static final DriftSettings STRICT = LENIENT.strictly();

    private final Random random = new Random(11);

    @Test
    void correctsPValuesAfterHolm() {
        List<Finding.Tested> tests =
                List.of(tested(0.01, 0.05), tested(0.04, 0.05), tested(0.03, 0.05), tested(0.005, 0.05));

        // The textbook's: 0.005·4, 0.01·3, 0.03·2, and 0.04 no less than the one before.
        assertThat(Holm.corrected(tests)).containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-15));
    }

    @Test
    void weighsPValuesByTheirLevels() {
        double[] corrected = Holm.corrected(List.of(tested(0.004, 0.01), tested(0.011, 0.05)));

        // 0.011 is the smaller part of its level, so it is held against half of it; then 0.004 against all of its own.
        assertThat(corrected[1]).isCloseTo(0.022, within(1e-15));
        assertThat(corrected[0]).isCloseTo(0.0044, within(1e-15));
    }

    @Test
    void keepsFalseAlarmsOverManyColumnsRare() {
        int lenient = 0;
        int strict = 0;
        for (int round = 0; round < 60; round++) {
            Map<String, Column> reference = noise(20, 200);
            Map<String, Column> current = noise(20, 200);
            lenient += DriftCheck.compare(reference, current, LENIENT).drifted() > 0 ? 1 : 0;
            strict += DriftCheck.compare(reference, current, STRICT).drifted() > 0 ? 1 : 0;
        }

        // 1 − 0.95^20 = 64 % against at most 5 %.
        assertThat(lenient).isGreaterThan(20);
        assertThat(strict).isLessThan(9);
    }

    @Test
    void stillSeesOneDriftedColumnAmongMany() {
        Map<String, Column> reference = noise(20, 200);
        Map<String, Column> current = noise(20, 200);
        current.put("c3", normal(200, 1));

        DriftReport report = DriftCheck.compare(reference, current, STRICT);

        assertThat(report.columns().stream().filter(ColumnDrift::drifted))
                .extracting(ColumnDrift::column)
                .containsExactly("c3");
        assertThat(report.algorithm()).contains("strict");
    }

    @Test
    void takesTheReferenceForASampleToo() {
        Map<String, Column> reference = Map.of("x", Column.categorical(List.of("a", "b", "c"), codes(40, 30, 30)));
        Map<String, Column> current = Map.of("x", Column.categorical(List.of("a", "b", "c"), codes(28, 36, 36)));

        ColumnDrift lenient = only(DriftCheck.compare(reference, current, LENIENT));
        ColumnDrift strict = only(DriftCheck.compare(reference, current, STRICT));

        // Σ(o − e)²/e = 6 with 2 degrees of freedom, against 144/34 · ½ · … of the 2×3 table: p = e^(−X²/2).
        assertThat(lenient.score()).isCloseTo(Math.exp(-(144 / 40.0 + 36 / 30.0 + 36 / 30.0) / 2), within(1e-12));
        assertThat(strict.score())
                .isCloseTo(Math.exp(-(2 * 36 / 34.0 + 4 * 9 / 33.0) / 2), within(1e-12))
                .isEqualTo(strict.pValue());
    }

    @Test
    void doesNotTakeOneRowOfANewCategoryForDrift() {
        Map<String, Column> reference = Map.of("x", Column.categorical(List.of("a", "b", "c"), codes(100, 100, 100)));
        Map<String, Column> current =
                Map.of("x", Column.categorical(List.of("a", "b", "c", "d"), codes(99, 100, 100, 1)));

        ColumnDrift lenient = only(DriftCheck.compare(reference, current, LENIENT));
        ColumnDrift strict = only(DriftCheck.compare(reference, current, STRICT));

        assertThat(lenient.score()).isZero();
        assertThat(lenient.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(strict.verdict()).isEqualTo(Verdict.STABLE);
        assertThat(strict.score()).isGreaterThan(0.3);
    }

    @Test
    void seesACategoryThatIsNewAndFrequent() {
        Map<String, Column> reference = Map.of("x", Column.categorical(List.of("a", "b", "c"), codes(100, 100, 100)));
        Map<String, Column> current =
                Map.of("x", Column.categorical(List.of("a", "b", "c", "d"), codes(80, 80, 80, 60)));

        assertThat(only(DriftCheck.compare(reference, current, STRICT)).verdict())
                .isEqualTo(Verdict.DRIFT);
    }

    @Test
    void doesNotTakeNoiseOfAFewRowsForDistance() {
        Map<String, Column> reference = Map.of("x", normal(5000, 0));
        Map<String, Column> current = Map.of("x", Column.numeric(-1.2, -0.4, -0.1, 0.3, 0.9, 1.4, -0.6, 0.1, 0.6, 2.1));

        ColumnDrift lenient = only(DriftCheck.compare(reference, current, LENIENT.withMinimumRows(10)));
        ColumnDrift strict = only(DriftCheck.compare(reference, current, STRICT.withMinimumRows(10)));

        assertThat(lenient.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(strict.score()).isEqualTo(lenient.score());
        assertThat(strict.pValue()).isGreaterThan(0.05);
        assertThat(strict.verdict()).isEqualTo(Verdict.STABLE);
    }

    @Test
    void leavesSmallDistancesAloneHoweverSignificant() {
        Map<String, Column> reference = Map.of("x", normal(100_000, 0));
        Map<String, Column> current = Map.of("x", normal(100_000, 0.03));

        ColumnDrift drift = only(DriftCheck.compare(reference, current, STRICT));

        assertThat(drift.pValue()).isLessThan(0.05);
        assertThat(drift.verdict()).isEqualTo(Verdict.STABLE);
    }

    @Test
    void measuresColumnsInSmallUnits() {
        Map<String, Column> reference = Map.of("x", scaled(2000, 0));
        Map<String, Column> current = Map.of("x", scaled(2000, 3));

        assertThat(only(DriftCheck.compare(reference, current, LENIENT)).verdict())
                .isEqualTo(Verdict.STABLE);
        assertThat(only(DriftCheck.compare(reference, current, STRICT)).verdict())
                .isEqualTo(Verdict.DRIFT);
    }

    @Test
    void seesAFallByMannWhitney() {
        Map<String, Column> reference = Map.of("x", normal(200, 0));
        Map<String, Column> current = Map.of("x", normal(200, -2));

        assertThat(only(DriftCheck.compare(reference, current, LENIENT.with("x", DriftTest.MANN_WHITNEY, null)))
                        .verdict())
                .isEqualTo(Verdict.STABLE);
        assertThat(only(DriftCheck.compare(reference, current, STRICT.with("x", DriftTest.MANN_WHITNEY, null)))
                        .verdict())
                .isEqualTo(Verdict.DRIFT);
    }

    @Test
    void givesEveryTestAFiniteStrictScore() {
        Map<String, Column> reference =
                Map.of("n", normal(60, 0), "c", Column.categorical(List.of("a", "b"), codes(30, 30)));
        Map<String, Column> current =
                Map.of("n", normal(60, 0), "c", Column.categorical(List.of("a", "b"), codes(28, 32)));
        for (DriftTest test : DriftTest.values()) {
            for (String column : List.of("n", "c")) {
                if (test.suits(reference.get(column))) {
                    DriftReport report = DriftCheck.compare(reference, current, STRICT.with(column, test, null));

                    assertThat(report.columns()).allMatch(drift -> drift.verdict() == Verdict.STABLE);
                }
            }
        }
    }

    private static Finding.Tested tested(double p, double level) {
        return new Finding.Tested(DriftTest.KOLMOGOROV_SMIRNOV, p, level, p, level);
    }

    private Map<String, Column> noise(int columns, int rows) {
        var noise = new LinkedHashMap<String, Column>();
        IntStream.range(0, columns).forEach(i -> noise.put("c" + i, normal(rows, 0)));
        return noise;
    }

    private Column normal(int rows, double mean) {
        return Column.numeric(IntStream.range(0, rows)
                .mapToDouble(i -> mean + random.nextGaussian())
                .toArray());
    }

    private Column scaled(int rows, double mean) {
        return Column.numeric(IntStream.range(0, rows)
                .mapToDouble(i -> 1e-6 * (mean + random.nextGaussian()))
                .toArray());
    }

    private static int[] codes(int... counts) {
        return IntStream.range(0, counts.length)
                .flatMap(code -> IntStream.generate(() -> code).limit(counts[code]))
                .toArray();
    }

    private static ColumnDrift only(DriftReport report) {
        assertThat(report.columns()).hasSize(1);
        return report.columns().get(0);
    }
}
