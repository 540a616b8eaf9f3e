package io.mendflow.model;

import static io.mendflow.model.ModelFlow.*;

import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.Trainer;
import io.mendflow.connector.Training;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import io.mendflow.model.ModelsSettings.Model;
import io.mendflow.model.Snapshots.Snapshot;
import io.mendflow.model.compare.Comparison;
import io.mendflow.model.compare.ComparisonReport;
import io.mendflow.model.compare.ComparisonSettings;
import io.mendflow.model.compare.Gate;
import io.mendflow.model.compare.Metric;
import io.mendflow.model.compare.Predictions;
import io.mendflow.model.compare.Scale;
import io.mendflow.model.compare.Verdict;
import io.mendflow.model.data.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** From a challenger in the store to what the gate says of it: champion and challenger answer the same held-out rows, without their labels. */
@Configuration(proxyBeanMethods = false)
class ComparisonTasks {

    private static final String REPORT = "comparison.json";

    /** How many different people each way out of the gate asks for; any other way is a refusal. */
    private static final Map<String, Integer> APPROVALS_OF =
            Map.of("roll-out", 0, "approve", 1, "validate-and-approve", 2);

    /** A first model, of which no gate with a threshold is asked. */
    private static final String NOTHING_TO_COMPARE = "nothing-to-compare";

    private final ModelSpecs specs;
    private final Promotions promotions;
    private final Snapshots snapshots;
    private final Trainer trainer;
    private final ModelStore store;
    private final Cards cards;

    ComparisonTasks(
            ModelSpecs specs,
            Promotions promotions,
            Snapshots snapshots,
            Trainer trainer,
            ModelStore store,
            Cards cards) {
        this.specs = specs;
        this.promotions = promotions;
        this.snapshots = snapshots;
        this.trainer = trainer;
        this.store = store;
        this.cards = cards;
    }

