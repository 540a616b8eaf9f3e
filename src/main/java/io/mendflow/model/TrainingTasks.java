package io.mendflow.model;

import static io.mendflow.model.ModelFlow.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.Artifact;
import io.mendflow.connector.Lineage;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelRunState;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewRun;
import io.mendflow.connector.NewVersion;
import io.mendflow.connector.Trainer;
import io.mendflow.connector.Training;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import io.mendflow.model.ModelsSettings.Model;
import io.mendflow.model.drift.DriftReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** From a wish for another version to a challenger in the model store. Each step may be done again after a crash. */
@Configuration(proxyBeanMethods = false)
class TrainingTasks {

    private static final int LOG_LINES = 200;

    private final ModelSpecs specs;
    private final Promotions promotions;
    private final Champions champions;
    private final DriftChecks drifts;
    private final Snapshots snapshots;
    private final AskedParameters asked;
    private final Trainer trainer;
    private final ModelStore store;
    private final ObjectMapper json;

    TrainingTasks(
            ModelSpecs specs,
            Promotions promotions,
            Champions champions,
            DriftChecks drifts,
            Snapshots snapshots,
            AskedParameters asked,
            Trainer trainer,
            ModelStore store,
            ObjectMapper json) {
        this.specs = specs;
        this.promotions = promotions;
        this.champions = champions;
        this.drifts = drifts;
        this.snapshots = snapshots;
        this.asked = asked;
        this.trainer = trainer;
        this.store = store;
        this.json = json;
    }

