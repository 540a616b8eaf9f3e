package io.mendflow.runbook.guard;

import java.util.Locale;

/** How a run that acted turned out, as far as its runbook is to be judged by it. */
public enum Outcome {
    /** Its verification held. */
    VERIFIED,
    /** It failed, or its verification did not hold. */
    UNVERIFIED,
    /** A person stopped it, or did not let it begin. */
    OVERRIDDEN;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
