package io.mendflow.console.evidence;

import io.mendflow.engine.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
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
        instances.forEach(instance -> models.computeIfAbsent(
                "processes/%s-v%d.bpmn".formatted(instance.process(), instance.version()),
                name -> model(instance.definitionId())));
        return models;
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
            List<Activity> activities) {}

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
