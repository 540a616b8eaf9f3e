package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import io.mendflow.incident.Incidents;
import io.mendflow.incident.Signal;
import io.mendflow.incident.State;
import io.mendflow.incident.Timeline;
import io.mendflow.runbook.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Whether the trouble is over, by the word of the signals that brought it. */
@Configuration(proxyBeanMethods = false)
class VerificationTasks {

    private final Incidents incidents;
    private final Timeline timeline;
    private final Runs runs;
    private final RemediationSettings settings;

    VerificationTasks(Incidents incidents, Timeline timeline, Runs runs, RemediationSettings settings) {
        this.incidents = incidents;
        this.timeline = timeline;
        this.runs = runs;
        this.settings = settings;
    }

    /** The incident's row is locked from here to the commit, so a signal is either seen here or finds the message event. */
    @Bean
    JavaDelegate checkSignals() {
        return execution -> {
            String key = execution.getProcessBusinessKey();
            State state = incidents.lock(key).state();
            execution.setVariable(SOAK, soak(key).toString());
            if (state != State.VERIFYING) {
                incidents.verifying(key, "Waiting until the signals are clear for " + execution.getVariable(SOAK));
            }
            List<Signal> firing = incidents.firing(key);
            boolean clear = firing.isEmpty() || verifiedByRunAlone(execution, firing);
            execution.setVariable(CLEAR, clear);
            timeline.append(key, "verification", sentence(firing, clear));
        };
    }

    /** Notes who still fires at the deadline; when nobody does, as after a restart that took long, the flow verifies once more. */
    @Bean
    ExecutionListener noteNotClear() {
        return execution -> {
            String key = execution.getProcessBusinessKey();
            incidents.lock(key);
            List<Signal> firing = incidents.firing(key);
            boolean clear = firing.isEmpty() || verifiedByRunAlone(execution, firing);
            execution.setVariable(CLEAR, clear);
            if (!clear) {
                String why = "The signals did not stay clear within %s: %d still firing"
                        .formatted(execution.getVariable(VERIFY_WITHIN), firing.size());
                execution.setVariable(WHY, why);
                execution.setVariable(WHY_CODE, "NOT_CLEAR");
                timeline.append(key, "verification", why);
            }
        };
    }

    /** Whether people are needed at all any more: the trouble may have ended on the way to them. Who asked for them gets them anyway. */
    @Bean
    ExecutionListener lookAtSignals() {
        return execution -> {
            String key = execution.getProcessBusinessKey();
            incidents.lock(key);
            boolean asked = "ASKED".equals(execution.getVariable(WHY_CODE));
            execution.setVariable(CLEAR, !asked && incidents.firing(key).isEmpty());
        };
    }

    @Bean
    JavaDelegate resolveIncident() {
        return execution -> {
            boolean byPerson = "solved".equals(execution.getVariable(ESCALATION_OUTCOME));
            String by = byPerson ? (String) execution.getVariable(DECIDED_BY) : "mendflow";
            String resolution = byPerson
                    ? "Closed by %s: %s".formatted(by, execution.getVariable(COMMENT))
                    : "Verified: stayed clear for " + execution.getVariable(SOAK);
            execution.setVariable(RESOLUTION, Summaries.cut(resolution));
            incidents.resolve(execution.getProcessBusinessKey(), by, resolution);
        };
    }

    /** Longer when an alert flaps, and not so long that the deadline of the verification comes first. */
    private Duration soak(String key) {
        Duration longest = settings.verifyWithin().dividedBy(2);
        return incidents
                .calm(key)
                .map(calm -> calm.compareTo(longest) > 0 ? longest : calm)
                .filter(calm -> calm.compareTo(settings.soak()) > 0)
                .orElse(settings.soak());
    }

    /** Nothing is said by a run about what was told of after it had begun. */
    private boolean verifiedByRunAlone(DelegateExecution execution, List<Signal> firing) {
        if (!"succeeded".equals(execution.getVariable(RUN_OUTCOME))) {
            return false;
        }
        Instant begun = runs.find(String.valueOf(execution.getVariable(RUN_ID)))
                .map(details -> details.run().startedAt())
                .orElse(Instant.MIN);
        return firing.stream()
                .allMatch(signal -> settings.sourcesWithoutEnd().contains(signal.source())
                        && signal.receivedAt().isBefore(begun));
    }

    private static String sentence(List<Signal> firing, boolean clear) {
        if (firing.isEmpty()) {
            return "All signals are clear";
        }
        return clear
                ? "The run has verified the fix itself; its signals come from senders that never say when trouble is over"
                : "Still firing: " + firing.get(0).title()
                        + (firing.size() > 1 ? " and %d more".formatted(firing.size() - 1) : "");
    }
}
