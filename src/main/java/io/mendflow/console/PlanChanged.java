package io.mendflow.console;

/** A run was asked for by a plan that is no longer what it would do. */
class PlanChanged extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PlanChanged(String runbook, String wanted, String now) {
        super(
                "Expected runbook '%s' to have the plan %s still, but what it would do now is %s; look at POST /api/runbooks/%s/plan again"
                        .formatted(runbook, wanted, now, runbook));
    }
}
