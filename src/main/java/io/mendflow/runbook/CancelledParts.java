package io.mendflow.runbook;

import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.ProcessInstanceModificationBuilder;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Ends a cancelled run inside {@code each} and {@code parallel} the way in which a failure ends it: every branch and every item comes to its end, and
 * then what was done is undone. If the tokens were taken away, the engine would forget with their scopes what there is to undo in them.
 */
final class CancelledParts {

    private final RuntimeService processes;
    private final JdbcClient jdbc;
    private final BpmnModelInstance model;

    CancelledParts(RuntimeService processes, JdbcClient jdbc, BpmnModelInstance model) {
        this.processes = processes;
        this.jdbc = jdbc;
        this.model = model;
    }

    /** Whether the run is in parts that hold others, or in several parts at the same time. */
    boolean isIn(ActivityInstance tree) {
        int tokens = tree.getChildActivityInstances().length + tree.getChildTransitionInstances().length;
        return tokens > 1
                || Stream.of(tree.getChildActivityInstances())
                        .anyMatch(child -> Elements.holdsParts(child.getActivityId()));
    }

    /**
     * Has the run stop, as a part that fails does, and lets everything find that out now: what would be tried or checked again later, and what waits for
     * somebody.
     *
     * @param jobId the job that does this
     */
    void end(String instanceId, String jobId, String reason) {
        if (!Boolean.TRUE.equals(processes.getVariable(instanceId, Elements.RUN_STOPS))) {
            processes.setVariable(instanceId, Elements.RUN_REASON, OutputValues.cut(reason));
        }
        processes.setVariable(instanceId, Elements.RUN_ESCALATES, false);
        processes.setVariable(instanceId, Elements.RUN_STOPS, true);
        makeDue(instanceId, jobId);
        for (Optional<Waiting> next = next(instanceId); next.isPresent(); next = next(instanceId)) {
            next.get().stop(processes.createProcessInstanceModification(instanceId));
        }
    }

    /** Past Camunda's own update of the jobs, which would collide with a node that looks at them in this moment. */
    private void makeDue(String instanceId, String jobId) {
        jdbc.sql(
                        """
                        update ACT_RU_JOB set DUEDATE_ = ?, RETRIES_ = case when RETRIES_ < 1 then 1 else RETRIES_ end
                        where PROCESS_INSTANCE_ID_ = ? and ID_ <> ?
                        and HANDLER_TYPE_ in ('async-continuation', 'timer-intermediate-transition')""")
                .params(List.of(new Timestamp(ClockUtil.getCurrentTime().getTime()), instanceId, jobId))
                .update();
    }

    /** Something that waits for somebody and has not heard that the run stops. */
    private Optional<Waiting> next(String instanceId) {
        return Optional.ofNullable(processes.getActivityInstance(instanceId))
                .flatMap(tree -> within(tree).findFirst());
    }

    private Stream<Waiting> within(ActivityInstance scope) {
        return Arrays.stream(scope.getChildActivityInstances())
                .flatMap(child -> Stream.concat(waiting(child, scope).stream(), within(child)));
    }

    private Optional<Waiting> waiting(ActivityInstance instance, ActivityInstance scope) {
        FlowNode node = model.getModelElementById(instance.getActivityId());
        if (node instanceof UserTask && node.getId().startsWith(Elements.decision(""))) {
            String slug = node.getId().substring(Elements.decision("").length());
            return Optional.of(new Waiting(Elements.stopped(slug), scope.getId()));
        }
        if (node instanceof UserTask || node instanceof ReceiveTask) {
            return Optional.of(new Waiting(failedStart(node), null));
        }
        return Optional.empty();
    }

    /** The start of what a part that fails leads to, in the innermost scope around a node. */
    private static String failedStart(FlowNode node) {
        ModelElementInstance around = node.getParentElement();
        while (around != null) {
            Optional<String> start = around.getChildElementsByType(SubProcess.class).stream()
                    .filter(SubProcess::triggeredByEvent)
                    .flatMap(failure -> failure.getChildElementsByType(StartEvent.class).stream())
                    .map(StartEvent::getId)
                    .findFirst();
            if (start.isPresent()) {
                return start.get();
            }
            around = around.getParentElement();
        }
        throw new IllegalStateException("Expected a way for failures around " + node.getId());
    }

    /**
     * Where the way goes on for what waits.
     *
     * @param end element to start there
     * @param scope activity instance that it is in; null when there is only one that it can be in
     */
    private record Waiting(String end, @Nullable String scope) {

        void stop(ProcessInstanceModificationBuilder move) {
            if (scope == null) {
                move.startBeforeActivity(end).execute();
            } else {
                move.startBeforeActivity(end, scope).execute();
            }
        }
    }
}
