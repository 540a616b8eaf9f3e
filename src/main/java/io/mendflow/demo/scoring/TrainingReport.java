package io.mendflow.demo.scoring;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.Tribuo;
import org.tribuo.classification.evaluation.LabelEvaluation;

/** What a training leaves in {@code training.json}: with which settings, how good, by which code and where. */
final class TrainingReport {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The classes that decide what comes out of a training. */
    private static final List<Class<?>> CODE = List.of(
            Trainer.class,
            TaskSettings.class,
            TrainingTask.class,
            TimelessTrainer.class,
            PaymentFile.class,
            Row.class,
            Features.class,
            ModelSheet.class,
            Classifier.class);

    private final TaskSettings settings;
    private final int trained;
    private final int measured;
    private final LabelEvaluation quality;

    /**
     * @param trained rows that the model was trained on
     * @param measured rows that its quality was measured on
     */
    TrainingReport(TaskSettings settings, int trained, int measured, LabelEvaluation quality) {
        this.settings = settings;
        this.trained = trained;
        this.measured = measured;
        this.quality = quality;
    }

    void write(Path folder) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("parameters", parameters());
        report.put("metrics", metrics());
        report.put("code", code());
        report.put("environment", environment());
        JSON.writeValue(folder.resolve("training.json").toFile(), report);
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new TreeMap<>(settings.parameters());
        parameters.put("algorithm", "logistic regression, AdaGrad");
        parameters.put("epochs", Integer.toString(TimelessTrainer.EPOCHS));
        parameters.put("learning_rate", Double.toString(TimelessTrainer.LEARNING_RATE));
        return parameters;
    }

    private Map<String, Number> metrics() {
        Map<String, Number> metrics = new TreeMap<>();
        metrics.put("rows", trained);
        metrics.put("validation_rows", measured);
        metrics.put("validation_roc_auc", quality.AUCROC(Classifier.FRAUD));
        metrics.put("validation_balanced_accuracy", 1 - quality.balancedErrorRate());
        return metrics;
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("java", Runtime.version().toString());
        environment.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        environment.put("tribuo", Tribuo.VERSION);
        return environment;
    }

    private static String code() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Class<?> type : CODE) {
                try (InputStream bytes = type.getResourceAsStream(type.getSimpleName() + ".class")) {
                    digest.update(bytes.readAllBytes());
                }
            }
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256, which every Java has", e);
        }
    }
}
