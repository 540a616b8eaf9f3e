package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import io.mendflow.diagnosis.Diagnosis;
import io.mendflow.diagnosis.Finding;
import io.mendflow.diagnosis.Findings;
import io.mendflow.incident.Cause;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps of the root-cause analysis. */
@Configuration(proxyBeanMethods = false)
class CauseTasks {

    private final Diagnosis diagnosis;
    private final Incidents incidents;
    private final Timeline timeline;

    CauseTasks(Diagnosis diagnosis, Incidents incidents, Timeline timeline) {
        this.diagnosis = diagnosis;
        this.incidents = incidents;
        this.timeline = timeline;
    }

    /** Asks the finder that the task names, and keeps what it finds beside the findings of the others. */
    @Bean
    JavaDelegate findCauses() {
        return execution -> {
            String key = execution.getProcessBusinessKey();
            if (execution.getVariable(FINDINGS) == null) {
                incidents.diagnosing(key, "Looking for causes");
            }
            String finder = (String) execution.getVariableLocal("finder");
            try {
                List<Finding> findings = found(execution);
                findings.addAll(diagnosis.find(finder, key));
                execution.setVariable(FINDINGS, Findings.write(findings));
            } catch (RuntimeException e) {
                if (LastTry.is()) {
                    throw new BpmnError("FINDING_FAILED", String.valueOf(e.getMessage()));
                }
                throw e;
            }
        };
    }

    @Bean
    JavaDelegate checkMetrics() {
        return execution -> execution.setVariable(METRICS_WANTED, diagnosis.asksMetrics());
    }

    @Bean
    JavaDelegate noteGap() {
        return execution -> timeline.append(
                execution.getProcessBusinessKey(),
                "cause",
                "The metrics could not be asked: causes are ranked without them");
    }

    @Bean
    JavaDelegate rankCauses() {
        return execution -> {
            String key = execution.getProcessBusinessKey();
            List<Cause> causes = diagnosis.rank(key, found(execution));
            incidents.explained(key, causes);
            String first = causes.get(0).evidence();
            execution.setVariable(TOP_CAUSE, Summaries.cut(first));
            timeline.append(key, "cause", "Most probable cause: " + first);
        };
    }

    private static List<Finding> found(DelegateExecution execution) {
        return new ArrayList<>(Findings.read((String) execution.getVariable(FINDINGS)));
    }
}
