package io.mendflow.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.Ticketing;
import io.mendflow.console.evidence.AuditTrails;
import io.mendflow.console.evidence.EvidenceKeys;
import io.mendflow.console.evidence.EvidenceZip;
import io.mendflow.console.evidence.ProcessHistory;
import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Timeline;
import io.mendflow.remediation.Approvals;
import io.mendflow.runbook.Run;
import io.mendflow.runbook.Runs;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** All that is known about an incident, from every table and from the engine's history, in one signed zip. */
@Component
class Evidence {

    private static final int AT_ONCE = 500;

    private final Incidents incidents;
    private final Timeline timeline;
    private final Runs runs;
    private final Approvals approvals;
    private final Ticketing ticketing;
    private final AuditTrails trails;
    private final ProcessHistory processes;
    private final EvidenceKeys keys;
    private final ObjectMapper json;
    private final Clock clock;

    Evidence(
            Incidents incidents,
            Timeline timeline,
            Runs runs,
            Approvals approvals,
            Ticketing ticketing,
            AuditTrails trails,
            ProcessHistory processes,
            EvidenceKeys keys,
            ObjectMapper json,
            Clock clock) {
        this.incidents = incidents;
        this.timeline = timeline;
        this.runs = runs;
        this.approvals = approvals;
        this.ticketing = ticketing;
        this.trails = trails;
        this.processes = processes;
        this.keys = keys;
        this.json = json;
        this.clock = clock;
    }

    void write(Incident incident, String by, OutputStream out) throws IOException {
        String key = incident.key();
        List<Run> itsRuns = runs.ofIncident(key);
        try (EvidenceZip zip = new EvidenceZip(out, json)) {
            zip.add("incident.json", incident);
            zip.add("signals.json", incidents.signals(key));
            zip.add("timeline.json", timeline.of(key));
            zip.add("causes.json", incident.causes());
            zip.add("runs.json", details(itsRuns));
            zip.add(
                    "approvals.json",
                    approvals.list(null, key, null, AT_ONCE).stream()
                            .map(Approvals.Listed::approval)
                            .toList());
            zip.add("tickets.json", ticketing.ofIncident(key).stream().toList());
            zip.add(
                    "audit.json",
                    trails.about(Stream.concat(Stream.of(key), itsRuns.stream().map(Run::id))
                            .toList()));
            List<ProcessHistory.Instance> instances = processes.of(key);
            zip.add("activities.json", instances);
            for (Map.Entry<String, byte[]> model : processes.models(instances).entrySet()) {
                zip.add(model.getKey(), model.getValue());
            }
            zip.signIncident(keys, key, clock.instant(), by);
        }
    }

    private List<RunbooksApi.RunView> details(List<Run> itsRuns) {
        return itsRuns.stream()
                .flatMap(run -> runs.find(run.id()).stream())
                .map(RunbooksApi.RunView::of)
                .toList();
    }
}
