package io.mendflow.model.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftCheckTest {

    private static final DriftSettings DEFAULTS = DriftSettings.defaults();

    private final Random random = new Random(7);

    @Test
    void callsADataSetDriftedWhenHalfOfItsColumnsAre() {
        var reference = Map.of("moved", normal(500, 0), "same", normal(500, 0));
        var current = Map.of("moved", normal(500, 3), "same", reference.get("same"));

        DriftReport report = DriftCheck.compare(reference, current, DEFAULTS);

        assertThat(report.verdict()).isEqualTo(DatasetVerdict.DRIFT);
        assertThat(report.share()).isEqualTo(0.5);
        assertThat(report.summary()).isEqualTo("Drift: 1 of 2 features have drifted");
        assertThat(DriftCheck.compare(reference, current, DEFAULTS.withDriftedShare(0.6))
                        .verdict())
                .isEqualTo(DatasetVerdict.NO_DRIFT);
    }

    @Test
    void judgesPredictionsBesideTheFeatures() {
        var reference = Map.of("age", normal(500, 0), "score", normal(500, 0));
        var current = Map.of("age", reference.get("age"), "score", normal(500, 3));

        DriftReport report = DriftCheck.compare(reference, current, DEFAULTS.withPredictions("score"));

        assertThat(report.verdict()).isEqualTo(DatasetVerdict.NO_DRIFT);
        assertThat(report.features()).isOne();
        assertThat(report.predictions()).isEqualTo(DatasetVerdict.DRIFT);
        assertThat(column(report, "score").role()).isEqualTo(Role.PREDICTION);
    }

    @Test
    void leavesPredictionsUndecidedWhenThereAreNone() {
        DriftReport report = DriftCheck.compare(Map.of("age", normal(500, 0)), Map.of("age", normal(500, 0)), DEFAULTS);

        assertThat(report.predictions()).isEqualTo(DatasetVerdict.UNDECIDED);
    }

    @Test
    void takesTestAndThresholdOfAColumnFromItsRule() {
        var reference = Map.<String, Column>of("x", normal(500, 0));
        var current = Map.<String, Column>of("x", normal(500, 0.5));

        ColumnDrift lenient =
                only(DriftCheck.compare(reference, current, DEFAULTS.with("x", DriftTest.WASSERSTEIN, 0.9)));
        ColumnDrift byDefault =
                only(DriftCheck.compare(reference, current, DEFAULTS.with("x", DriftTest.WASSERSTEIN, null)));

        assertThat(lenient.verdict()).isEqualTo(Verdict.STABLE);
        assertThat(lenient.threshold()).isEqualTo(0.9);
        assertThat(byDefault.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(byDefault.score()).isEqualTo(lenient.score()).isCloseTo(0.5, within(0.2));
    }

    @Test
    void choosesByRowsAndValuesOfTheReference() {
        assertThat(chosen(normal(1000, 0))).isEqualTo(DriftTest.KOLMOGOROV_SMIRNOV);
        assertThat(chosen(normal(1001, 0))).isEqualTo(DriftTest.WASSERSTEIN);
        assertThat(chosen(digits(1000, 6))).isEqualTo(DriftTest.KOLMOGOROV_SMIRNOV);
        assertThat(chosen(digits(1000, 5))).isEqualTo(DriftTest.CHI_SQUARE);
        assertThat(chosen(digits(1000, 2))).isEqualTo(DriftTest.Z);
        assertThat(chosen(digits(1001, 5))).isEqualTo(DriftTest.JENSEN_SHANNON);
        assertThat(chosen(letters(1000, 3))).isEqualTo(DriftTest.CHI_SQUARE);
        assertThat(chosen(letters(1000, 2))).isEqualTo(DriftTest.Z);
        assertThat(chosen(letters(1001, 2))).isEqualTo(DriftTest.JENSEN_SHANNON);
    }

    @Test
    void leavesMissingAndInfiniteNumbersOutAndCountsThem() {
        double[] values = random.doubles(100).toArray();
        double[] holes = Arrays.copyOf(values, 104);
        Arrays.fill(holes, 100, 104, Double.NaN);
        holes[102] = Double.POSITIVE_INFINITY;
        holes[103] = Double.NEGATIVE_INFINITY;

        ColumnDrift drift = compare(Column.numeric(values), Column.numeric(holes));

        assertThat(drift.verdict()).isEqualTo(Verdict.STABLE);
        assertThat(drift.score()).isEqualTo(1);
        assertThat(drift.current()).isEqualTo(new ValueCounts(104, 2, 2));
    }

    @Test
    void leavesTheCallersArraysAsTheyAre() {
        double[] values = {3, 1, Double.NaN, 2};
        DriftCheck.compare(Map.of("x", Column.numeric(values)), Map.of("x", Column.numeric(values)), DEFAULTS);

        assertThat(values).containsExactly(3, 1, Double.NaN, 2);
    }

    @Test
    void saysThatThereAreTooFewRows() {
        ColumnDrift drift = compare(normal(29, 0), normal(500, 9));

        assertThat(drift.verdict()).isEqualTo(Verdict.TOO_FEW_ROWS);
        assertThat(drift.message())
                .isEqualTo(
                        "Expected at least 30 rows with a value on each side, but the reference has 29 and the current set 500");
        assertThat(compare(normal(30, 0), normal(500, 9)).verdict()).isEqualTo(Verdict.DRIFT);
    }

    @Test
    void tellsEmptyFromAllMissing() {
        double[] none = new double[40];
        Arrays.fill(none, Double.NaN);

        assertThat(compare(normal(40, 0), Column.numeric()).verdict()).isEqualTo(Verdict.EMPTY);
        assertThat(compare(normal(40, 0), Column.numeric(none)).verdict()).isEqualTo(Verdict.ALL_MISSING);
        assertThat(compare(letters(40, 2), Column.categorical(new String[40])).verdict())
                .isEqualTo(Verdict.ALL_MISSING);
        assertThat(compare(normal(40, 0), Column.categorical(new String[40])).verdict())
                .isEqualTo(Verdict.ALL_MISSING);
    }

    @Test
    void callsAValueThatNeverVariesConstant() {
        ColumnDrift numbers = compare(digits(2000, 1), digits(50, 1));
        ColumnDrift letters = compare(letters(50, 1), letters(50, 1));

        assertThat(numbers.verdict()).isEqualTo(Verdict.CONSTANT);
        assertThat(numbers.message()).isEqualTo("Every row of both sets has the value 0");
        assertThat(letters.verdict()).isEqualTo(Verdict.CONSTANT);
    }

    @Test
    void seesAConstantThatBecomesAnother() {
        double[] sevens = new double[50];
        Arrays.fill(sevens, 7);

        assertThat(compare(digits(50, 1), Column.numeric(sevens)).verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(compare(digits(2000, 1), Column.numeric(sevens)).score())
                .isCloseTo(Math.sqrt(Math.log(2)), within(1e-12));
    }

    @Test
    void namesTheSideThatLacksAColumn() {
        var reference = Map.of("kept", normal(50, 0), "lost", normal(50, 0));
        var current = Map.of("kept", normal(50, 0), "found", letters(50, 2));

        DriftReport report = DriftCheck.compare(reference, current, DEFAULTS);

        assertThat(column(report, "lost").message()).isEqualTo("The current set lacks this column");
        assertThat(column(report, "found").message()).isEqualTo("The reference lacks this column");
        assertThat(column(report, "found").type()).isEqualTo("categorical");
        assertThat(report.withoutAnswer()).hasSize(2);
    }

    @Test
    void doesNotCompareNumbersWithCategories() {
        ColumnDrift drift = compare(normal(50, 0), letters(50, 3));

        assertThat(drift.verdict()).isEqualTo(Verdict.TYPE_CHANGED);
        assertThat(drift.message()).isEqualTo("The reference is numeric, but the current set categorical");
    }

    @Test
    void doesNotTakeUnansweredColumnsForStableOnes() {
        var reference = Map.of("a", normal(50, 0), "b", normal(50, 0), "c", normal(50, 0));
        var current = Map.of("a", normal(50, 0));

        DriftReport report = DriftCheck.compare(reference, current, DEFAULTS);

        assertThat(report.verdict()).isEqualTo(DatasetVerdict.UNDECIDED);
        assertThat(report.summary())
                .isEqualTo("Undecided: 0 of 1 features have drifted; 2 of 3 features have no answer");
        assertThat(DriftCheck.compare(Map.of(), Map.of(), DEFAULTS).verdict()).isEqualTo(DatasetVerdict.UNDECIDED);
    }

    @Test
    void saysThatAStatisticIsNotFinite() {
        double[] huge =
                random.doubles(2000).map(value -> value * Double.MAX_VALUE).toArray();
        double[] negative = Arrays.stream(huge).map(value -> -value).toArray();

        assertThat(compare(Column.numeric(huge), Column.numeric(negative)).verdict())
                .isEqualTo(Verdict.NOT_COMPUTABLE);
    }

    @Test
    void doesNotCompareIdentifiers() {
        String[] ids = IntStream.range(0, 150_000).mapToObj(Integer::toString).toArray(String[]::new);

        ColumnDrift drift = compare(Column.categorical(ids), Column.categorical(ids));

        assertThat(drift.verdict()).isEqualTo(Verdict.NOT_COMPUTABLE);
        assertThat(drift.message()).startsWith("It has 100000 different values or more, as identifiers have");
    }

    @Test
    void doesNotLookAtIgnoredColumns() {
        var columns = Map.of("id", normal(50, 0), "x", normal(50, 0));

        assertThat(DriftCheck.compare(columns, columns, DEFAULTS.without("id")).columns())
                .extracting(ColumnDrift::column)
                .containsExactly("x");
    }

    @Test
    void refusesRulesForColumnsThatAreNotThere() {
        var columns = Map.of("age", normal(50, 0));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DriftCheck.compare(columns, columns, DEFAULTS.with("agee", null, 0.2)))
                .withMessage(
                        "Expected drift settings to name columns of the data, but neither side has [agee]; the columns are [age]");
    }

    @Test
    void refusesATestThatDoesNotSuitItsColumn() {
        var columns = Map.<String, Column>of("city", letters(50, 3));

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        DriftCheck.compare(columns, columns, DEFAULTS.with("city", DriftTest.KOLMOGOROV_SMIRNOV, null)))
                .withMessage(
                        "Expected a drift test for column 'city', which is categorical, but ks is not for those; choose another or none");
    }

    @Test
    void refusesSettingsWithoutSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.with("x", DriftTest.KOLMOGOROV_SMIRNOV, 1.5))
                .withMessage("Expected a threshold below 1 for ks, which answers a p-value, but got 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.with("x", null, Double.NaN))
                .withMessageContaining("but got NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withMinimumRows(1));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withDriftedShare(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DriftTest.of("kss"))
                .withMessageStartingWith("Expected a drift test, one of ks, wasserstein, psi");
    }

    @Test
    void keepsTheOrderOfTheReference() {
        var reference = new LinkedHashMap<String, Column>();
        IntStream.range(0, 20).forEach(i -> reference.put("c" + (20 - i), normal(50, 0)));

        assertThat(DriftCheck.compare(reference, reference, DEFAULTS).columns())
                .extracting(ColumnDrift::column)
                .containsExactlyElementsOf(reference.keySet());
    }

    @Test
    void becomesPlainJsonAndComesBack() throws Exception {
        var columns = Map.of("x", normal(500, 0), "city", letters(500, 3), "few", letters(5, 2));

        DriftReport report = DriftCheck.compare(columns, columns, DEFAULTS);

        JsonNode json = new ObjectMapper().valueToTree(report);
        assertThat(new ObjectMapper().treeToValue(json, DriftReport.class)).isEqualTo(report);

        assertThat(json.get("verdict").asText()).isEqualTo("no-drift");
        assertThat(json.get("algorithm").asText()).isEqualTo("evidently-0.7");
        for (JsonNode column : json.get("columns")) {
            if (column.get("column").asText().equals("x")) {
                assertThat(column.get("statistic").asText()).isEqualTo("ks");
                assertThat(column.get("distribution").get("edges")).hasSize(31);
                assertThat(column.get("reference").get("rows").asInt()).isEqualTo(500);
            }
        }
    }

    private DriftTest chosen(Column column) {
        return compare(column, column).statistic();
    }

    private static ColumnDrift compare(Column reference, Column current) {
        return only(DriftCheck.compare(Map.of("x", reference), Map.of("x", current), DEFAULTS));
    }

    private static ColumnDrift only(DriftReport report) {
        assertThat(report.columns()).hasSize(1);
        return report.columns().get(0);
    }

    private static ColumnDrift column(DriftReport report, String name) {
        return report.columns().stream()
                .filter(column -> column.column().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Column normal(int rows, double mean) {
        return Column.numeric(IntStream.range(0, rows)
                .mapToDouble(i -> mean + random.nextGaussian())
                .toArray());
    }

    private static Column digits(int rows, int values) {
        return Column.numeric(
                IntStream.range(0, rows).mapToDouble(i -> i % values).toArray());
    }

    private static Column letters(int rows, int values) {
        return Column.categorical(IntStream.range(0, rows)
                .mapToObj(i -> String.valueOf((char) ('a' + i % values)))
                .toArray(String[]::new));
    }
}
