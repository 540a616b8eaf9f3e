package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import io.mendflow.audit.Audit;
import io.mendflow.runbook.Run;
import io.mendflow.runbook.RunRefused;
import io.mendflow.runbook.RunRequest;
import io.mendflow.runbook.Runbook;
import io.mendflow.runbook.Runbooks;
import io.mendflow.runbook.Runs;
import io.mendflow.runbook.guard.Autonomy;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.variable.Variables;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Runs that a person starts without an incident. The approval policy holds for them as for any other. */
@Component
public class ManualRuns {

    private static final String PRODUCTION = "production";

    private final Runbooks runbooks;
    private final Runs runs;
    private final Autonomy autonomy;
    private final DecisionService decisions;
    private final AsMendflow engine;
    private final Audit audit;

    ManualRuns(
            Runbooks runbooks,
            Runs runs,
            Autonomy autonomy,
            DecisionService decisions,
            IdentityService identity,
            Audit audit) {
        this.runbooks = runbooks;
        this.runs = runs;
        this.audit = audit;
        this.autonomy = autonomy;
        this.decisions = decisions;
        this.engine = new AsMendflow(identity);
    }

    /**
     * Starts a run, if the policy lets this person alone decide on it.
     *
     * @param environment where it acts, as the policy knows it
     * @param isApprover whether the person may approve runs; then their asking is the approval that the policy may want
     * @throws RunNotApproved when the policy wants more than that
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
     * @throws RunNotApproved when the policy wants more than this person
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
            String approval = policy(runbook, String.valueOf(request.environment()));
            if (!approval.equals("auto") && !(approval.equals("approve") && isApprover)) {
                // Wrong inputs are told first; the prepared run goes with the transaction.
                runs.prepare(request);
                throw new RunNotApproved(runbook, String.valueOf(request.environment()), approval);
            }
            return runs.start(request);
        });
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