    /** Looks for itself whether the rows have drifted, when that is what is said. What else asks for a retrain is taken at its word. */
    @Bean
    JavaDelegate confirmNeed() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            promotions.move(promotion.id(), PromotionState.CHECKING);
            noteChampion(execution, promotion);
            if (!promotion.cause().equals("drift") || !canCheckDrift(promotion.model())) {
                execution.setVariable(NEEDED, true);
                return;
            }
            DriftReport report = drifts.check(promotion.model());
            keep(promotion, report);
            boolean confirmed = drifts.isConfirmed(promotion.model(), report);
            execution.setVariable(NEEDED, confirmed);
            execution.setVariable(WHY, (confirmed ? "Confirmed. " : "Not confirmed. ") + report.summary());
            promotions.tell(
                    promotion.id(),
                    "drift",
                    (confirmed ? "The drift is confirmed. " : "The drift is not confirmed. ") + report.summary());
        });
    }

    private void noteChampion(DelegateExecution execution, Promotion promotion) {
        Optional<ModelVersion> champion = Champions.in(store, promotion.model());
        champion.ifPresent(now -> champions.seen(promotion.model(), now));
        promotions.against(
                promotion.id(),
                champion.map(ModelVersion::version).orElse(null),
                champion.map(ModelVersion::digest).orElse(null));
        execution.setVariable(HAS_CHAMPION, champion.isPresent());
    }

    private boolean canCheckDrift(String model) {
        ModelsSettings.Data data = specs.model(model).data();
        return data != null && data.reference() != null && data.current() != null;
    }

    private void keep(Promotion promotion, DriftReport report) {
        promotions.keep(promotion.id(), "drift.json", report);
        report.columns().stream()
                .filter(column -> column.drifted())
                .limit(20)
                .forEach(column -> promotions.keep(
                        promotion.id(),
                        "drift-" + column.column().replaceAll("[^A-Za-z0-9_-]", "-") + ".svg",
                        "image/svg+xml",
                        column.plot()));
    }

    /** Copies the rows, checks the copy and takes its fingerprint. */
    @Bean
    JavaDelegate checkData() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            List<String> objections = snapshots.take(promotion);
            execution.setVariable(DATA_FITS, objections.isEmpty());
            String text = objections.isEmpty()
                    ? "The data is as expected: "
                            + snapshots.dataSets(promotion).get(0).digest()
                    : "The data is not to be used: " + String.join("; ", objections);
            execution.setVariable(WHY, Steps.cut(text));
            promotions.tell(promotion.id(), "data", text);
        });
    }

    @Bean
    JavaDelegate startTraining() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            promotions.move(promotion.id(), PromotionState.TRAINING);
            store.register(promotion.model(), specs.model(promotion.model()).about());
            Files.createDirectories(output(promotion));
            Training training = trainer.start(request(promotion));
            promotions.tell(
                    promotion.id(),
                    "training",
                    "Training %s started%s"
                            .formatted(training.id(), training.reference() == null ? "" : ": " + training.reference()));
        });
    }

    @Bean
    JavaDelegate lookAtTraining() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            TrainingRequest request = request(promotion);
            Training training = trainer.look(request);
            execution.setVariable(TRAINED, training.state() == TrainingState.SUCCEEDED);
            if (training.state().isEnded()) {
                promotions.keep(promotion.id(), "training.log", "text/plain", logs(request));
            }
            if (training.state() == TrainingState.UNKNOWN) {
                throw new Trouble(
                        "The trainer no longer knows training %s; whether it did anything is for its log to tell"
                                .formatted(request.id()));
            }
            if (training.state() == TrainingState.FAILED || training.state() == TrainingState.CANCELLED) {
                throw new Trouble("Training %s is %s%s"
                        .formatted(
                                request.id(),
                                training.state().text(),
                                training.reason() == null ? "" : ": " + training.reason()));
            }
        });
    }

    /** The training has taken too long, or its flow is over. */
    @Bean
    JavaDelegate cancelTraining() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            TrainingRequest request = request(promotion);
            Training training = trainer.cancel(request);
            promotions.keep(promotion.id(), "training.log", "text/plain", logs(request));
            execution.setVariable(
                    WHY,
                    "Training %s did not end within %s and was ended: %s"
                            .formatted(
                                    request.id(),
                                    specs.model(promotion.model()).trainingWithin(),
                                    training.state().text()));
        });
    }

    /** Who cancels the flow cancels the training. */
    @Bean
    ExecutionListener stopTraining() {
        return execution -> {
            Promotion promotion = promotions.lock(execution.getProcessBusinessKey());
            if (promotion.state() != PromotionState.TRAINING) {
                return;
            }
            try {
                trainer.cancel(request(promotion));
            } catch (RuntimeException e) {
                promotions.tell(
                        promotion.id(),
                        "trouble",
                        "Its process was cancelled, and the training could not be ended: " + e.getMessage());
            }
        };
    }

    private String logs(TrainingRequest request) {
        try {
            return trainer.logs(request, LOG_LINES);
        } catch (RuntimeException e) {
            return "The log could not be read: " + e.getMessage();
        }
    }

    /** Puts what the trainer left into the store, with where it comes from. Whether there is anything is looked at here, and not believed. */
    @Bean
    JavaDelegate registerCandidate() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            if (promotion.version() != null) {
                return;
            }
            List<Artifact> artifacts = artifacts(promotion);
            JsonNode told = told(promotion);
            ModelRun run = run(promotion, told);
            ModelVersion version = store.createVersion(new NewVersion(
                    promotion.model(),
                    promotion.id(),
                    run.id(),
                    promotion.reason(),
                    Map.of("mendflow.promotion", promotion.id()),
                    artifacts));
            promotions.trained(promotion.id(), run.id(), version.version(), version.digest());
            promotions.tell(
                    promotion.id(),
                    "candidate",
                    "Version %s is in the store, sha256 %s".formatted(version.version(), version.digest()));
        });
    }

    private List<Artifact> artifacts(Promotion promotion) throws IOException {
        Path model = output(promotion).resolve("model");
        List<Artifact> artifacts = Files.isDirectory(model) ? Artifact.in(model) : List.of();
        if (artifacts.isEmpty()) {
            throw new Trouble("Training %s says that it has succeeded, but it left no model in its output"
                    .formatted(promotion.id()));
        }
        return artifacts;
    }

    private JsonNode told(Promotion promotion) throws IOException {
        Path file = output(promotion).resolve("training.json");
        if (!Files.isRegularFile(file)) {
            return json.createObjectNode();
        }
        try {
            JsonNode told = json.readTree(file.toFile());
            promotions.keep(promotion.id(), "training.json", told);
            return told;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new Trouble(
                    "Expected the trainer's training.json to be JSON, but it is not: " + e.getOriginalMessage());
        }
    }

    private ModelRun run(Promotion promotion, JsonNode told) {
        Map<String, String> parameters = parameters(promotion);
        told.path("parameters")
                .properties()
                .forEach(
                        field -> parameters.put(field.getKey(), field.getValue().asText()));
        ModelRun run = store.startRun(new NewRun(
                promotion.model(),
                promotion.id(),
                promotion.id(),
                new Lineage(snapshots.dataSets(promotion), code(told), parent(promotion)),
                parameters,
                Map.of("mendflow.promotion", promotion.id(), "mendflow.cause", promotion.cause())));
        if (run.state() == ModelRunState.RUNNING) {
            var metrics = new TreeMap<String, Double>();
            told.path("metrics")
                    .properties()
                    .forEach(field -> metrics.put(field.getKey(), number(promotion, field.getKey(), field.getValue())));
            store.log(run.id(), Map.of(), metrics);
            run = store.endRun(run.id(), ModelRunState.FINISHED);
        }
        return run;
    }

    private static double number(Promotion promotion, String name, JsonNode value) {
        double number = value.isTextual() ? Double.NaN : value.asDouble(Double.NaN);
        if (!Double.isFinite(number)) {
            throw new Trouble("Training %s reports %s = %s; a metric must be a finite number"
                    .formatted(promotion.id(), name, value.asText()));
        }
        return number;
    }

    private static @Nullable String code(JsonNode told) {
        return told.path("code").isTextual() ? told.path("code").asText() : null;
    }

    private @Nullable String parent(Promotion promotion) {
        String champion = promotion.champion();
        return champion == null
                ? null
                : store.version(promotion.model(), champion)
                        .map(ModelVersion::run)
                        .orElse(null);
    }

    @Bean
    JavaDelegate refuseData() {
        return ending(PromotionState.REFUSED);
    }

    @Bean
    JavaDelegate endUnneeded() {
        return ending(PromotionState.NOT_NEEDED);
    }

    @Bean
    JavaDelegate refuseCandidate() {
        return Steps.of(execution -> {
            reject(execution);
            end(execution, PromotionState.REFUSED);
        });
    }

    @Bean
    JavaDelegate rejectCandidate() {
        return Steps.of(execution -> {
            reject(execution);
            if (!Boolean.FALSE.equals(execution.getVariable(APPROVED))) {
                execution.setVariable(
                        WHY,
                        "Nobody answered within %s, which counts as a rejection"
                                .formatted(execution.getVariable(APPROVAL_WITHIN)));
            }
            end(execution, PromotionState.REJECTED);
        });
    }

    /** However it failed, what it left behind is named, and the champion serves. */
    @Bean
    JavaDelegate failPromotion() {
        return Steps.insisting(execution -> end(execution, PromotionState.FAILED));
    }

    private void reject(DelegateExecution execution) {
        Promotion promotion = promotion(execution);
        if (promotion.version() != null) {
            store.stage(promotion.model(), promotion.version(), ModelStage.REJECTED);
        }
    }

    private JavaDelegate ending(PromotionState state) {
        return Steps.of(execution -> end(execution, state));
    }

    private void end(DelegateExecution execution, PromotionState state) {
        Object why = execution.getVariable(WHY);
        promotions.end(promotion(execution).id(), state, "mendflow", why == null ? state.text() : why.toString());
    }

    private Promotion promotion(DelegateExecution execution) {
        return promotions.working(execution.getProcessBusinessKey());
    }

    private Path output(Promotion promotion) {
        return specs.workspace(promotion.id()).resolve("training");
    }

    private TrainingRequest request(Promotion promotion) {
        Model model = specs.model(promotion.model());
        if (model.trainer() == null) {
            throw new Trouble(
                    "Expected mendflow.models.inventory.%s.trainer to name a trainer, such as command/%s, but there is none"
                            .formatted(promotion.model(), promotion.model()));
        }
        Map<String, String> parameters = parameters(promotion);
        parameters.put("data", snapshots.of(promotion).training().toString());
        parameters.put("output", output(promotion).toString());
        return new TrainingRequest(
                model.trainer(), promotion.id(), promotion.model(), "train", parameters, model.trainingWithin());
    }

    /** Those of the settings, those that somebody has set for this training, and the seed. */
    private Map<String, String> parameters(Promotion promotion) {
        var parameters = new TreeMap<>(specs.model(promotion.model()).parameters());
        parameters.putAll(asked.of(promotion.id()));
        parameters.put("seed", seed(promotion));
        return parameters;
    }

    /** The same for the same promotion, whoever asks. */
    private static String seed(Promotion promotion) {
        return Integer.toString(promotion.id().hashCode() & 0x7fffffff);
    }
}
