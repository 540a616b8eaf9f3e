package io.mendflow.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run would do if it began now: its reads were done, its effects were not.
 *
 * @param runbook id of the runbook
 * @param version of its process
 * @param hash over the runbook's version and source, the inputs, the target and the effects, as {@code sha256:…}; an approval holds for this hash
 *     alone
 * @param inputs as checked; of a secret only its name
 * @param applies false when a precondition does not hold now; then a run would end before its first step
 * @param steps every part in the order in which it would be done
 * @param effects what would be changed, in that order
 * @param reads what was looked at
 * @param gaps where the plan could not see further, a sentence each; empty when it is whole
 */
public record Plan(
        String runbook,
        int version,
        String hash,
        Map<String, Object> inputs,
        @Nullable String target,
        boolean applies,
        List<Part> steps,
        List<Effect> effects,
        List<Read> reads,
        List<String> gaps) {

    /**
     * A part of the runbook.
     *
     * @param kind precondition, step, call, await, approval, signal, each, when, stop, verification
     * @param note what is known of it now, such as whether a condition holds
     * @param undo true when it is undone if a later part fails
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(String step, String kind, boolean once, boolean undo, @Nullable String note) {}

    /**
     * Something that would be changed.
     *
     * @param step the part that would do it
     * @param connector how the runbook reaches the system, such as {@code host.ssh(web-1)}
     * @param target what it acts on, from the widest to the narrowest
     * @param arguments secrets are masked; what depends on the answer of an earlier effect says so in ‹ ›
     * @param undo the operation that takes it back; null when there is none
     */
    public record Effect(
            String step,
            String connector,
            String operation,
            String target,
            List<Object> arguments,
            @Nullable String undo) {}

    /** Something that was looked at. */
    public record Read(String step, String connector, String operation, String target, List<Object> arguments) {}
}
