package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import io.mendflow.runbook.Run;
import io.mendflow.runbook.RunRequest;
import io.mendflow.runbook.Runbook;
import io.mendflow.runbook.Runs;
import io.mendflow.runbook.guard.Autonomy;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Runs that a person starts without an incident. The approval policy holds for them as for any other. */
@Component
public class ManualRuns {

    private final Runs runs;
    private final Autonomy autonomy;
    private final DecisionService decisions;
    private final AsMendflow engine;

    ManualRuns(Runs runs, Autonomy autonomy, DecisionService decisions, IdentityService identity) {
        this.runs = runs;
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
        return engine.run(() -> {
            var request = new RunRequest(runbook.id(), inputs, null, by, null, environment);
            String approval = policy(runbook, environment);
            if (!approval.equals("auto") && !(approval.equals("approve") && isApprover)) {
                // Wrong inputs are told first; the prepared run goes with the transaction.
                runs.prepare(request);
                throw new RunNotApproved(runbook, environment, approval);
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
