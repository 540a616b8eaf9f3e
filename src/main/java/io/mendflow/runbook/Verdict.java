package io.mendflow.runbook;

import com.fasterxml.jackson.annotation.JsonValue;

/** What has become of the trouble that a run was to mend, as its verifications tell. */
public enum Verdict {
    /** It held for the whole of the time that it had to hold. */
    FIXED,
    /** It did not hold in time. */
    NOT_FIXED,
    /** It is worse than it was before the run acted. */
    WORSE;

    @JsonValue
    public String text() {
        return Words.of(this);
    }
}
