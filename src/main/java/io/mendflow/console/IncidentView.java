package io.mendflow.console;

import io.mendflow.connector.Ticket;
import io.mendflow.incident.Alert;
import io.mendflow.incident.Cause;
import io.mendflow.incident.Flap;
import io.mendflow.incident.Incident;
import io.mendflow.incident.Links;
import io.mendflow.incident.Signal;
import io.mendflow.incident.State;
import io.mendflow.incident.Timeline;
import io.mendflow.remediation.Approval;
import io.mendflow.runbook.Run;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An incident with everything that belongs to it.
 *
 * @param signals oldest first
 * @param causes most probable first
 * @param timeline oldest first
 * @param alerts each service and alert in it once, however often it fired
 * @param flap the most restless of its alerts; null when none began or ended lately
 * @param processInstanceId the process that works on it, as in Cockpit
 */
@Schema(name = "IncidentDetails")
record IncidentView(
        String key,
        State state,
        Signal.Severity severity,
        @Nullable String category,
        @Nullable String priority,
        @Nullable String route,
        String service,
        String environment,
        String title,
        Map<String, String> labels,
        List<Signal> signals,
        List<Cause> causes,
        List<Timeline.Entry> timeline,
        List<Run> runs,
        List<Ticket> tickets,
        List<Approval> approvals,
        @Nullable String processInstanceId,
        Instant openedAt,
        Instant lastSignalAt,
        @Nullable Instant acknowledgedAt,
        @Nullable String acknowledgedBy,
        @Nullable Instant resolvedAt,
        @Nullable String resolvedBy,
        @Nullable String resolution,
        int reopened,
        Links links,
        List<Alert> alerts,
        @Nullable Flap flap) {

    static IncidentView of(
            Incident incident,
            List<Signal> signals,
            List<Timeline.Entry> timeline,
            List<Run> runs,
            List<Ticket> tickets,
            List<Approval> approvals,
            List<Alert> alerts,
            @Nullable Flap flap) {
        return new IncidentView(
                incident.key(),
                incident.state(),
                incident.severity(),
                incident.category(),
                incident.priority(),
                incident.route(),
                incident.service(),
                incident.environment(),
                incident.title(),
                incident.labels(),
                signals,
                incident.causes(),
                timeline,
                runs,
                tickets,
                approvals,
                incident.processInstanceId(),
                incident.openedAt(),
                incident.lastSignalAt(),
                incident.acknowledgedAt(),
                incident.acknowledgedBy(),
                incident.resolvedAt(),
                incident.resolvedBy(),
                incident.resolution(),
                incident.reopened(),
                incident.links(),
                alerts,
                flap);
    }
}
