package io.mendflow.runbook;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One use of a runbook.
 *
 * @param id stable name, such as {@code RUN-7}
 * @param version of the process {@code runbook-<runbookId>}; with {@code processDefinitionId} it says which source the run uses to its end
 * @param inputs as checked; of a secret only its name
 * @param target what it acts on, as the runbook says; null when it does not
 * @param reason why it ended as it did, or what it waits for
 * @param verdict what its verifications say; null before they do
 * @param replayOf the run whose inputs it was started with again; null when it was started otherwise
 */
public record Run(
        String id,
        String runbookId,
        int version,
        String processDefinitionId,
        @Nullable String incidentKey,
        @Nullable String processInstanceId,
        RunState state,
        Map<String, Object> inputs,
        @Nullable String target,
        String requestedBy,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String reason,
        @Nullable Verdict verdict,
        @Nullable String replayOf) {

    /** Key of the runbook's process. */
    public String processKey() {
        return Elements.processKey(runbookId);
    }

    /** Refuses a transition that the state table does not have. */
    void requireNext(RunState next) {
        if (!state.next().contains(next)) {
            throw new RunTransitionRefused(this, next);
        }
    }
}
