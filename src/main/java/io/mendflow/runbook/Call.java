package io.mendflow.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a part did or looked at.
 *
 * @param connector how the runbook reaches the system, such as {@code host.ssh(web-1)}
 * @param kind {@code effect} or {@code read}
 * @param target what it acted on, from the widest to the narrowest; empty when it cannot be named
 * @param arguments secrets masked, long ones cut
 * @param outcome {@code done}, {@code failed}, or {@code unfinished} when the part ended before it
 * @param tookMs milliseconds; null when it is unfinished
 * @param error why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Call(
        String connector,
        String operation,
        String kind,
        String target,
        List<Object> arguments,
        String outcome,
        @Nullable Long tookMs,
        @Nullable String error) {}
