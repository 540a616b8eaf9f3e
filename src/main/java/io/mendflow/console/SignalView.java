package io.mendflow.console;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signals;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signal as the API shows it.
 *
 * @param receipt the receipt of the delivery that brought it first
 * @param incident key of the incident it belongs to
 * @param silence that keeps it from becoming an incident
 * @param repeats how often the same fact came again
 */
@Schema(name = "ReceivedSignal")
record SignalView(
        String source,
        Signal.Kind kind,
        Signal.Status status,
        Signal.Severity severity,
        String service,
        String environment,
        String fingerprint,
        String title,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        Instant receivedAt,
        String receipt,
        @Nullable String incident,
        @Nullable String silence,
        int repeats) {

    static SignalView of(Signals.Listed listed) {
        Signal signal = listed.signal();
        return new SignalView(
                signal.source(),
                signal.kind(),
                signal.status(),
                signal.severity(),
                signal.service(),
                signal.environment(),
                signal.fingerprint(),
                signal.title(),
                signal.labels(),
                signal.annotations(),
                signal.startsAt(),
                signal.endsAt(),
                signal.receivedAt(),
                listed.receipt(),
                listed.incidentKey(),
                listed.silence(),
                listed.repeats());
    }
}
