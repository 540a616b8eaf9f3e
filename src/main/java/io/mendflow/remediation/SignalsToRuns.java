package io.mendflow.remediation;

import io.mendflow.incident.Signal;
import io.mendflow.incident.SignalAccepted;
import io.mendflow.runbook.RunSignals;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells runs that wait for a signal of every one that is taken in. */
@Component
class SignalsToRuns {

    private final RunSignals runs;
    private final AsMendflow engine;

    SignalsToRuns(RunSignals runs, IdentityService identity) {
        this.runs = runs;
        this.engine = new AsMendflow(identity);
    }

    @EventListener
    void passOn(SignalAccepted accepted) {
        Map<String, String> labels = labels(accepted.signal());
        engine.run(() -> runs.accept(labels));
    }

    /** What a signal is counts as labels too, before the labels that it carries. */
    private static Map<String, String> labels(Signal signal) {
        var labels = new HashMap<>(signal.labels());
        labels.put("source", signal.source());
        labels.put("kind", signal.kind().text());
        labels.put("status", signal.status().text());
        labels.put("severity", signal.severity().text());
        labels.put("service", signal.service());
        labels.put("environment", signal.environment());
        labels.put("fingerprint", signal.fingerprint());
        labels.put("title", signal.title());
        return labels;
    }
}
