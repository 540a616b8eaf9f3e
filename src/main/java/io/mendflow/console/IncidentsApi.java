package io.mendflow.console;

import io.mendflow.connector.Ticketing;
import io.mendflow.incident.Incident;
import io.mendflow.incident.IncidentQuery;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Page;
import io.mendflow.incident.Regrouping;
import io.mendflow.incident.State;
import io.mendflow.incident.Timeline;
import io.mendflow.remediation.Approvals;
import io.mendflow.remediation.Responses;
import io.mendflow.runbook.Runs;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/incidents}: troubles, and what is being done about them. */
@RestController
@Tag(name = "incidents", description = "Signals about one trouble, and what was made of them")
class IncidentsApi {

    private static final int ALL = 500;

    private final Incidents incidents;
    private final Timeline timeline;
    private final Runs runs;
    private final Ticketing ticketing;
    private final Approvals approvals;
    private final Responses responses;
    private final Regrouping regrouping;

    IncidentsApi(
            Incidents incidents,
            Timeline timeline,
            Runs runs,
            Ticketing ticketing,
            Approvals approvals,
            Responses responses,
            Regrouping regrouping) {
        this.incidents = incidents;
        this.timeline = timeline;
        this.runs = runs;
        this.ticketing = ticketing;
        this.approvals = approvals;
        this.responses = responses;
        this.regrouping = regrouping;
    }

    @Operation(summary = "Lists incidents, newest first")
    @GetMapping("/api/incidents")
    Page<Incident> list(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable Boolean open,
            @RequestParam(required = false) @Nullable String service,
            @RequestParam(required = false) @Nullable String environment,
            @RequestParam(required = false) @Nullable String priority,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return incidents.list(new IncidentQuery(
                Wanted.oneOf(State.class, "state", state),
                open,
                service,
                environment,
                priority,
                Wanted.limit(limit),
                cursor));
    }

    @Operation(summary = "Shows an incident with everything that belongs to it")
    @GetMapping("/api/incidents/{key}")
    IncidentView one(@PathVariable String key) {
        Incident incident = incidents.find(key).orElseThrow(() -> new NotFound("incident", key, "/api/incidents"));
        return IncidentView.of(
                incident,
                incidents.signals(key),
                timeline.of(key),
                runs.ofIncident(key),
                ticketing.ofIncident(key).stream().toList(),
                approvals.list(null, key, null, ALL).stream()
                        .map(Approvals.Listed::approval)
                        .toList(),
                incidents.alerts(key),
                incidents.flap(key).orElse(null));
    }

    @Operation(summary = "Says that you have taken the incident up")
    @PostMapping("/api/incidents/{key}/acknowledge")
    IncidentView acknowledge(@PathVariable String key, Principal person) {
        Insistence.on(() -> responses.acknowledge(key, person.getName()));
        return one(key);
    }

    @Operation(summary = "Takes the incident from automation to people")
    @PostMapping("/api/incidents/{key}/escalate")
    IncidentView escalate(
            @PathVariable String key, @RequestBody(required = false) @Nullable Note note, Principal person) {
        String comment = Note.text(note);
        Insistence.on(() -> responses.escalate(key, person.getName(), comment));
        return one(key);
    }

    @Operation(summary = "Closes the incident, its flow and its ticket")
    @PostMapping("/api/incidents/{key}/resolve")
    IncidentView resolve(
            @PathVariable String key, @RequestBody(required = false) @Nullable Note note, Principal person) {
        String comment = Note.text(note);
        Insistence.on(() -> responses.resolve(key, person.getName(), comment));
        return one(key);
    }

    @Operation(
            summary =
                    "Moves all signals of other incidents into this one, and closes those; their alerts belong together from then on")
    @PostMapping("/api/incidents/{key}/merge")
    IncidentView merge(@PathVariable String key, @RequestBody Merge merge, Principal person) {
        List<String> from = Wanted.all("from", merge.from());
        String comment = Wanted.sentence("comment", merge.comment(), Note.NOTHING);
        Insistence.on(() -> regrouping.merge(key, from, person.getName(), comment));
        return one(key);
    }

    @Operation(
            summary =
                    "Moves some alerts into a new incident with a flow of its own; by the rules they do not join those that stay again")
    @PostMapping("/api/incidents/{key}/split")
    @ResponseStatus(HttpStatus.CREATED)
    IncidentView split(@PathVariable String key, @RequestBody Split split, Principal person) {
        Set<String> fingerprints = Set.copyOf(Wanted.all("fingerprints", split.fingerprints()));
        String comment = Wanted.sentence("comment", split.comment(), Note.NOTHING);
        return one(Insistence.on(() -> regrouping.split(key, fingerprints, person.getName(), comment)));
    }

    /**
     * What is one trouble.
     *
     * @param from keys of the other incidents
     */
    @Schema(name = "IncidentMerge")
    record Merge(@Nullable List<String> from, @Nullable String comment) {}

    /**
     * What is another trouble.
     *
     * @param fingerprints of the signals that go
     */
    @Schema(name = "IncidentSplit")
    record Split(@Nullable Set<String> fingerprints, @Nullable String comment) {}

    /**
     * Why a person does something.
     *
     * @param comment a sentence for the timeline; may be left out
     * @param reason another name for it
     */
    record Note(@Nullable String comment, @Nullable String reason) {

        static final String NOTHING = "no comment";

        static String text(@Nullable Note note) {
            if (note == null) {
                return NOTHING;
            }
            return note.comment() == null
                    ? Wanted.sentence("reason", note.reason(), NOTHING)
                    : Wanted.sentence("comment", note.comment(), NOTHING);
        }
    }
}
