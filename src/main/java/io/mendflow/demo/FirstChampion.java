package io.mendflow.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.AliasMove;
import io.mendflow.connector.Artifact;
import io.mendflow.connector.Lineage;
import io.mendflow.connector.Lineage.DataSet;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelRunState;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewRun;
import io.mendflow.connector.NewVersion;
import io.mendflow.connector.Trainer;
import io.mendflow.connector.Training;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The model as it was before Mendflow looked after it: trained by the real trainer on the payments of then, put into the store with its run, and made
 * {@code @champion}, as the people before would have done.
 */
@Component
@Profile("demo")
class FirstChampion {

    private static final String KEY = "before-mendflow";
    private static final String CHAMPION = "champion";
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private final ModelStore store;
    private final Trainer trainer;
    private final ObjectMapper json;
    private final Clock clock;

    FirstChampion(ModelStore store, Trainer trainer, ObjectMapper json, Clock clock) {
        this.store = store;
        this.trainer = trainer;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Makes it, unless the model has a champion already.
     *
     * @param rows that it is trained on
     * @param folder for what the trainer leaves
     */
    void make(String model, Path rows, Path folder) throws IOException {
        store.register(model, null);
        if (store.aliased(model, CHAMPION).isPresent()) {
            return;
        }
        Path output = train(model, rows, folder);
        ModelRun run =
                run(model, rows, json.readTree(output.resolve("training.json").toFile()));
        ModelVersion version = store.createVersion(
                new NewVersion(model, KEY, run.id(), "As it was", Map.of(), Artifact.in(output.resolve("model"))));
        store.moveAliases(model, List.of(new AliasMove(CHAMPION, null, version.version())));
    }

    private Path train(String model, Path rows, Path folder) throws IOException {
        String id = "first-" + clock.millis();
        Path output = Files.createDirectories(folder.resolve(id)).toAbsolutePath();
        var request = new TrainingRequest(
                "command/" + model,
                id,
                model,
                "train",
                Map.of("data", rows.toAbsolutePath().toString(), "output", output.toString(), "seed", "1"),
                DEADLINE);
        trainer.start(request);
        new Patience(clock, DEADLINE).until(() -> trainer.look(request).state().isEnded());
        Training training = trainer.look(request);
        if (training.state() != TrainingState.SUCCEEDED) {
            throw new IllegalStateException("Expected the first champion to be trained, but its training is %s (%s): %s"
                    .formatted(training.state().text(), training.reason(), trainer.logs(request, 20)));
        }
        return output;
    }

    private ModelRun run(String model, Path rows, JsonNode told) throws IOException {
        Map<String, String> parameters = new TreeMap<>();
        told.path("parameters")
                .properties()
                .forEach(
                        field -> parameters.put(field.getKey(), field.getValue().asText()));
        Map<String, Double> metrics = new TreeMap<>();
        told.path("metrics")
                .properties()
                .forEach(field -> metrics.put(field.getKey(), field.getValue().asDouble()));
        var data =
                new DataSet("training", "sha256:" + sha256(rows), rows.toUri().toString());
        ModelRun run = store.startRun(new NewRun(
                model,
                KEY,
                "As it was",
                new Lineage(List.of(data), told.path("code").asText(), null),
                parameters,
                Map.of()));
        if (run.state() == ModelRunState.RUNNING) {
            store.log(run.id(), Map.of(), metrics);
            run = store.endRun(run.id(), ModelRunState.FINISHED);
        }
        return run;
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
