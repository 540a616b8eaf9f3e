package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import io.mendflow.audit.Audit;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Timeline;
import io.mendflow.runbook.Runs;
import io.mendflow.runbook.guard.Autonomy;
import io.mendflow.runbook.guard.Judged;
import io.mendflow.runbook.guard.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Asking people whether a run may happen. */
@Configuration(proxyBeanMethods = false)
class ApprovalTasks {

    private final Approvals approvals;
    private final Runs runs;
    private final Incidents incidents;
    private final Timeline timeline;
    private final Autonomy autonomy;
    private final Audit audit;
    private final IdentityService identity;
    private final Clock clock;

    ApprovalTasks(
            Approvals approvals,
            Runs runs,
            Incidents incidents,
            Timeline timeline,
            Autonomy autonomy,
            Audit audit,
            IdentityService identity,
            Clock clock) {
        this.approvals = approvals;
        this.runs = runs;
        this.incidents = incidents;
        this.timeline = timeline;
        this.autonomy = autonomy;
        this.audit = audit;
        this.identity = identity;
        this.clock = clock;
    }

    /** Takes what the policy says; a table that matches nothing lets nobody run anything. */
    @Bean
    ExecutionListener takePolicy() {
        return execution -> {
            String approval = Decisions.of(execution)
                    .map(row -> row.text(APPROVAL, "deny"))
                    .orElse("deny");
            execution.setVariables(Map.of(
                    APPROVAL, approval, APPROVALS_NEEDED, "four-eyes".equals(approval) ? 2 : 1, APPROVALS_GIVEN, 0));
            timeline.append(
                    execution.getProcessBusinessKey(),
                    "approval",
                    "Policy for risk %s in %s at autonomy %s: %s"
                            .formatted(
                                    execution.getVariable(RISK),
                                    execution.getVariable(ENVIRONMENT),
                                    execution.getVariable(AUTONOMY),
                                    approval));
        };
    }

    @Bean
    TaskListener announceApproval() {
        return task -> {
            DelegateExecution execution = task.getExecution();
            String key = execution.getProcessBusinessKey();
            // What was said to an earlier question must not answer this one.
            execution.removeVariables(List.of(DECISION, COMMENT));
            Approval approval = asked(task, execution);
            approvals.ask(approval);
            task.setDueDate(java.util.Date.from(approval.dueAt()));
            String ask = "Approval %d of %d asked for %s (risk %s)"
                    .formatted(approval.position(), approval.needed(), approval.runbook(), approval.risk());
            if (approval.incidentKey() != null) {
                incidents.awaitingApproval(key, ask);
            }
            audit.append(
                    "mendflow",
                    "approval.ask",
                    key,
                    Map.of(
                            "approval", approval.id(),
                            "run", approval.runId(),
                            "runbook", approval.runbook(),
                            "plan", approval.planHash()));
        };
    }

    @Bean
    TaskListener recordApproval() {
        return task -> {
            DelegateExecution execution = task.getExecution();
            String key = execution.getProcessBusinessKey();
            boolean approved = approved(task);
            String by = Deciders.of(task, identity);
            String comment = task.getVariable(COMMENT) == null ? "" : (String) task.getVariable(COMMENT);
            approvals.answer(task.getId(), approved ? Approval.State.APPROVED : Approval.State.REJECTED, by, comment);
            if (!approved) {
                autonomy.judge(overridden(execution));
            }
            // Counted anew from the table: whoever completes a task can write variables, but not these rows.
            Approvals.Count count = approvals.count(runId(execution));
            execution.setVariable(DECISION, approved ? "approve" : "reject");
            execution.setVariable(APPROVALS_NEEDED, count.needed());
            execution.setVariable(APPROVALS_GIVEN, count.given());
            String said = "%s by %s%s"
                    .formatted(approved ? "Approved" : "Rejected", by, comment.isBlank() ? "" : ": " + comment);
            execution.setVariable(REJECTION, Summaries.cut(said));
            execution.setVariable(DECIDED_BY, by);
            tell(execution, "approval", said);
            audit.append(
                    by,
                    approved ? "approval.approve" : "approval.reject",
                    key,
                    Map.of("approval", task.getId(), "comment", comment));
        };
    }

    /** The question went away with its task: it expired, the trouble ended, or people took over. */
    @Bean
    TaskListener withdrawApproval() {
        return task -> approvals.withdraw(task.getId());
    }

    @Bean
    JavaDelegate escalateApproval() {
        return execution -> tell(
                execution,
                "escalation",
                "Nobody has answered the approval of %s within %s; it expires after %s"
                        .formatted(
                                execution.getVariable(RUNBOOK_ID),
                                execution.getVariable(APPROVAL_REMINDER),
                                execution.getVariable(APPROVAL_WITHIN)));
    }

    private Approval asked(DelegateTask task, DelegateExecution execution) {
        Instant now = clock.instant();
        return new Approval(
                task.getId(),
                (String) execution.getVariable(INCIDENT_KEY),
                runId(execution),
                (String) execution.getVariable(RUNBOOK_ID),
                (String) execution.getVariable(RUNBOOK_TITLE),
                (String) execution.getVariable(RISK),
                null,
                (Integer) execution.getVariable(APPROVALS_NEEDED),
                (Integer) execution.getVariable(APPROVALS_GIVEN) + 1,
                (String) execution.getVariable(RUN_SUMMARY),
                runs.find(runId(execution)).orElseThrow().run().requestedBy(),
                (String) execution.getVariable(PLAN_HASH),
                Approval.State.PENDING,
                now,
                now.plus(Duration.parse((String) execution.getVariable(APPROVAL_WITHIN))),
                null,
                null,
                null);
    }

    /** Runs that a person asked for have no timeline. */
    private void tell(DelegateExecution execution, String kind, String text) {
        if (execution.getVariable(INCIDENT_KEY) instanceof String key) {
            timeline.append(key, kind, text);
        }
    }

    private static Judged overridden(DelegateExecution execution) {
        return new Judged(
                runId(execution),
                (String) execution.getVariable(RUNBOOK_ID),
                (String) execution.getVariable(CATEGORY),
                (String) execution.getVariable(ENVIRONMENT),
                Outcome.OVERRIDDEN,
                null);
    }

    private static String runId(DelegateExecution execution) {
        return (String) execution.getVariable(RUN_ID);
    }

    private static boolean approved(DelegateTask task) {
        String decision = String.valueOf(task.getVariable(DECISION));
        return switch (decision) {
            case "approve" -> true;
            case "reject" -> false;
            default ->
                throw new IllegalArgumentException(
                        "Expected 'decision' to be 'approve' or 'reject', but it is '%s'".formatted(decision));
        };
    }
}
