package io.mendflow.model.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Our metrics against what scikit-learn computed from the same rows. */
class MetricGoldenTest {

    private static final Offset<Double> EXACTLY = Offset.offset(1e-12);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode golden = read();

    @Test
    void matchesWithTwoClasses() {
        JsonNode given = golden.get("binary");

        check(given, "metrics", classes(2, given, Predictions.probabilities(numbers(given.get("probabilities")))));
    }

    @Test
    void matchesWithTwoClassesAndWeights() {
        JsonNode given = golden.get("binary");

        check(given, "weighted", classes(2, given, Predictions.probabilities(numbers(given.get("probabilities")))));
    }

    @Test
    void matchesWithOneProbabilityForEachOfTwoClasses() {
        JsonNode given = golden.get("binary");
        double[] positive = numbers(given.get("probabilities"));
        double[][] both = new double[positive.length][];
        for (int row = 0; row < both.length; row++) {
            // The class with the higher probability is the answer: a tie goes to the first class here, to class 1 with
            // a threshold.
            both[row] = positive[row] == 0.5
                    ? new double[] {Math.nextDown(0.5), 0.5}
                    : new double[] {1 - positive[row], positive[row]};
        }

        check(given, "metrics", classes(2, given, Predictions.probabilities(both)));
    }

    @Test
    void matchesWithThreeClasses() {
        JsonNode given = golden.get("multiclass");

        check(given, "metrics", classes(3, given, Predictions.probabilities(rows(given.get("probabilities")))));
    }

    @Test
    void matchesWithThreeClassesAndWeights() {
        JsonNode given = golden.get("multiclass");

        check(given, "weighted", classes(3, given, Predictions.probabilities(rows(given.get("probabilities")))));
    }

    @Test
    void leavesClassesThatDoNotOccurOutOfTheMean() {
        JsonNode given = golden.get("absentClass");

        check(given, "metrics", classes(4, given, Predictions.labels(integers(given.get("labels")))));
    }

    @Test
    void countsPrecisionOfNothingAsZero() {
        JsonNode given = golden.get("nothingPositive");

        check(given, "metrics", classes(2, given, Predictions.labels(integers(given.get("labels")))));
    }

    @Test
    void matchesWhereAModelIsCertainAndWrong() {
        JsonNode given = golden.get("certainlyWrong");

        check(given, "metrics", classes(2, given, Predictions.probabilities(numbers(given.get("probabilities")))));
    }

    @Test
    void matchesWithValues() {
        check(golden.get("regression"), "metrics", this::values);
    }

    @Test
    void matchesWithValuesAndWeights() {
        check(golden.get("regression"), "weighted", this::values);
    }

    private static void check(JsonNode given, String expected, Scoring scoring) {
        List<Metric> metrics = new ArrayList<>();
        given.get(expected).fieldNames().forEachRemaining(name -> metrics.add(Metric.parse(name)));
        int[] rows = IntStream.range(0, given.get("truth").size()).toArray();
        int[] weights = expected.equals("weighted")
                ? integers(given.get("weights"))
                : IntStream.of(rows).map(row -> 1).toArray();

        double[] scores = scoring.scorer(rows, metrics).scores(weights);

        assertThat(metrics).isNotEmpty();
        for (int m = 0; m < scores.length; m++) {
            String name = metrics.get(m).text();
            assertThat(scores[m])
                    .as(name)
                    .isCloseTo(given.get(expected).get(name).asDouble(), EXACTLY);
        }
    }

    private static Scoring classes(int classes, JsonNode given, Predictions predictions) {
        Truth truth = Truth.classes(classes, integers(given.get("truth")));
        return (rows, metrics) -> new ClassScorer(truth, predictions, rows, metrics, 0.5);
    }

    private Scorer values(int[] rows, List<Metric> metrics) {
        JsonNode given = golden.get("regression");
        return new ValueScorer(
                Truth.values(numbers(given.get("truth"))),
                Predictions.values(numbers(given.get("values"))),
                rows,
                metrics);
    }

    private static int[] integers(JsonNode array) {
        return JSON.convertValue(array, int[].class);
    }

    private static double[] numbers(JsonNode array) {
        return JSON.convertValue(array, double[].class);
    }

    private static double[][] rows(JsonNode array) {
        return JSON.convertValue(array, double[][].class);
    }

    private static JsonNode read() {
        try (InputStream file = MetricGoldenTest.class.getResourceAsStream("/model/metrics-golden.json")) {
            return JSON.readTree(file);
        } catch (IOException e) {
            throw new AssertionError("Expected to read the golden file", e);
        }
    }

    /** Makes the scorer of a case. */
    private interface Scoring {
        Scorer scorer(int[] rows, List<Metric> metrics);
    }
}
