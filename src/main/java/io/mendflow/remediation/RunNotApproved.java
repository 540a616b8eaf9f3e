package io.mendflow.remediation;

import io.mendflow.runbook.Runbook;

/** A run that a person asked for and the approval policy does not let them decide on alone. */
public class RunNotApproved extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String WAY = "nobody may run it there; change approval-policy.dmn if that is wrong";

    RunNotApproved(Runbook runbook, String environment, String approval) {
        super("Expected a run that the approval policy lets you start, but for '%s' (risk %s) in %s it says '%s'; %s"
                .formatted(runbook.id(), runbook.risk().text(), environment, approval, WAY));
    }
}
