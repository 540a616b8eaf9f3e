package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import io.mendflow.audit.Audit;
import io.mendflow.runbook.Run;
import io.mendflow.runbook.RunChanged;
import io.mendflow.runbook.RunRefused;
import io.mendflow.runbook.RunRequest;
import io.mendflow.runbook.RunState;
import io.mendflow.runbook.Runbook;
import io.mendflow.runbook.Runbooks;
import io.mendflow.runbook.Runs;
import io.mendflow.runbook.guard.Autonomy;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.variable.Variables;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Runs that a person asks for without an incident. The approval policy holds for them as for any other, and who asks does not approve: where
 * somebody has to agree, the process {@code run-by-hand} asks the others.
 */
@Component
public class ManualRuns {

    private static final String PROCESS_BY_HAND = "run-by-hand";

    private static final String PRODUCTION = "production";

    private final Runbooks runbooks;
    private final Runs runs;
    private final Autonomy autonomy;
    private final DecisionService decisions;
    private final RuntimeService processes;
    private final RemediationSettings settings;
    private final AsMendflow engine;
    private final Audit audit;

    ManualRuns(
            Runbooks runbooks,
            Runs runs,
            Autonomy autonomy,
            DecisionService decisions,
            RuntimeService processes,
            RemediationSettings settings,
            IdentityService identity,
            Audit audit) {
        this.runbooks = runbooks;
        this.runs = runs;
        this.audit = audit;
        this.autonomy = autonomy;
        this.decisions = decisions;
        this.processes = processes;
        this.settings = settings;
        this.engine = new AsMendflow(identity);
    }

    /**
     * Starts a run, or asks for its approval when the policy wants one; it is {@code requested} until then.
     *
     * @param environment where it acts, as the policy knows it
     * @param isApprover whether the person may approve runs; where approving one's own is allowed, their asking is their approval
     * @throws RunNotApproved when the policy lets nobody run it
     */
    @Transactional
    public Run start(Runbook runbook, Map<String, Object> inputs, String environment, String by, boolean isApprover) {
        return start(runbook, new RunRequest(runbook.id(), inputs, null, by, null, environment), isApprover);
    }

    /**
     * Starts a run again: the runbook in service with the inputs of a run that has ended.
     *
     * @param environment where it acts; null means where that run did, or production when nobody said
     * @throws io.mendflow.runbook.RunNotEnded when that run has not ended
     * @throws ReplayRefused when its inputs no longer fit
     * @throws RunNotApproved when the policy lets nobody run it
     */
    @Transactional
    public Run replay(String runId, String reason, @Nullable String environment, String by, boolean isApprover) {
        RunRequest told = runs.again(runId, by, environment);
        RunRequest request = told.environment() == null ? runs.again(runId, by, PRODUCTION) : told;
        try {
            Run run = start(runbooks.find(request.runbookId()).orElse(null), request, isApprover);
            audit.append(by, "run.replay", run.id(), Map.of("of", runId, "reason", reason));
            return run;
        } catch (RunRefused e) {
            throw new ReplayRefused(runId, e);
        }
    }

    /** @param runbook null when it is in service no longer, which preparing the run refuses */
    private Run start(@Nullable Runbook runbook, RunRequest request, boolean isApprover) {
        return engine.run(() -> {
            if (runbook == null) {
                return runs.prepare(request);
            }
            String environment = String.valueOf(request.environment());
            String approval = policy(runbook, environment);
            boolean own = approval.equals("approve") && isApprover && settings.approveOwn();
            if (approval.equals("auto") || own) {
                return runs.start(request);
            }
            // Wrong inputs are told first; a run that nobody may approve goes with the transaction.
            Run run = runs.prepare(request);
            if (!Set.of("approve", "four-eyes").contains(approval)) {
                throw new RunNotApproved(runbook, environment, approval);
            }
            ask(run, runbook, environment, approval);
            return run;
        });
    }

    private void ask(Run run, Runbook runbook, String environment, String approval) {
        Map<String, Object> facts = Variables.createVariables()
                .putValue(RUN_ID, run.id())
                .putValue(RUNBOOK_ID, runbook.id())
                .putValue(RUNBOOK_KEY, run.processKey())
                .putValue(RUNBOOK_VERSION, run.version())
                .putValue(RUNBOOK_TITLE, runbook.title())
                .putValue(RISK, runbook.risk().text())
                .putValue(ENVIRONMENT, environment)
                .putValue(TITLE, "asked for by " + run.requestedBy())
                .putValue(RUN_SUMMARY, Summaries.cut(Summaries.pairs(run.inputs())))
                .putValue(APPROVAL, approval)
                .putValue(APPROVALS_NEEDED, approval.equals("four-eyes") ? 2 : 1)
                .putValue(APPROVALS_GIVEN, 0)
                .putValue(APPROVAL_WITHIN, settings.approvalWithin().toString());
        processes.startProcessInstanceByKey(PROCESS_BY_HAND, run.id(), facts);
    }

    /** Who cancels a run that waits for approval takes the question back. */
    @EventListener
    void withdraw(RunChanged run) {
        if (run.from() == RunState.REQUESTED
                && run.to() == RunState.CANCELLED
                && !RunTasks.NOT_BEGUN.equals(run.reason())) {
            processes
                    .createProcessInstanceQuery()
                    .processDefinitionKey(PROCESS_BY_HAND)
                    .processInstanceBusinessKey(run.runId())
                    .list()
                    .forEach(asked -> engine.run(() -> {
                        processes.deleteProcessInstance(asked.getId(), "its run was cancelled");
                        return asked.getId();
                    }));
        }
    }

    private String policy(Runbook runbook, String environment) {
        Map<String, Object> facts = Variables.createVariables()
                .putValue(RISK, runbook.risk().text())
                .putValue(ENVIRONMENT, environment)
                .putValue(AUTONOMY, autonomy.of(runbook.id(), null, environment).text())
                .putValue(LABELS, Variables.untypedValue(Map.of(), true));
        DmnDecisionResult result = decisions
                .evaluateDecisionByKey("approval-policy")
                .variables(facts)
                .evaluate();
        Object approval = result.isEmpty() ? null : result.get(0).getEntryMap().get(APPROVAL);
        return approval == null ? "deny" : approval.toString();
    }
}
