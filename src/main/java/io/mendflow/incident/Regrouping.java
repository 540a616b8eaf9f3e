package io.mendflow.incident;

import io.mendflow.audit.Audit;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people say about which signals belong together. The rules of correlation heed it from then on. */
@Component
@Transactional
public class Regrouping {

    private static final int LONGEST_TITLE = 1000;
    private static final int MOST_ALERTS = 40;

    private final JdbcClient jdbc;
    private final Incidents incidents;
    private final Signals signals;
    private final Correlation correlation;
    private final OpenIncidents open;
    private final Openings openings;
    private final Affinities affinities;
    private final Timeline timeline;
    private final Audit audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Regrouping(
            JdbcClient jdbc,
            Incidents incidents,
            Signals signals,
            Correlation correlation,
            OpenIncidents open,
            Openings openings,
            Affinities affinities,
            Timeline timeline,
            Audit audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.incidents = incidents;
        this.signals = signals;
        this.correlation = correlation;
        this.open = open;
        this.openings = openings;
        this.affinities = affinities;
        this.timeline = timeline;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Moves all signals of some open incidents into another one, and closes those. Their alerts count as belonging together.
     *
     * @param by a user's name
     * @throws IllegalArgumentException when none is named, or the other one itself
     * @throws RegroupingRefused when one of them is resolved or of another environment
     * @throws UnknownIncident when there is none of a key
     */
    public void merge(String key, List<String> others, String by, String comment) {
        var from = new TreeSet<>(others);
        if (from.isEmpty() || from.contains(key)) {
            throw new IllegalArgumentException(
                    "Expected keys of other incidents that are to be merged into %s, got %s".formatted(key, others));
        }
        correlation.lock(found(key).environment());
        Incident into = lockOpen(key);
        for (String other : from) {
            Incident merged = lockOpen(other);
            if (!merged.environment().equals(into.environment())) {
                throw new RegroupingRefused("Expected incidents of one environment, but %s is of '%s' and %s of '%s'"
                        .formatted(key, into.environment(), other, merged.environment()));
            }
            merge(into, merged, by, comment);
        }
    }

    private void merge(Incident into, Incident merged, String by, String comment) {
        long id = id(into.key());
        for (Alert one : some(into.key())) {
            some(merged.key()).forEach(other -> affinities.together(into.environment(), one, other));
        }
        boolean wasClear = signals.firing(id) == 0;
        List<Signal> moved = signals.of(merged.key());
        jdbc.sql(
                        "update signal set incident_id = ?, joined_by = case when joined_by is null then null else 'merged' end where incident_id = ?")
                .params(List.of(id, id(merged.key())))
                .update();
        moved.stream().filter(signal -> signal.status() == Status.FIRING).forEach(signal -> open.note(id, signal));
        jdbc.sql("update incident set merged_into = ? where incident_key = ?")
                .params(List.of(into.key(), merged.key()))
                .update();
        refresh(into.key());
        String resolution = "Merged into %s by %s: %s".formatted(into.key(), by, comment);
        timeline.append(
                into.key(),
                "merged",
                "%s merges %s into this one, with %d signals: %s".formatted(by, merged.key(), moved.size(), comment));
        audit.append(by, "incident.merge", merged.key(), Map.of("into", into.key(), "comment", comment));
        incidents.resolve(merged.key(), by, resolution);
        events.publishEvent(new IncidentMerged(merged.key(), into.key(), resolution));
        if (wasClear && signals.firing(id) > 0) {
            events.publishEvent(new SignalsFiring(into.key()));
        }
    }

    /**
     * Moves some alerts of an open incident into a new one, which has a flow of its own. They never join those that stay again.
     *
     * @param fingerprints of the signals that go, as the incident lists them
     * @param by a user's name
     * @return key of the new incident
     * @throws IllegalArgumentException when a fingerprint is none of its, or no alert would go or stay
     * @throws RegroupingRefused when it is resolved
     * @throws UnknownIncident when there is none
     */
    public String split(String key, Set<String> fingerprints, String by, String comment) {
        correlation.lock(found(key).environment());
        Incident incident = lockOpen(key);
        List<Signal> all = signals.of(key);
        var going = new ArrayList<Signal>();
        var staying = new ArrayList<Signal>();
        all.forEach(signal -> (fingerprints.contains(signal.fingerprint()) ? going : staying).add(signal));
        requireSome(key, fingerprints, going, staying);
        Signal first = firesNow(key, fingerprints).get(0);
        String made = open(incident, first, going, by, comment);
        long from = id(key);
        long to = id(made);
        boolean wasClear = signals.firing(from) == 0;
        for (String fingerprint : fingerprints) {
            jdbc.sql(
                            """
                            update signal set incident_id = ?, joined_by = case when joined_by is null then null else 'split' end
                            where incident_id = ? and fingerprint = ?""")
                    .params(List.of(to, from, fingerprint))
                    .update();
        }
        open.recount(from, firing(staying));
        open.recount(to, firing(going));
        part(incident.environment(), some(made), some(key));
        refresh(key);
        refresh(made);
        name(key, staying);
        timeline.append(
                key, "split", "%s takes %s out of this one, into %s: %s".formatted(by, titles(going), made, comment));
        audit.append(by, "incident.split", key, Map.of("into", made, "comment", comment));
        events.publishEvent(
                new IncidentOpened(made, severity(going), first.service(), incident.environment(), first.title()));
        if (!wasClear && signals.firing(from) == 0) {
            events.publishEvent(new SignalsCleared(key));
        }
        return made;
    }

    private void requireSome(String key, Set<String> fingerprints, List<Signal> going, List<Signal> staying) {
        var unknown = new TreeSet<>(fingerprints);
        going.forEach(signal -> unknown.remove(signal.fingerprint()));
        if (fingerprints.isEmpty() || !unknown.isEmpty()) {
            throw new IllegalArgumentException("Expected fingerprints of signals of %s, got %s; it has %s"
                    .formatted(
                            key,
                            fingerprints.isEmpty() ? "none" : unknown,
                            new LinkedHashSet<>(
                                    staying.stream().map(Signal::fingerprint).toList())));
        }
        if (firing(staying).isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected some alerts to go and some to stay, but all of %s would go".formatted(key));
        }
        if (firesNow(key, fingerprints).isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected an alert that fires among those that go, for which a flow can do something, but those of %s are over"
                            .formatted(key));
        }
    }

