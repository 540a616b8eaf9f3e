package io.mendflow.console;

import io.mendflow.incident.Page;
import io.mendflow.incident.Signal;
import io.mendflow.incident.SignalQuery;
import io.mendflow.incident.Signals;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/signals}: every fact that came in. */
@RestController
@Tag(name = "signals", description = "Every fact that came in, normalised")
class SignalsApi {

    private final Signals signals;

    SignalsApi(Signals signals) {
        this.signals = signals;
    }

    @Operation(summary = "Lists signals, newest first")
    @GetMapping("/api/signals")
    Page<SignalView> list(
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String severity,
            @RequestParam(required = false) @Nullable String service,
            @RequestParam(required = false) @Nullable String environment,
            @RequestParam(required = false) @Nullable String fingerprint,
            @RequestParam(required = false) @Nullable String receipt,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page<Signals.Listed> page = signals.list(new SignalQuery(
                source,
                Wanted.oneOf(Signal.Kind.class, "kind", kind),
                Wanted.oneOf(Signal.Status.class, "status", status),
                Wanted.oneOf(Signal.Severity.class, "severity", severity),
                service,
                environment,
                fingerprint,
                receipt,
                Wanted.limit(limit),
                cursor));
        return new Page<>(page.items().stream().map(SignalView::of).toList(), page.nextCursor());
    }
}
