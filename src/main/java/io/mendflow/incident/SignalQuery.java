package io.mendflow.incident;

import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import org.jspecify.annotations.Nullable;

/**
 * Which signals a list is about; null means any.
 *
 * @param limit items a page, 1 to 500
 * @param cursor the last page's {@code nextCursor}
 */
public record SignalQuery(
        @Nullable String source,
        @Nullable Kind kind,
        @Nullable Status status,
        @Nullable Severity severity,
        @Nullable String service,
        @Nullable String environment,
        @Nullable String fingerprint,
        @Nullable String receipt,
        int limit,
        @Nullable String cursor) {}
