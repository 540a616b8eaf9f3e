package io.mendflow.model.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every case of the golden file holds Evidently's own results; ours must not differ by more than 1e-9. */
class DriftGoldenTest {

    private static final double TOLERANCE = 1e-9;
    private static final JsonNode GOLDEN = read();

    @TestFactory
    Stream<DynamicTest> givesEvidentlysScoresAndVerdicts() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode golden : GOLDEN.get("cases")) {
            golden.get("results").fields().forEachRemaining(result -> {
                if (result.getValue().has("score")) {
                    String name = golden.get("name").asText() + " " + result.getKey();
                    tests.add(DynamicTest.dynamicTest(
                            name, () -> assertResult(golden, result.getKey(), result.getValue())));
                }
            });
        }
        assertThat(tests.stream().map(DynamicTest::getDisplayName)).hasSize(59);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> choosesEvidentlysDefaultTests() {
        return cases().map(golden -> DynamicTest.dynamicTest(golden.get("name").asText(), () -> {
            ColumnDrift drift = compare(golden, DriftSettings.defaults());

            String expected = golden.get("default_test").asText();
            assertThat(drift.statistic()).isEqualTo(DriftTest.of(expected));
            assertThat(drift.score())
                    .isCloseTo(golden.get("results").get(expected).get("score").asDouble(), within(TOLERANCE));
            assertThat(drift.drifted())
                    .isEqualTo(golden.get("results").get(expected).get("drift").asBoolean());
        }));
    }

    /** Epps-Singleton has a threshold in the file and no result. */
    @Test
    void hasEvidentlysDefaultThresholds() {
        GOLDEN.get("default_thresholds").fields().forEachRemaining(threshold -> {
            if (!threshold.getKey().equals("es")) {
                assertThat(DriftTest.of(threshold.getKey()).defaultThreshold())
                        .as(threshold.getKey())
                        .isEqualTo(threshold.getValue().asDouble());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> answersWhereEvidentlysGTestFails() {
        return cases().filter(golden -> golden.at("/results/g_test").has("error"))
                .map(golden -> DynamicTest.dynamicTest(golden.get("name").asText(), () -> {
                    ColumnDrift drift = compare(golden, DriftSettings.defaults().with("x", DriftTest.G, null));

                    // The chi-square statistic approximates G's, so the p-values are close.
                    assertThat(drift.score())
                            .isCloseTo(golden.at("/results/chisquare/score").asDouble(), within(0.01));
                }));
    }

    @TestFactory
    Stream<DynamicTest> binsAsEvidentlyDoes() {
        return cases().map(golden -> DynamicTest.dynamicTest(golden.get("name").asText(), () -> {
            Shares shares = column(golden, "reference") instanceof NumericColumn reference
                    ? numbers(golden, reference).shares()
                    : new CategoricalPair((CategoricalColumn) column(golden, "reference"), (CategoricalColumn)
                                    column(golden, "current"))
                            .shares();

            assertThat(shares.reference()).hasSize(golden.get("n_bins_used").asInt());
        }));
    }

    @TestFactory
    Stream<DynamicTest> measuresWassersteinInEvidentlysDeviations() {
        return cases().filter(golden -> golden.at("/results").has("raw_wasserstein"))
                .map(golden -> DynamicTest.dynamicTest(golden.get("name").asText(), () -> {
                    NumericPair pair = numbers(golden, (NumericColumn) column(golden, "reference"));

                    assertThat(Numbers.wasserstein(pair)
                                    * golden.at("/results/std_ddof0").asDouble())
                            .isCloseTo(golden.at("/results/raw_wasserstein").asDouble(), within(TOLERANCE));
                }));
    }

    private static NumericPair numbers(JsonNode golden, NumericColumn reference) {
        return new NumericPair(
                Finite.of(reference).sorted(),
                Finite.of((NumericColumn) column(golden, "current")).sorted());
    }

    private static void assertResult(JsonNode golden, String test, JsonNode expected) {
        ColumnDrift drift = compare(golden, DriftSettings.defaults().with("x", DriftTest.of(test), null));

        assertThat(drift.score()).isCloseTo(expected.get("score").asDouble(), within(TOLERANCE));
        assertThat(drift.drifted()).isEqualTo(expected.get("drift").asBoolean());
        assertThat(drift.reference().used()).isEqualTo(golden.get("n_ref").asInt());
        assertThat(drift.current().used()).isEqualTo(golden.get("n_cur").asInt());
    }

    private static ColumnDrift compare(JsonNode golden, DriftSettings settings) {
        return DriftCheck.compare(
                        Map.of("x", column(golden, "reference")), Map.of("x", column(golden, "current")), settings)
                .columns()
                .get(0);
    }

    private static Column column(JsonNode golden, String side) {
        Stream<JsonNode> values = StreamSupport.stream(golden.get(side).spliterator(), false);
        return golden.get("type").asText().equals("num")
                ? Column.numeric(values.mapToDouble(JsonNode::asDouble).toArray())
                : Column.categorical(values.map(JsonNode::asText).toArray(String[]::new));
    }

    private static Stream<JsonNode> cases() {
        return StreamSupport.stream(GOLDEN.get("cases").spliterator(), false);
    }

    private static JsonNode read() {
        try (InputStream file = DriftGoldenTest.class.getResourceAsStream("/model/drift-golden.json")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
