package io.mendflow.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.audit.Audit;
import io.mendflow.audit.Entry;
import io.mendflow.audit.Verification;
import io.mendflow.connector.Ticketing;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    private final Audit audit;
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
            Audit audit,
            ProcessHistory processes,
            EvidenceKeys keys,
            ObjectMapper json,
            Clock clock) {
        this.incidents = incidents;
        this.timeline = timeline;
        this.runs = runs;
        this.approvals = approvals;
        this.ticketing = ticketing;
        this.audit = audit;
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
            zip.add("audit.json", trail(key, itsRuns));
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

    private Trail trail(String key, List<Run> itsRuns) {
        List<Entry> entries = new ArrayList<>(about(key));
        itsRuns.forEach(run -> entries.addAll(about(run.id())));
        entries.sort(Comparator.comparing(Entry::position));
        return new Trail(entries, audit.verify());
    }

    private List<Entry> about(String subject) {
        List<Entry> entries = new ArrayList<>();
        @Nullable Long before = null;
        List<Entry> page;
        do {
            page = audit.list(subject, before, AT_ONCE);
            entries.addAll(page);
            before = page.isEmpty() ? null : page.get(page.size() - 1).position();
        } while (page.size() == AT_ONCE);
        return entries;
    }

    /**
     * What the audit trail says about an incident and its runs.
     *
     * @param chain the state of the whole chain at this moment, with its head
     */
    record Trail(List<Entry> entries, Verification chain) {}
}
