package io.mendflow.runbook;

/** A run and its runbook, while a part of it is worked on. */
record Acting(Run run, Definition runbook) {

    /** How errors name the runbook's file. */
    String scriptName() {
        return Deployed.scriptName(runbook.id());
    }
}
