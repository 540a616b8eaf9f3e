package io.mendflow.runbook;

import java.util.Map;

/**
 * A run and its runbook, while a part of it is worked on.
 *
 * @param item what attempts are kept under: the item at hand after those around it; empty outside of lists
 * @param items the items at hand, by what the runbook calls them
 */
record Acting(Run run, Definition runbook, String item, Map<String, Object> items) {

    Acting(Run run, Definition runbook) {
        this(run, runbook, "", Map.of());
    }

    /** How errors name the runbook's file. */
    String scriptName() {
        return Deployed.scriptName(runbook.id());
    }
}
