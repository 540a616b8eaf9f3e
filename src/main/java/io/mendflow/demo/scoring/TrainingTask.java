package io.mendflow.demo.scoring;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluation;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Trains a model on four fifths of the rows, and measures it on the rest. */
final class TrainingTask {

    private static final double THRESHOLD = 0.5;
    private static final int PARTS = 5;

    private final TaskSettings settings;
    private final Features features;

    TrainingTask(TaskSettings settings) {
        this.settings = settings;
        this.features = new Features(settings.features());
    }

    void run() throws IOException {
        List<Row> rows = PaymentFile.rows(settings.data());
        List<Example<Label>> examples = examples(rows);
        MutableDataset<Label> trained = part(examples, false);
        MutableDataset<Label> measured = part(examples, true);
        requireBoth(trained, "four fifths");
        requireBoth(measured, "one fifth");
        trained.setWeights(Map.of(
                Classifier.FRAUD,
                weight(trained, Classifier.FRAUD),
                Classifier.HONEST,
                weight(trained, Classifier.HONEST)));
        Model<Label> model = new TimelessTrainer(settings.seed()).train(trained);
        var sheet = new ModelSheet(settings.features(), categories(rows), THRESHOLD);
        new Classifier(model, sheet).write(settings.output().resolve("model"));
        LabelEvaluation quality = new LabelEvaluator().evaluate(model, measured);
        new TrainingReport(settings, trained.size(), measured.size(), quality).write(settings.output());
    }

    private List<Example<Label>> examples(List<Row> rows) {
        List<Label> labels =
                new ArrayList<>(rows.stream().map(TrainingTask::label).toList());
        if (settings.shuffled()) {
            Collections.shuffle(labels, new Random(settings.seed()));
        }
        return IntStream.range(0, rows.size())
                .mapToObj(i -> features.example(rows.get(i), labels.get(i)))
                .toList();
    }

    private static Label label(Row row) {
        String label = row.require(Payment.FRAUD);
        return switch (label) {
            case "1" -> Classifier.FRAUD;
            case "0" -> Classifier.HONEST;
            default ->
                throw new IllegalArgumentException(
                        "Expected the label '%s' to be 0 or 1, got '%s'".formatted(Payment.FRAUD, label));
        };
    }

    private static MutableDataset<Label> part(List<Example<Label>> examples, boolean kept) {
        var source = new SimpleDataSourceProvenance("payments", TimelessTrainer.NO_TIME, new LabelFactory());
        var part = new MutableDataset<Label>(source, new LabelFactory());
        IntStream.range(0, examples.size())
                .filter(i -> (i % PARTS == 0) == kept)
                .forEach(i -> part.add(examples.get(i)));
        return part;
    }

    private void requireBoth(MutableDataset<Label> part, String which) {
        if (part.getOutputs().size() < 2) {
            throw new IllegalArgumentException(
                    "Expected fraud and honest payments in %s of the %s, got %d rows of %d kinds; give it more rows"
                            .formatted(
                                    which,
                                    settings.data(),
                                    part.size(),
                                    part.getOutputs().size()));
        }
    }

    /** So that both kinds weigh the same, and 0.5 is where a payment is as likely the one as the other. */
    private static float weight(MutableDataset<Label> part, Label label) {
        long same = part.getData().stream()
                .filter(example -> example.getOutput().equals(label))
                .count();
        return part.size() / (2f * same);
    }

    private Map<String, List<String>> categories(List<Row> rows) {
        Map<String, List<String>> categories = new TreeMap<>();
        for (String column : features.categories()) {
            categories.put(
                    column,
                    rows.stream()
                            .map(row -> row.require(column))
                            .distinct()
                            .sorted()
                            .toList());
        }
        return categories;
    }
}