    /** Models are scored as they came back from the store, not as their trainer left them. */
    @Bean
    JavaDelegate startScoring() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            promotions.move(promotion.id(), PromotionState.COMPARING);
            requireLineage(promotion);
            Snapshot snapshot = snapshots.of(promotion);
            HeldOut.write(Table.of(snapshot.heldOut()), snapshots.data(promotion.model()), snapshot.questions());
            for (Contender contender : contenders(promotion)) {
                if (!Files.isDirectory(contender.folder())) {
                    store.fetch(promotion.model(), contender.version(), contender.folder());
                }
                Files.createDirectories(contender.output());
                trainer.start(request(promotion, contender));
            }
            promotions.tell(promotion.id(), "comparison", "Champion and challenger score the same held-out rows");
        });
    }

    private void requireLineage(Promotion promotion) {
        ModelVersion version = store.require(promotion.model(), String.valueOf(promotion.version()));
        if (version.run() == null
                || store.run(version.run())
                        .map(ModelRun::lineage)
                        .map(lineage -> lineage.data().isEmpty())
                        .orElse(true)) {
            throw new Trouble(
                    "Version %s of model '%s' has no lineage: nothing says what data it was made with. Register it with the run that made it and that run's data"
                            .formatted(version.version(), promotion.model()));
        }
    }

    @Bean
    JavaDelegate lookAtScoring() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            boolean scored = true;
            for (Contender contender : contenders(promotion)) {
                Training training = trainer.look(request(promotion, contender));
                if (training.state() == TrainingState.FAILED
                        || training.state() == TrainingState.CANCELLED
                        || training.state() == TrainingState.UNKNOWN) {
                    throw new Trouble("Scoring by the %s, version %s, is %s%s"
                            .formatted(
                                    contender.who(),
                                    contender.version(),
                                    training.state().text(),
                                    training.reason() == null ? "" : ": " + training.reason()));
                }
                scored &= training.state() == TrainingState.SUCCEEDED;
            }
            execution.setVariable(SCORED, scored);
        });
    }

    @Bean
    JavaDelegate cancelScoring() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            contenders(promotion).forEach(contender -> trainer.cancel(request(promotion, contender)));
            execution.setVariable(
                    WHY,
                    "Scoring did not end within "
                            + specs.model(promotion.model()).trainingWithin());
        });
    }

    @Bean
    JavaDelegate compareModels() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            ComparisonReport report = compare(promotion);
            promotions.keep(promotion.id(), REPORT, report);
            boolean first = promotion.champion() == null
                    && report.gates().isEmpty()
                    && report.problems().isEmpty();
            String reason = first
                    ? "Nothing serves yet to compare it with, and no gate has a threshold; people decide by its card"
                    : report.reason();
            promotions.tell(promotion.id(), "comparison", reason);
            execution.setVariable(
                    VERDICT, first ? NOTHING_TO_COMPARE : report.verdict().text());
            execution.setVariable(WHY, Steps.cut(reason));
        });
    }

    private ComparisonReport compare(Promotion promotion) throws IOException {
        HeldOut heldOut = HeldOut.read(Table.of(snapshots.of(promotion).heldOut()), snapshots.data(promotion.model()));
        Predictions champion = null;
        Predictions challenger = null;
        for (Contender contender : contenders(promotion)) {
            Predictions said = heldOut.predictions(contender.output().resolve("predictions.csv"), contender.who());
            if (contender.isChampion()) {
                champion = said;
            } else {
                challenger = said;
            }
        }
        if (challenger == null) {
            throw new IllegalStateException("Expected promotion %s to have a challenger".formatted(promotion.id()));
        }
        return new Comparison(settings(promotion.model(), champion != null))
                .compare(heldOut.truth(), champion, challenger, heldOut.slices());
    }

    /** Without a champion only thresholds can be asked for. */
    private ComparisonSettings settings(String model, boolean hasChampion) {
        ModelsSettings.Comparison wanted = specs.model(model).comparison();
        boolean classes = snapshots.data(model).positive() != null;
        List<Gate> gates = wanted.gates().isEmpty()
                ? List.of(Gate.nonInferiority(classes ? Metric.ACCURACY : Metric.RMSE, 0.02, Scale.RELATIVE, 0.95))
                : wanted.gates().stream().map(ComparisonTasks::gate).toList();
        List<Gate> asked = gates.stream()
                .filter(gate -> hasChampion || gate.kind() == Gate.Kind.THRESHOLD)
                .toList();
        ComparisonSettings settings = ComparisonSettings.of(
                wanted.metrics().stream().map(Metric::parse).toList(), asked);
        return new ComparisonSettings(
                settings.metrics(),
                settings.gates(),
                hasChampion ? settings.guardedGates() : asked,
                wanted.rounds(),
                settings.confidence(),
                settings.seed(),
                wanted.minimumRows(),
                settings.minimumOfClass(),
                wanted.threshold());
    }

    private static Gate gate(ModelsSettings.Gate gate) {
        Metric metric = Metric.parse(gate.metric());
        Scale scale = gate.relative() ? Scale.RELATIVE : Scale.ABSOLUTE;
        return switch (gate.kind()) {
            case "threshold" -> Gate.threshold(metric, gate.margin());
            case "change" -> Gate.change(metric, gate.margin(), scale);
            case "non-inferiority" -> Gate.nonInferiority(metric, gate.margin(), scale, gate.confidence());
            case "superiority" -> Gate.superiority(metric, gate.margin(), scale, gate.confidence());
            default ->
                throw new Trouble(
                        "Expected a gate's kind to be threshold, change, non-inferiority or superiority, got '%s'"
                                .formatted(gate.kind()));
        };
    }

    /** Takes what the gate's table says; a table that matches nothing lets nothing pass. */
    @Bean
    ExecutionListener takeGate() {
        return execution -> {
            Promotion promotion = promotion(execution);
            Map<String, Object> row =
                    execution.getVariable(DECISION_RESULT) instanceof DmnDecisionResult result && !result.isEmpty()
                            ? result.get(0).getEntryMap()
                            : Map.of();
            String route = row.get(ROUTE) == null ? "refuse" : row.get(ROUTE).toString();
            String because = row.get("because") == null
                    ? "no row of the gate's table matches"
                    : row.get("because").toString();
            execution.setVariable(ROUTE, route);
            // Beside the variable, which whoever completes a task can write: what is rolled out is asked of the row.
            if (APPROVALS_OF.containsKey(route)) {
                promotions.needs(promotion.id(), APPROVALS_OF.get(route));
            }
            String text = "Gate for tier %d, comparison %s: %s, because %s"
                    .formatted(promotion.tier(), execution.getVariable(VERDICT), route, because);
            promotions.tell(promotion.id(), "gate", text);
            if ("refuse".equals(route)) {
                execution.setVariable(WHY, Steps.cut("The gate refuses it. " + execution.getVariable(WHY)));
            }
        };
    }

    @Bean
    JavaDelegate writeCard() {
        return Steps.of(execution -> {
            Promotion promotion = promotion(execution);
            ComparisonReport report = promotions.read(promotion.id(), REPORT, ComparisonReport.class);
            String card = cards.write(promotion, report);
            promotions.keep(promotion.id(), "model-card.md", "text/markdown", card);
            execution.setVariable(CARD, Steps.cut(card));
            if (report.verdict() == Verdict.PASS) {
                store.stage(promotion.model(), String.valueOf(promotion.version()), ModelStage.VALIDATED);
            }
        });
    }

    /** One of those that are compared. */
    private record Contender(boolean isChampion, String version, Path folder, Path output) {

        String who() {
            return isChampion ? "champion" : "challenger";
        }
    }

    private List<Contender> contenders(Promotion promotion) {
        Contender challenger = contender(promotion, false, String.valueOf(promotion.version()));
        return promotion.champion() == null
                ? List.of(challenger)
                : List.of(contender(promotion, true, promotion.champion()), challenger);
    }

    private Contender contender(Promotion promotion, boolean champion, String version) {
        Path folder = specs.workspace(promotion.id());
        String who = champion ? "champion" : "challenger";
        return new Contender(champion, version, folder.resolve(who), folder.resolve(who + "-scores"));
    }

    private TrainingRequest request(Promotion promotion, Contender contender) {
        Model model = specs.model(promotion.model());
        if (model.trainer() == null) {
            throw new Trouble("Expected mendflow.models.inventory.%s.trainer to name who scores rows, but there is none"
                    .formatted(promotion.model()));
        }
        var parameters = new TreeMap<>(model.parameters());
        parameters.put("data", snapshots.of(promotion).questions().toString());
        parameters.put("model", contender.folder().toString());
        parameters.put("output", contender.output().toString());
        return new TrainingRequest(
                model.trainer(),
                promotion.id() + "-" + contender.who(),
                promotion.model(),
                "score",
                parameters,
                model.trainingWithin());
    }

    private Promotion promotion(DelegateExecution execution) {
        return promotions.working(execution.getProcessBusinessKey());
    }
}
