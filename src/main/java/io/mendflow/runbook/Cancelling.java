package io.mendflow.runbook;

import io.mendflow.audit.Audit;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.RuntimeServiceImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.MessageEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.ProcessInstanceModificationBuilder;
import org.camunda.bpm.engine.runtime.TransitionInstance;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Stops runs that have begun. The part in hand ends; then the token is taken from wherever it waits to the undos. That is done by a job of the run's
 * own process instance, which the engine works only while no other of it is worked. Runs that it has called are stopped first.
 */
@Component
class Cancelling {

    private static final Duration BUSY = Duration.ofSeconds(1);

    /** Before whatever else is due. */
    private static final long URGENT = 1000;

    private final RunTable runs;
    private final RuntimeService processes;
    private final RepositoryService repository;
    private final JdbcClient jdbc;
    private final Audit audit;

    Cancelling(RunTable runs, RuntimeService processes, RepositoryService repository, JdbcClient jdbc, Audit audit) {
        this.runs = runs;
        this.processes = processes;
        this.repository = repository;
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /** Notes that a locked run is to be stopped, and has it done. Who asked first is who has stopped it. */
    void request(Run run, String by, String reason) {
        if (runs.cancellation(List.of(run.id())).isPresent()) {
            return;
        }
        runs.cancel(run, new Cancellation(by, reason));
        audit.append(by, "run.cancel", run.id(), Map.of("reason", reason));
        ((RuntimeServiceImpl) processes).getCommandExecutor().execute(context -> {
            plan(context, run.processInstanceId());
            return null;
        });
    }

    private void plan(CommandContext context, String instanceId) {
        ExecutionEntity instance = context.getExecutionManager().findExecutionById(instanceId);
        if (instance == null) {
            return;
        }
        MessageEntity job = new MessageEntity();
        job.setProcessInstanceId(instanceId);
        job.setRootProcessInstanceId(instance.getRootProcessInstanceId());
        job.setProcessDefinitionId(instance.getProcessDefinitionId());
        job.setProcessDefinitionKey(instance.getProcessDefinition().getKey());
        job.setDeploymentId(instance.getProcessDefinition().getDeploymentId());
        job.setJobHandlerType(CancelHandler.TYPE);
        job.setJobHandlerConfiguration(new CancelHandler.Instance(instanceId));
        job.setExclusive(true);
        job.setPriority(URGENT);
        context.getJobManager().send(job);
        children(context, instanceId).forEach(child -> plan(context, child));
    }

    /** Takes the token of a run to its undos, unless it is there, or in a run that it has called; inside parts that hold others, ends those first. */
    void stop(String instanceId, CommandContext context, MessageEntity job) {
        ExecutionEntity instance = context.getExecutionManager().findExecutionById(instanceId);
        Run run = runs.ofProcessInstance(instanceId).orElse(null);
        if (instance == null || run == null || run.state().isEnded()) {
            return;
        }
        if (isBusy(instanceId, job)) {
            GuardedContinuation.putOff(
                    job, ClockUtil.getCurrentTime().toInstant().plus(BUSY));
            return;
        }
        ActivityInstance tree = processes.getActivityInstance(instanceId);
        BpmnModelInstance model = repository.getBpmnModelInstance(run.processDefinitionId());
        UndoRow row = UndoRow.of(model);
        Set<String> active = new HashSet<>();
        collect(tree, active);
        if (active.stream().anyMatch(row.elements()::contains)) {
            return;
        }
        // One may have been called after the cancel was noted.
        List<String> called = children(context, instanceId);
        called.forEach(child -> plan(context, child));
        var inside = new CancelledParts(processes, jdbc, model);
        if (inside.isIn(tree)) {
            inside.end(instanceId, job.getId(), reason(run, instance));
        } else if (called.isEmpty()) {
            move(instanceId, tree, row, reason(run, instance));
        }
    }

    private void move(String instanceId, ActivityInstance tree, UndoRow row, String reason) {
        processes.setVariable(instanceId, Elements.RUN_REASON, OutputValues.cut(reason));
        ProcessInstanceModificationBuilder move = processes.createProcessInstanceModification(instanceId);
        for (ActivityInstance child : tree.getChildActivityInstances()) {
            move.cancelActivityInstance(child.getId());
        }
        for (TransitionInstance child : tree.getChildTransitionInstances()) {
            move.cancelTransitionInstance(child.getId());
        }
        move.startBeforeActivity(row.first()).execute();
    }

    private String reason(Run run, ExecutionEntity instance) {
        String reason = runs.cancellation(Stream.concat(Stream.of(run.id()), Callers.of(instance).stream())
                        .toList())
                .map(Cancellation::sentence)
                .orElse("cancelled");
        return run.state() == RunState.OUTCOME_UNKNOWN ? reason + "; " + run.reason() : reason;
    }

    /** Some part of it is being worked beside, so that it is not yet known what there is to undo. */
    private boolean isBusy(String instanceId, MessageEntity job) {
        return jdbc.sql(
                                """
                                select count(*) from ACT_RU_JOB where PROCESS_INSTANCE_ID_ = ? and ID_ <> ?
                                and LOCK_OWNER_ is not null and LOCK_EXP_TIME_ > ?""")
                        .params(List.of(
                                instanceId,
                                job.getId(),
                                new Timestamp(ClockUtil.getCurrentTime().getTime())))
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static List<String> children(CommandContext context, String instanceId) {
        return context.getExecutionManager().findExecutionsByProcessInstanceId(instanceId).stream()
                .filter(execution -> execution.getSubProcessInstance() != null)
                .map(execution -> execution.getSubProcessInstance().getId())
                .toList();
    }

    private static void collect(ActivityInstance tree, Set<String> active) {
        active.add(tree.getActivityId());
        for (ActivityInstance child : tree.getChildActivityInstances()) {
            collect(child, active);
        }
        for (TransitionInstance child : tree.getChildTransitionInstances()) {
            active.add(child.getActivityId());
        }
    }
}
