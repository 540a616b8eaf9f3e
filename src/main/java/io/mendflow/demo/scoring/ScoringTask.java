package io.mendflow.demo.scoring;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Scores the rows of a file with a model, one line a row. */
final class ScoringTask {

    private final TaskSettings settings;

    ScoringTask(TaskSettings settings) {
        this.settings = settings;
    }

    void run() throws IOException {
        Classifier classifier = Classifier.read(Objects.requireNonNull(settings.model(), "model"));
        Path file = Files.createDirectories(settings.output()).resolve("predictions.csv");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write("prediction,score\n");
            for (Row row : PaymentFile.rows(settings.data())) {
                double score = classifier.score(row);
                writer.write((classifier.isFraud(score) ? "1," : "0,") + score + "\n");
            }
        }
    }
}
