package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import io.mendflow.audit.Audit;
import io.mendflow.incident.Incident;
import io.mendflow.incident.IncidentMerged;
import io.mendflow.incident.IncidentOpened;
import io.mendflow.incident.IncidentReopened;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.SignalsCleared;
import io.mendflow.incident.SignalsFiring;
import io.mendflow.incident.State;
import io.mendflow.incident.Timeline;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The response to each incident: starts its flow, passes on what its signals do, and takes what people ask for. */
@Component
@Transactional
public class Responses {

    private final Incidents incidents;
    private final Timeline timeline;
    private final Audit audit;
    private final RuntimeService runtime;
    private final TaskService tasks;
    private final AsMendflow engine;
    private final RemediationSettings settings;

    Responses(
            Incidents incidents,
            Timeline timeline,
            Audit audit,
            RuntimeService runtime,
            TaskService tasks,
            IdentityService identity,
            RemediationSettings settings) {
        this.incidents = incidents;
        this.timeline = timeline;
        this.audit = audit;
        this.runtime = runtime;
        this.tasks = tasks;
        this.engine = new AsMendflow(identity);
        this.settings = settings;
    }

    @EventListener
    void start(IncidentOpened opened) {
        ProcessInstance process =
                engine.run(() -> runtime.startProcessInstanceByKey(PROCESS, opened.key(), variables(opened)));
        incidents.started(opened.key(), process.getId());
    }

    /** The flow begins anew, with what triage makes of it now. */
    @EventListener
    void start(IncidentReopened reopened) {
        Incident incident = incidents.lock(reopened.key());
        start(new IncidentOpened(
                reopened.key(), reopened.severity(), incident.service(), incident.environment(), incident.title()));
    }

    @EventListener
    void end(IncidentMerged merged) {
        tell(merged.key(), INCIDENT_CLOSED, Map.of(RESOLUTION, merged.resolution()));
    }

    @EventListener
    void passOn(SignalsCleared cleared) {
        tell(cleared.key(), SIGNALS_CLEARED, Map.of());
    }

    @EventListener
    void passOn(SignalsFiring firing) {
        tell(firing.key(), SIGNALS_FIRING, Map.of());
    }

    /**
     * Notes that a person has taken the incident up; the task to handle it becomes theirs. Who was first stays.
     *
     * @throws AlreadyClosed when it is resolved
     */
    public void acknowledge(String key, String by) {
        open(key);
        incidents.acknowledge(key, by);
        engine.run(() -> {
            Task task = tasks.createTaskQuery()
                    .processInstanceBusinessKey(key)
                    .taskDefinitionKey(TASK_HANDLE)
                    .taskUnassigned()
                    .singleResult();
            if (task != null) {
                tasks.setAssignee(task.getId(), by);
            }
            return task;
        });
    }

    /**
     * Takes the incident from automation to people.
     *
     * @throws AlreadyEscalated when people have it
     * @throws AlreadyClosed when it is resolved
     */
    public void escalate(String key, String by, String reason) {
        Incident incident = open(key);
        if (incident.state() == State.ESCALATED) {
            throw new AlreadyEscalated(key, incident.state());
        }
        String why = "%s asked for people: %s".formatted(by, reason);
        timeline.append(key, "escalation", why);
        audit.append(by, "incident.escalate", key, Map.of("reason", reason));
        if (tell(key, ESCALATION_ASKED, Map.of(WHY, why, WHY_CODE, "ASKED")) == 0) {
            engine.run(() -> {
                // Not by business key: the flow of before it was reopened may still be closing its ticket.
                ProcessInstance process = runtime.createProcessInstanceQuery()
                        .processDefinitionKey(PROCESS)
                        .processInstanceId(String.valueOf(incident.processInstanceId()))
                        .singleResult();
                if (process == null) {
                    incidents.escalated(key, why);
                } else {
                    runtime.setVariables(process.getId(), Map.of(ESCALATION_WANTED, true, WHY, why, WHY_CODE, "ASKED"));
                }
                return process;
            });
        }
    }

    /**
     * Closes the incident as a person says; its flow ends and its ticket is closed.
     *
     * @throws AlreadyClosed when it is resolved
     */
    public void resolve(String key, String by, String reason) {
        open(key);
        String resolution = "Closed by %s: %s".formatted(by, reason);
        incidents.resolve(key, by, resolution);
        tell(key, INCIDENT_CLOSED, Map.of(RESOLUTION, resolution));
    }

    private Incident open(String key) {
        Incident incident = incidents.lock(key);
        if (!incident.state().isOpen()) {
            throw new AlreadyClosed(incident);
        }
        return incident;
    }

    private int tell(String key, String message, Map<String, Object> variables) {
        return engine.run(() -> runtime.createMessageCorrelation(message)
                .processInstanceBusinessKey(key)
                .setVariables(variables)
                .correlateAllWithResult()
                .size());
    }

    private VariableMap variables(IncidentOpened opened) {
        Incident incident = incidents.lock(opened.key());
        return Variables.createVariables()
                .putValue(INCIDENT_KEY, opened.key())
                .putValue(TITLE, Summaries.cut(incident.title()))
                .putValue(SUMMARY, Summaries.of(incident))
                .putValue(SERVICE, incident.service())
                .putValue(ENVIRONMENT, incident.environment())
                .putValue(SEVERITY, incident.severity().text())
                .putValue(URGENCY, Urgency.of(incident.severity()))
                .putValue(REOPENED, incident.reopened())
                .putValue(ESCALATION_WANTED, false)
                .putValue(REFUSAL, "")
                .putValue(REJECTION, "")
                .putValue(WHY, "")
                .putValue(WHY_CODE, "")
                .putValue(CAUSES_WITHIN, text(settings.causesWithin()))
                .putValue(APPROVAL_REMINDER, text(settings.approvalReminder()))
                .putValue(APPROVAL_WITHIN, text(settings.approvalWithin()))
                .putValue(RUN_WITHIN, text(settings.runWithin()))
                .putValue(VERIFY_WITHIN, text(settings.verifyWithin()))
                .putValue(SOAK, text(settings.soak()))
                .putValue(ESCALATE_AFTER, text(settings.escalateAfter()))
                .putValue(TELL_WITHIN, text(settings.tellWithin()));
    }

    private static String text(Duration duration) {
        return duration.toString();
    }
}
