package io.mendflow.console.evidence;

import io.mendflow.engine.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricDecisionInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the engine remembers of the processes that worked on one business key: their models, and every activity in order. */
@Component
public class ProcessHistory {

    private final HistoryService history;
    private final RepositoryService repository;
    private final Engine engine;

    ProcessHistory(HistoryService history, RepositoryService repository, Engine engine) {
        this.history = history;
        this.repository = repository;
        this.engine = engine;
    }

    public List<Instance> of(String businessKey) {
        return engine.asMendflow(() -> history
                .createHistoricProcessInstanceQuery()
                .processInstanceBusinessKey(businessKey)
                .orderByProcessInstanceStartTime()
                .asc()
                .list()
                .stream()
                .map(this::instance)
                .toList());
    }

    /** The BPMN of these instances by file name, each version once. */
    public Map<String, byte[]> models(List<Instance> instances) {
        Map<String, byte[]> models = new TreeMap<>();
        instances.forEach(instance -> models.computeIfAbsent(instance.file(), name -> model(instance.definitionId())));
        return models;
    }

    /** What an instance was given or has found out: its variables of plain types as they were last, by name. */
    public Map<String, Object> facts(Instance instance) {
        return engine.asMendflow(() -> {
            Map<String, Object> facts = new TreeMap<>();
            history.createHistoricVariableInstanceQuery()
                    .processInstanceId(instance.id())
                    .variableTypeIn("string", "integer", "boolean", "double", "long")
                    .disableCustomObjectDeserialization()
                    .list()
                    .forEach(variable -> facts.put(variable.getName(), variable.getValue()));
            return facts;
        });
    }

    /** Every decision that these instances had taken, in order. */
    public List<Decision> decisions(List<Instance> instances) {
        return engine.asMendflow(() -> instances.stream()
                .flatMap(instance -> history
                        .createHistoricDecisionInstanceQuery()
                        .processInstanceId(instance.id())
                        .includeInputs()
                        .includeOutputs()
                        .disableCustomObjectDeserialization()
                        .orderByEvaluationTime()
                        .asc()
                        .list()
                        .stream())
                .map(this::decision)
                .toList());
    }

    private Decision decision(HistoricDecisionInstance taken) {
        Map<String, @Nullable Object> inputs = new LinkedHashMap<>();
        taken.getInputs().forEach(input -> inputs.put(input.getClauseName(), input.getValue()));
        Map<String, Rule> rules = new LinkedHashMap<>();
        List<String> rows = rows(taken);
        taken.getOutputs().forEach(output -> rules.computeIfAbsent(
                        output.getRuleId(), id -> new Rule(id, rows.indexOf(id) + 1, new LinkedHashMap<>()))
                .outputs()
                .put(output.getVariableName(), output.getValue()));
        int version = repository
                .getDecisionDefinition(taken.getDecisionDefinitionId())
                .getVersion();
        return new Decision(
                taken.getDecisionDefinitionKey(),
                version,
                taken.getDecisionDefinitionId(),
                taken.getProcessInstanceId(),
                taken.getActivityId(),
                taken.getEvaluationTime().toInstant(),
                inputs,
                List.copyOf(rules.values()));
    }

    /** The ids of a table's rows; the engine remembers which matched first, and not where that one stands. */
    private List<String> rows(HistoricDecisionInstance taken) {
        org.camunda.bpm.model.dmn.instance.Decision decision = repository
                .getDmnModelInstance(taken.getDecisionDefinitionId())
                .getModelElementById(taken.getDecisionDefinitionKey());
        return decision.getExpression() instanceof DecisionTable table
                ? table.getRules().stream().map(rule -> rule.getId()).toList()
                : List.of();
    }

    /** The DMN of these decisions by file name, each version once. */
    public Map<String, byte[]> tables(List<Decision> decisions) {
        Map<String, byte[]> tables = new TreeMap<>();
        decisions.forEach(decision -> tables.computeIfAbsent(
                decision.file(),
                name -> engine.asMendflow(() -> {
                    try (InputStream table = repository.getDecisionModel(decision.definitionId())) {
                        return table.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })));
        return tables;
    }

    private byte[] model(String definitionId) {
        return engine.asMendflow(() -> {
            try (InputStream model = repository.getProcessModel(definitionId)) {
                return model.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Instance instance(HistoricProcessInstance instance) {
        return new Instance(
                instance.getId(),
                instance.getProcessDefinitionKey(),
                instance.getProcessDefinitionVersion(),
                instance.getProcessDefinitionId(),
                instance.getSuperProcessInstanceId(),
                instance.getState(),
                instance.getStartTime().toInstant(),
                instant(instance.getEndTime()),
                instance.getDeleteReason(),
                history
                        .createHistoricActivityInstanceQuery()
                        .processInstanceId(instance.getId())
                        .orderPartiallyByOccurrence()
                        .asc()
                        .list()
                        .stream()
                        .map(ProcessHistory::activity)
                        .toList());
    }

    private static Activity activity(HistoricActivityInstance activity) {
        return new Activity(
                activity.getActivityId(),
                activity.getActivityName(),
                activity.getActivityType(),
                activity.getStartTime().toInstant(),
                instant(activity.getEndTime()),
                activity.isCanceled(),
                activity.getAssignee(),
                activity.getTaskId(),
                activity.getCalledProcessInstanceId());
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    /**
     * A process that ran or runs.
     *
     * @param process its key
     * @param calledBy id of the instance that called it
     * @param activities in the order they began
     */
    public record Instance(
            String id,
            String process,
            int version,
            String definitionId,
            @Nullable String calledBy,
            String state,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String endReason,
            List<Activity> activities) {

        /** Name of the file with its BPMN. */
        String file() {
            return "processes/%s-v%d.bpmn".formatted(process, version);
        }
    }

    /**
     * A decision that a table took.
     *
     * @param decision its key
     * @param instance id of the process instance that asked
     * @param activity id of the element that asked
     * @param inputs by what the table calls them
     * @param rules those that matched
     */
    public record Decision(
            String decision,
            int version,
            String definitionId,
            String instance,
            String activity,
            Instant at,
            Map<String, @Nullable Object> inputs,
            List<Rule> rules) {

        /** Name of the file with its DMN. */
        String file() {
            return "decisions/%s-v%d.dmn".formatted(decision, version);
        }
    }

    /**
     * A row of a decision table that matched.
     *
     * @param row its number in the table, from 1
     */
    public record Rule(String id, int row, Map<String, @Nullable Object> outputs) {}

    /** One visit of an element. */
    public record Activity(
            String id,
            @Nullable String name,
            String type,
            Instant startedAt,
            @Nullable Instant endedAt,
            boolean cancelled,
            @Nullable String assignee,
            @Nullable String task,
            @Nullable String calledInstance) {}
}
