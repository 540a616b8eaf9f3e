package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import io.mendflow.audit.Audit;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Timeline;
import io.mendflow.runbook.Plan;
import io.mendflow.runbook.Plans;
import io.mendflow.runbook.Runs;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Plans before people are asked, and again before anything acts: what they approved is that plan and no other. */
@Configuration(proxyBeanMethods = false)
class PlanTasks {

    private final Plans plans;
    private final RunPlans kept;
    private final Runs runs;
    private final Approvals approvals;
    private final Incidents incidents;
    private final Timeline timeline;
    private final Audit audit;

    PlanTasks(
            Plans plans,
            RunPlans kept,
            Runs runs,
            Approvals approvals,
            Incidents incidents,
            Timeline timeline,
            Audit audit) {
        this.plans = plans;
        this.kept = kept;
        this.runs = runs;
        this.approvals = approvals;
        this.incidents = incidents;
        this.timeline = timeline;
        this.audit = audit;
    }

    @Bean
    JavaDelegate planRun() {
        return this::plan;
    }

    @Bean
    JavaDelegate checkPlan() {
        return execution -> {
            String approved = kept.find(runId(execution)).map(Plan::hash).orElse("");
            Plan now = plan(execution);
            execution.setVariable(PLAN_HOLDS, approved.equals(now.hash()) && isApproved(execution));
        };
    }

    private Plan plan(DelegateExecution execution) {
        String id = runId(execution);
        Plan plan = plans.plan(runs.find(id).orElseThrow().run());
        kept.keep(id, plan);
        int voided = approvals.voidOthers(id, plan.hash());
        if (voided > 0) {
            String text = "What %s would do has changed since it was approved; %d %s void, and it is asked again"
                    .formatted(id, voided, voided == 1 ? "approval is" : "approvals are");
            tell(execution, text);
            audit.append("mendflow", "approval.void", id, Map.of("plan", plan.hash(), "approvals", voided));
        }
        if (execution.getVariable(INCIDENT_KEY) instanceof String key) {
            // In the transaction that asks: from then on the question itself hears when the signals clear.
            execution.setVariable(CLEAR, incidents.clear(key));
        }
        execution.setVariable(PLAN_HASH, plan.hash());
        execution.setVariable(PLAN_SUMMARY, Summaries.of(plan));
        execution.setVariable(APPROVALS_GIVEN, approvals.count(id).given());
        return plan;
    }

    /** By the table: variables can be written by whoever completes a task. */
    private boolean isApproved(DelegateExecution execution) {
        return approvals.count(runId(execution)).isEnough();
    }

    private void tell(DelegateExecution execution, String text) {
        if (execution.getVariable(INCIDENT_KEY) instanceof String key) {
            timeline.append(key, "approval", text);
        }
    }

    private static String runId(DelegateExecution execution) {
        return (String) execution.getVariable(RUN_ID);
    }
}
