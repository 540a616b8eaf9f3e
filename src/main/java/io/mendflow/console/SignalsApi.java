package io.mendflow.console;

import io.mendflow.incident.Page;
import io.mendflow.incident.Signal;
import io.mendflow.incident.SignalQuery;
import io.mendflow.incident.Signals;
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

    @GetMapping("/api/signals")
    Page<SignalView> list(
            @RequestParam @Nullable String source,
            @RequestParam @Nullable String kind,
            @RequestParam @Nullable String status,
            @RequestParam @Nullable String severity,
            @RequestParam @Nullable String service,
            @RequestParam @Nullable String environment,
            @RequestParam @Nullable String fingerprint,
            @RequestParam @Nullable String receipt,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor) {
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
