package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import io.mendflow.audit.Audit;
import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Timeline;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Handing an incident to people, and taking back what they decide. */
@Configuration(proxyBeanMethods = false)
class EscalationTasks {

    private final Incidents incidents;
    private final Timeline timeline;
    private final Audit audit;
    private final IdentityService identity;
    private final JavaDelegate commentOnTicket;

    EscalationTasks(
            Incidents incidents,
            Timeline timeline,
            Audit audit,
            IdentityService identity,
            @Qualifier("commentOnTicket") JavaDelegate commentOnTicket) {
        this.incidents = incidents;
        this.timeline = timeline;
        this.audit = audit;
        this.identity = identity;
        this.commentOnTicket = commentOnTicket;
    }

    @Bean
    JavaDelegate markEscalated() {
        return execution -> {
            String why = (String) execution.getVariable(WHY);
            if (why == null || why.isBlank()) {
                why = "Automation ended with " + execution.getVariable(WHY_CODE);
                execution.setVariable(WHY, why);
            }
            execution.setVariable(LEVEL, 1);
            incidents.escalated(execution.getProcessBusinessKey(), why);
        };
    }

    /** Comments on the ticket, which is where people on call look; when its last try fails, the flow goes on and says so. */
    @Bean
    JavaDelegate tellOnCall() {
        return execution -> {
            try {
                commentOnTicket.execute(execution);
            } catch (Exception e) {
                if (LastTry.is()) {
                    throw new BpmnError("TELL_FAILED", Summaries.cut(String.valueOf(e.getMessage())));
                }
                throw e;
            }
        };
    }

    @Bean
    JavaDelegate noteNotTold() {
        return execution -> timeline.append(
                execution.getProcessBusinessKey(),
                "escalation",
                "People on call could not be told; the task waits in Tasklist all the same");
    }

    @Bean
    TaskListener announceHandling() {
        return task -> {
            String key = task.getExecution().getProcessBusinessKey();
            Incident incident = incidents.find(key).orElseThrow();
            if (incident.acknowledgedBy() != null && !"mendflow".equals(incident.acknowledgedBy())) {
                task.setAssignee(incident.acknowledgedBy());
            }
            timeline.append(key, "escalation", "Waits for a person: task 'Handle incident' in Tasklist");
        };
    }

    @Bean
    TaskListener recordHandling() {
        return task -> {
            String key = task.getExecution().getProcessBusinessKey();
            String decision = String.valueOf(task.getVariable(DECISION));
            if (!"solved".equals(decision) && !"retry".equals(decision)) {
                throw new IllegalArgumentException(
                        "Expected 'decision' to be 'solved' or 'retry', but it is '%s'".formatted(decision));
            }
            String by = Deciders.of(task, identity);
            Object comment = task.getVariable(COMMENT) == null ? "no comment" : task.getVariable(COMMENT);
            task.getExecution().setVariable(ESCALATION_OUTCOME, decision);
            task.getExecution().setVariable(DECIDED_BY, by);
            task.getExecution().setVariable(COMMENT, comment);
            incidents.acknowledge(key, by);
            timeline.append(key, "decision", "%s decided '%s': %s".formatted(by, decision, comment));
            audit.append(by, "incident.handle", key, Map.of("decision", decision, "comment", comment));
        };
    }

    @Bean
    JavaDelegate raiseLevel() {
        return execution -> {
            String key = execution.getProcessBusinessKey();
            int level = (Integer) execution.getVariable(LEVEL) + 1;
            execution.setVariable(LEVEL, level);
            timeline.append(
                    key,
                    "escalation",
                    "Nobody has solved it within %s: escalated to level %d"
                            .formatted(execution.getVariable(ESCALATE_AFTER), level));
            tell(execution);
        };
    }

    @Bean
    JavaDelegate noteCleared() {
        return execution -> {
            execution.setVariable(ESCALATION_OUTCOME, "cleared");
            timeline.append(
                    execution.getProcessBusinessKey(), "verification", "The signals cleared while people had it");
        };
    }

    private void tell(DelegateExecution execution) throws Exception {
        commentOnTicket.execute(execution);
    }
}
