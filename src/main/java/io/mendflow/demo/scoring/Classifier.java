package io.mendflow.demo.scoring;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

/** A trained model with its sheet. Any number of threads may ask it. */
final class Classifier {

    static final String FILE = "model.tribuo";
    static final Label FRAUD = new Label("1");
    static final Label HONEST = new Label("0");

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Model<Label> model;
    private final ModelSheet sheet;
    private final Features features;

    Classifier(Model<Label> model, ModelSheet sheet) {
        this.model = model;
        this.sheet = sheet;
        this.features = new Features(sheet.features());
    }

    /** Reads one from the bytes of its two files. */
    static Classifier of(byte[] sheet, byte[] model) throws IOException {
        return new Classifier(
                Model.deserializeFromStream(new ByteArrayInputStream(model)).castModel(Label.class),
                JSON.readValue(sheet, ModelSheet.class));
    }

    static Classifier read(Path folder) throws IOException {
        return of(Files.readAllBytes(folder.resolve(ModelSheet.FILE)), Files.readAllBytes(folder.resolve(FILE)));
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(ModelSheet.FILE), JSON.writeValueAsBytes(sheet));
        model.serializeToFile(folder.resolve(FILE));
    }

    /**
     * The probability that a payment is fraud, if half of all payments were.
     *
     * @throws IllegalArgumentException when the row has not every feature
     */
    double score(Row row) {
        Example<Label> example = features.example(row, LabelFactory.UNKNOWN_LABEL);
        return model.predict(example).getOutputScores().get(FRAUD.getLabel()).getScore();
    }

    boolean isFraud(double score) {
        return score >= sheet.threshold();
    }
}