    private List<Signal> firesNow(String key, Set<String> fingerprints) {
        return signals.firingOf(key).stream()
                .filter(signal -> fingerprints.contains(signal.fingerprint()))
                .toList();
    }

    private String open(Incident incident, Signal first, List<Signal> going, String by, String comment) {
        String made = openings.open(first, null, incident.key()).key();
        timeline.append(
                made, "opened", "%s takes %s out of %s: %s".formatted(by, titles(going), incident.key(), comment));
        return made;
    }

    /** Of an alert on both sides nothing is learned: its instances were told apart, not its kind. */
    private void part(String environment, List<Alert> some, List<Alert> others) {
        some.stream().filter(one -> !others.contains(one)).forEach(one -> others.stream()
                .filter(other -> !some.contains(other))
                .forEach(other -> affinities.apart(environment, one, other)));
    }

    /** Whoever opened it may have gone: what decides about runbook and target is of those that stay, of one that fires if there is one. */
    private void name(String key, List<Signal> staying) {
        Signal first = signals.firingOf(key).stream().findFirst().orElseGet(() -> firing(staying)
                .get(0));
        jdbc.sql("update incident set service = ?, title = ?, labels = ? where incident_key = ?")
                .params(List.of(first.service(), first.title(), Rows.json(first.labels()), key))
                .update();
    }

    /** Severity and time of the newest signal, by the signals that it has now. */
    private void refresh(String key) {
        List<Signal> all = signals.of(key);
        List<Signal> firing = signals.firingOf(key);
        Instant last = all.stream()
                .map(Signal::receivedAt)
                .max(Comparator.naturalOrder())
                .orElse(clock.instant());
        jdbc.sql("update incident set severity = ?, last_signal_at = ? where incident_key = ?")
                .params(List.of(severity(firing.isEmpty() ? all : firing).text(), Rows.at(last), key))
                .update();
    }

    private static List<Signal> firing(List<Signal> some) {
        return some.stream().filter(signal -> signal.status() == Status.FIRING).toList();
    }

    private static Severity severity(List<Signal> some) {
        return some.stream()
                .map(Signal::severity)
                .min(Comparator.naturalOrder())
                .orElse(Severity.WARNING);
    }

    private static String titles(List<Signal> some) {
        List<String> titles = some.stream().map(Signal::title).distinct().toList();
        String text = "'%s'".formatted(titles.get(0))
                + (titles.size() > 1 ? " and %d more".formatted(titles.size() - 1) : "");
        return text.length() > LONGEST_TITLE ? text.substring(0, LONGEST_TITLE - 1) + "…" : text;
    }

    /** What people say of two incidents holds for so many alerts of each: of more they had no opinion of each. */
    private List<Alert> some(String key) {
        return open.alerts(key).stream().limit(MOST_ALERTS).toList();
    }

    private Incident found(String key) {
        return incidents.find(key).orElseThrow(() -> new UnknownIncident(key));
    }

    private Incident lockOpen(String key) {
        Incident incident = incidents.lock(key);
        if (!incident.state().isOpen()) {
            throw new RegroupingRefused("Expected %s to be open, but it is '%s'; nothing was changed"
                    .formatted(key, incident.state().text()));
        }
        return incident;
    }

    private long id(String key) {
        return jdbc.sql("select id from incident where incident_key = ?")
                .param(key)
                .query(Long.class)
                .single();
    }
}
