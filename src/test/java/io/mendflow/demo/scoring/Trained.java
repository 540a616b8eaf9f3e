package io.mendflow.demo.scoring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Models for tests, trained as the trainer does it, in this process. */
final class Trained {

    private Trained() {}

    /** @param folder for the payments and the model */
    static Classifier on(String payments, Path folder) throws IOException {
        return Classifier.read(artifacts(payments, folder, Map.of()));
    }

    /** The folder with the model's artifacts. */
    static Path artifacts(String payments, Path folder, Map<String, String> settings) throws IOException {
        Payments.write(folder, 7);
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("MENDFLOW_TASK", "train");
        environment.put("MENDFLOW_DATA", folder.resolve(payments).toString());
        environment.put(
                "MENDFLOW_OUTPUT",
                folder.resolve("trained-" + payments.hashCode() + settings.hashCode())
                        .toString());
        TaskSettings task = TaskSettings.of(environment);
        new TrainingTask(task).run();
        return task.output().resolve("model");
    }
}
