package io.mendflow.remediation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A question to people whether a run may happen, or one in progress may go on, and their answer.
 *
 * @param id also the id of the task in Tasklist
 * @param part what of a run in progress is asked about, as the runbook calls it; null when the question is whether the run may happen
 * @param needed how many different people have to approve it
 * @param position which of them this one is, from 1
 * @param inputs what the run would be given, as text; secrets by name only
 * @param incidentKey null when a person asked for the run
 * @param requestedBy who asked for the run, and may therefore not approve it
 * @param planHash of the plan that is approved or not, any other plan is not; empty when the run was never planned
 * @param dueAt when it expires, which counts as a rejection
 */
public record Approval(
        String id,
        @Nullable String incidentKey,
        String runId,
        String runbook,
        String title,
        String risk,
        @Nullable String part,
        int needed,
        int position,
        String inputs,
        String requestedBy,
        String planHash,
        State state,
        Instant askedAt,
        Instant dueAt,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String comment) {

    /** Where an approval stands. */
    public enum State {
        PENDING,
        APPROVED,
        REJECTED,
        /** Nobody answered in time, or the question is moot: the trouble ended or people took over. */
        WITHDRAWN,
        /** It was given for a plan that is no longer what would be done. */
        VOID;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
