package io.mendflow.remediation;

import io.mendflow.runbook.Runbook;

/** A run that a person asked for and the approval policy does not let them decide on alone. */
public class RunNotApproved extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RunNotApproved(Runbook runbook, String environment, String approval) {
        super("Expected a run that the approval policy lets you start, but for '%s' (risk %s) in %s it says '%s'; %s"
                .formatted(runbook.id(), runbook.risk().text(), environment, approval, way(approval)));
    }

    private static String way(String approval) {
        return switch (approval) {
            case "approve" -> "have somebody with the role approver start it";
            case "four-eyes" ->
                "two people have to agree: raise an incident whose label mendflow_runbook names it, and both are asked";
            default -> "nobody may run it there; change approval-policy.dmn if that is wrong";
        };
    }
}
