package io.mendflow.incident;

import org.jspecify.annotations.Nullable;

/** What became of a signal. */
public record Acceptance(Outcome outcome, @Nullable String incidentKey) {

    /** The ways a signal can be taken. */
    public enum Outcome {
        /** It opened an incident. */
        OPENED,
        /** It joined an open incident. */
        JOINED,
        /** It opened an incident again that had been resolved a short time ago. */
        REOPENED,
        /** Known already: counted on the fact that it repeats. */
        REPEATED,
        /** A silence keeps it from becoming an incident. */
        SILENCED,
        /** It ended one episode; others of the incident still fire. */
        EASED,
        /** It ended the last firing episode of its incident. */
        CLEARED,
        /** Kept as evidence; it belongs to no incident. */
        RECORDED,
        /** Says that something is over which nobody said had begun; kept. */
        ORPHAN;

        public String text() {
            return Words.of(this);
        }
    }
}
