package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Timeline;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the decision tables are given, and what is made of triage. */
@Configuration(proxyBeanMethods = false)
class TriageTasks {

    private static final String NOBODY_KNOWS = "unknown";

    private final Incidents incidents;
    private final Timeline timeline;

    TriageTasks(Incidents incidents, Timeline timeline) {
        this.incidents = incidents;
        this.timeline = timeline;
    }

    /** Gives a decision table the incident's labels, and people the incident if they asked for it meanwhile. */
    @Bean
    ExecutionListener decisionFacts() {
        return execution -> {
            // Locked before any variable is read, so that a wish for people is either seen here or finds the message
            // event.
            Incident incident = incidents.lock(execution.getProcessBusinessKey());
            if (Boolean.TRUE.equals(execution.getVariable(ESCALATION_WANTED))
                    && !"Task_Triage".equals(execution.getCurrentActivityId())) {
                execution.setVariable(ESCALATION_WANTED, false);
                throw new BpmnError("ASKED", (String) execution.getVariable(WHY));
            }
            execution.setVariableLocal(LABELS, Variables.untypedValue(incident.labels(), true));
        };
    }

    /** Notes what the table said; a table that matches nothing means people only. */
    @Bean
    ExecutionListener takeTriage() {
        return execution -> {
            Optional<Decisions> decided = Decisions.of(execution);
            String category =
                    decided.map(row -> row.text(CATEGORY, NOBODY_KNOWS)).orElse(NOBODY_KNOWS);
            String priority = decided.map(row -> row.text(PRIORITY, "P3")).orElse("P3");
            String route = decided.map(row -> row.text(ROUTE, "people-only")).orElse("people-only");
            execution.setVariables(Map.of(
                    CATEGORY, category,
                    PRIORITY, priority,
                    ROUTE, route,
                    URGENCY, Urgency.of(priority),
                    AUTONOMY, "automate".equals(route) ? "auto" : "suggest"));
            if ("people-only".equals(route)) {
                execution.setVariable(
                        WHY,
                        decided.isPresent()
                                ? "Triage leaves it to people"
                                : "No row of the triage table matches, so it is left to people");
                execution.setVariable(WHY_CODE, decided.isPresent() ? "PEOPLE_ONLY" : "NO_TRIAGE");
            }
            note(execution, decided.isPresent(), category, priority, route);
        };
    }

    @Bean
    JavaDelegate ignoreIncident() {
        return execution -> incidents.resolve(
                execution.getProcessBusinessKey(), "mendflow", "Ignored: triage says that it needs no response");
    }

    private void note(DelegateExecution execution, boolean matched, String category, String priority, String route) {
        String key = execution.getProcessBusinessKey();
        incidents.triaged(key, category, priority, route);
        timeline.append(
                key,
                "triage",
                matched
                        ? "Triaged as %s, %s, route: %s".formatted(category, priority, route)
                        : "No row of the triage table matches: people only, %s".formatted(priority));
    }
}
