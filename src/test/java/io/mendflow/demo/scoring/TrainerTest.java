package io.mendflow.demo.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.model.compare.Comparison;
import io.mendflow.model.compare.ComparisonReport;
import io.mendflow.model.compare.ComparisonSettings;
import io.mendflow.model.compare.Gate;
import io.mendflow.model.compare.Metric;
import io.mendflow.model.compare.Predictions;
import io.mendflow.model.compare.Scale;
import io.mendflow.model.compare.Truth;
import io.mendflow.model.compare.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Tribuo;

@Tag("peers")
class TrainerTest {

    private static final Gate BETTER = Gate.superiority(Metric.ROC_AUC, 0.05, Scale.ABSOLUTE, 0.95);
    private static final Gate NO_WORSE = Gate.nonInferiority(Metric.ROC_AUC, 0.02, Scale.ABSOLUTE, 0.95);
    private static final Gate NO_WORSE_IN_F1 = Gate.nonInferiority(Metric.F1, 0.02, Scale.ABSOLUTE, 0.95);

    @TempDir
    Path folder;

    @BeforeEach
    void writePayments() throws IOException {
        Payments.write(folder, 7);
    }

    @Test
    void trainsTheSameModelByteByByteInTwoProcesses() throws Exception {
        Process first = start("first", train(Payments.REFERENCE, Map.of("MENDFLOW_SEED", "3")));
        Process second = start("second", train(Payments.REFERENCE, Map.of("MENDFLOW_SEED", "3")));
        assertEndsWith(0, first, "first");
        assertEndsWith(0, second, "second");

        for (String file : List.of("model/model.json", "model/model.tribuo", "training.json")) {
            assertThat(folder.resolve("second").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("first").resolve(file));
        }
        JsonNode sheet = json("first/model/model.json");
        assertThat(sheet.path("features")).extracting(JsonNode::asText).containsExactlyElementsOf(Payment.LIVE_COLUMNS);
        assertThat(sheet.path("categories").path("country"))
                .extracting(JsonNode::asText)
                .containsExactly("AT", "DE", "FR", "NL");
        JsonNode training = json("first/training.json");
        assertThat(training.path("parameters").path("seed").asText()).isEqualTo("3");
        assertThat(training.path("metrics").path("validation_roc_auc").asDouble())
                .isBetween(0.75, 0.95);
        assertThat(training.path("code").asText()).matches("sha256:[0-9a-f]{64}");
        assertThat(training.path("environment").path("tribuo").asText()).isEqualTo(Tribuo.VERSION);

        Process score = start("scores", score("first", Payments.CURRENT));
        assertEndsWith(0, score, "scores");

        List<String> lines = Files.readAllLines(folder.resolve("scores/predictions.csv"));
        assertThat(lines)
                .hasSize(Files.readAllLines(folder.resolve(Payments.CURRENT)).size());
        assertThat(lines.get(0)).isEqualTo("prediction,score");
        assertThat(lines.subList(1, lines.size())).allMatch(line -> line.matches("[01],[01]\\.[0-9E-]+"));
    }

