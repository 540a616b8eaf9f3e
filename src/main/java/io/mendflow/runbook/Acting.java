package io.mendflow.runbook;

import io.mendflow.connector.Fence;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run and its runbook, while a part of it is worked on.
 *
 * @param item what attempts are kept under: the item at hand after those around it; empty outside of lists
 * @param items the items at hand, by what the runbook calls them
 * @param fence of the lease that it acts under; null when it has none
 */
record Acting(Run run, Definition runbook, String item, Map<String, Object> items, @Nullable Fence fence) {

    Acting(Run run, Definition runbook) {
        this(run, runbook, "", Map.of(), null);
    }

    Acting(Run run, Definition runbook, String item, Map<String, Object> items) {
        this(run, runbook, item, items, null);
    }

    Acting under(Fence fence) {
        return new Acting(run, runbook, item, items, fence);
    }

    /** The same, but with no item at hand. */
    Acting outside() {
        return new Acting(run, runbook, "", Map.of(), fence);
    }

    /** How errors name the runbook's file. */
    String scriptName() {
        return Deployed.scriptName(runbook.id());
    }
}
