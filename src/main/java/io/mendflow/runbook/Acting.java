package io.mendflow.runbook;

import io.mendflow.connector.Fence;
import org.jspecify.annotations.Nullable;

/**
 * A run and its runbook, while a part of it is worked on.
 *
 * @param fence of the lease that it acts under; null when it has none
 */
record Acting(Run run, Definition runbook, @Nullable Fence fence) {

    Acting(Run run, Definition runbook) {
        this(run, runbook, null);
    }

    Acting under(Fence fence) {
        return new Acting(run, runbook, fence);
    }

    /** How errors name the runbook's file. */
    String scriptName() {
        return Deployed.scriptName(runbook.id());
    }
}