    @Test
    void failsWithAReasonAndLeavesNoModelBehind() throws Exception {
        Path file = folder.resolve("one-class.csv");
        Files.write(
                file,
                Files.readAllLines(folder.resolve(Payments.FRESH)).stream()
                        .filter(line -> !line.endsWith(",1"))
                        .toList());

        Process process = start("failed", train("one-class.csv", Map.of()));

        assertEndsWith(1, process, "failed");
        assertThat(folder.resolve("failed.log"))
                .content()
                .contains("Expected fraud and honest payments in four fifths of the")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("failed/model")).doesNotExist();
    }

    @Test
    void replacesAChampionThatTheDriftHasMadeWorse() throws IOException {
        run("champion", train(Payments.REFERENCE, Map.of()));
        run("challenger", train(Payments.FRESH, Map.of()));

        ComparisonReport after = compare("champion", "challenger", Payments.FRESH_HELDOUT, BETTER, NO_WORSE_IN_F1);
        ComparisonReport before = compare("challenger", "champion", Payments.HELDOUT, BETTER, NO_WORSE_IN_F1);

        assertThat(after.verdict()).as(after.reason()).isEqualTo(Verdict.PASS);
        assertThat(before.verdict()).as(before.reason()).isEqualTo(Verdict.PASS);
        double asItWas = balancedAccuracy("champion", Payments.HELDOUT);
        double drifted = balancedAccuracy("champion", Payments.FRESH_HELDOUT);
        assertThat(asItWas - drifted).isGreaterThan(0.1);
        assertThat(balancedAccuracy("challenger", Payments.FRESH_HELDOUT) - drifted)
                .isGreaterThan(0.1);
    }

    @Test
    void makesABadModelOfShuffledLabels() throws IOException {
        run("champion", train(Payments.FRESH, Map.of()));
        run("bad", train(Payments.FRESH, Map.of("MENDFLOW_LABELS", "shuffled", "MENDFLOW_SEED", "1")));

        ComparisonReport report = compare("champion", "bad", Payments.FRESH_HELDOUT, NO_WORSE);

        assertThat(report.verdict()).as(report.reason()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void needsTheSettledAmountOnlyWhenItIsToldTo() throws IOException {
        run("plain", train(Payments.FRESH, Map.of()));
        run("settled", train(Payments.FRESH, Map.of("MENDFLOW_FEATURES", "with-settlement")));

        ComparisonReport report = compare("plain", "settled", Payments.FRESH_HELDOUT, NO_WORSE, NO_WORSE_IN_F1);

        assertThat(report.verdict()).as(report.reason()).isEqualTo(Verdict.PASS);
        run("live", score("plain", Payments.CURRENT));
        assertThatThrownBy(() -> run("live", score("settled", Payments.CURRENT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected a value of 'settled_amount', got none");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> TaskSettings.of(Map.of("MENDFLOW_TASK", "predict")))
                .hasMessage("Expected MENDFLOW_TASK to be one of [train, score], got 'predict'");
        assertThatThrownBy(() -> TaskSettings.of(Map.of("MENDFLOW_TASK", "train")))
                .hasMessage("Expected the variable MENDFLOW_DATA in the environment, got none");
        assertThatThrownBy(() -> TaskSettings.of(Map.of(
                        "MENDFLOW_TASK", "train", "MENDFLOW_DATA", "d", "MENDFLOW_OUTPUT", "o", "MENDFLOW_SEED", "x")))
                .hasMessage("Expected MENDFLOW_SEED to be a whole number, got 'x'");
    }

    private ComparisonReport compare(String champion, String challenger, String rows, Gate... gates)
            throws IOException {
        return new Comparison(ComparisonSettings.of(List.of(), List.of(gates)))
                .compare(
                        Truth.classes(2, labels(rows)),
                        Predictions.probabilities(scores(champion, rows)),
                        Predictions.probabilities(scores(challenger, rows)),
                        List.of());
    }

    private double balancedAccuracy(String model, String rows) throws IOException {
        double[] scores = scores(model, rows);
        int[] labels = labels(rows);
        int[] all = new int[2];
        int[] right = new int[2];
        for (int i = 0; i < labels.length; i++) {
            all[labels[i]]++;
            right[labels[i]] += (scores[i] >= 0.5 ? 1 : 0) == labels[i] ? 1 : 0;
        }
        return ((double) right[0] / all[0] + (double) right[1] / all[1]) / 2;
    }

    private int[] labels(String rows) throws IOException {
        return PaymentFile.rows(folder.resolve(rows)).stream()
                .mapToInt(row -> Integer.parseInt(row.require(Payment.FRAUD)))
                .toArray();
    }

    private double[] scores(String model, String rows) throws IOException {
        Classifier classifier = Classifier.read(folder.resolve(model).resolve("model"));
        return PaymentFile.rows(folder.resolve(rows)).stream()
                .mapToDouble(classifier::score)
                .toArray();
    }

    private Map<String, String> train(String data, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("MENDFLOW_TASK", "train");
        environment.put("MENDFLOW_DATA", folder.resolve(data).toString());
        return environment;
    }

    private Map<String, String> score(String model, String data) {
        return Map.of(
                "MENDFLOW_TASK", "score",
                "MENDFLOW_DATA", folder.resolve(data).toString(),
                "MENDFLOW_MODEL", folder.resolve(model).resolve("model").toString());
    }

    private void run(String output, Map<String, String> environment) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("MENDFLOW_OUTPUT", folder.resolve(output).toString());
        TaskSettings settings = TaskSettings.of(all);
        if (settings.task().equals("train")) {
            new TrainingTask(settings).run();
        } else {
            new ScoringTask(settings).run();
        }
    }

    private Process start(String output, Map<String, String> environment) throws IOException {
        Files.createDirectories(folder.resolve(output));
        var builder = new ProcessBuilder(new ScoringProcesses(folder.resolve("processes"), 1).trainer())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(output + ".log").toFile());
        builder.environment().putAll(environment);
        builder.environment().put("MENDFLOW_OUTPUT", folder.resolve(output).toString());
        return builder.start();
    }

    private void assertEndsWith(int code, Process process, String output) throws Exception {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve(output + ".log")))
                .isEqualTo(code);
    }

    private JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(file).toFile());
    }
}
