package io.mendflow.remediation;

import io.mendflow.audit.Audit;
import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Timeline;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.springframework.stereotype.Component;

/** Says on the incident what has befallen its flow, so that no incident stays in a working state on which nothing works. */
@Component
class FlowTroubles {

    private final Incidents incidents;
    private final Timeline timeline;
    private final Audit audit;
    private final IdentityService identity;

    FlowTroubles(Incidents incidents, Timeline timeline, Audit audit, IdentityService identity) {
        this.incidents = incidents;
        this.timeline = timeline;
        this.audit = audit;
        this.identity = identity;
    }

    /**
     * The flow is over. When the incident is not, somebody has cancelled it: people have the incident from now on. The flow of before an incident
     * was reopened may end late; another one works on it by then.
     */
    void ended(DelegateExecution execution) {
        String key = execution.getProcessBusinessKey();
        if (key == null || incidents.find(key).isEmpty()) {
            return;
        }
        Incident incident = incidents.lock(key);
        if (!incident.state().isOpen() || !execution.getProcessInstanceId().equals(incident.processInstanceId())) {
            return;
        }
        String by = person();
        String reason = ((ExecutionEntity) execution).getDeleteReason();
        String why = "Its process was cancelled by %s%s; nothing works on it any more, resolve it by the API"
                .formatted(by, reason == null || reason.isBlank() ? "" : " (" + reason + ")");
        timeline.append(key, "escalation", why);
        audit.append(by, "incident.cancel-process", key, Map.of("reason", reason == null ? "" : reason));
        incidents.escalated(key, why);
    }

    /** A step has used up its tries. */
    void failedForGood(String key, String activity, String message) {
        if (incidents.find(key).isPresent()) {
            timeline.append(
                    key,
                    "trouble",
                    "%s has failed for good and waits until somebody retries it in Cockpit: %s"
                            .formatted(activity, message));
        }
    }

    private String person() {
        Authentication person = identity.getCurrentAuthentication();
        return person == null || person.getUserId() == null ? "mendflow" : person.getUserId();
    }
}
