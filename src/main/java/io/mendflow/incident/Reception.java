package io.mendflow.incident;

import io.mendflow.audit.Audit;
import io.mendflow.incident.Acceptance.Outcome;
import io.mendflow.incident.Openings.Opened;
import io.mendflow.incident.Recurrence.Before;
import io.mendflow.incident.Rule.Match;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Status;
import io.mendflow.incident.Signals.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Decides what one signal means for the incidents there are. Runs in the caller's transaction. */
@Component
class Reception {

    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    static final Comparator<Signal> LOCK_ORDER = Comparator.comparing(Signal::environment);

    private final JdbcClient jdbc;
    private final Correlation correlation;
    private final Recurrence recurrence;
    private final Restlessness restlessness;
    private final Affinities affinities;
    private final OpenIncidents open;
    private final Openings openings;
    private final CorrelationSettings settings;
    private final Signals signals;
    private final Silences silences;
    private final Timeline timeline;
    private final Audit audit;
    private final ApplicationEventPublisher events;

    Reception(
            JdbcClient jdbc,
            Correlation correlation,
            Recurrence recurrence,
            Restlessness restlessness,
            Affinities affinities,
            OpenIncidents open,
            Openings openings,
            CorrelationSettings settings,
            Signals signals,
            Silences silences,
            Timeline timeline,
            Audit audit,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.correlation = correlation;
        this.recurrence = recurrence;
        this.restlessness = restlessness;
        this.affinities = affinities;
        this.open = open;
        this.openings = openings;
        this.settings = settings;
        this.signals = signals;
        this.silences = silences;
        this.timeline = timeline;
        this.audit = audit;
        this.events = events;
    }

    Acceptance accept(Signal signal, String receipt) {
        Acceptance acceptance = take(signal, receipt);
        events.publishEvent(new SignalAccepted(signal, receipt));
        return acceptance;
    }

    private Acceptance take(Signal signal, String receipt) {
        correlation.lock(signal.environment());
        if (signal.kind() == Kind.CHANGE || signal.status() == Status.OCCURRED) {
            return record(signal, receipt, Outcome.RECORDED);
        }
        return signal.status() == Status.RESOLVED ? ease(signal, receipt) : fire(signal, receipt);
    }

    private Acceptance record(Signal signal, String receipt, Outcome outcome) {
        Instant startsAt = signal.startsAt() == null ? signal.receivedAt() : signal.startsAt();
        Optional<Stored> same = signals.same(signal, startsAt);
        if (same.isPresent()) {
            return repeat(signal, same.get());
        }
        signals.add(signal, receipt, startsAt, null, null, null);
        return new Acceptance(outcome, null);
    }

    private Acceptance ease(Signal signal, String receipt) {
        Optional<Stored> episode =
                signal.startsAt() == null ? signals.openEpisode(signal) : signals.episode(signal, signal.startsAt());
        if (episode.isEmpty() || episode.get().incidentId() == null) {
            return record(signal, receipt, Outcome.ORPHAN);
        }
        Stored firing = episode.get();
        Optional<Stored> same = signals.same(signal, firing.startsAt());
        if (same.isPresent()) {
            return repeat(signal, same.get());
        }
        Held held = lock(firing.incidentKey());
        signals.add(signal, receipt, firing.startsAt(), null, firing.incidentId(), null);
        touch(held, signal);
        tell(
                firing.incidentKey(),
                signal,
                restlessness.changes(signal),
                "Resolved at %s: %s".formatted(signal.source(), signal.title()));
        if (signals.firing(firing.incidentId()) > 0) {
            return new Acceptance(Outcome.EASED, firing.incidentKey());
        }
        events.publishEvent(new SignalsCleared(firing.incidentKey()));
        return new Acceptance(Outcome.CLEARED, firing.incidentKey());
    }

    private Acceptance fire(Signal signal, String receipt) {
        Optional<Silence> silence = silences.covering(signal);
        if (!signals.isKnown(signal)) {
            Instant startsAt = signal.startsAt() != null ? signal.startsAt() : signal.receivedAt();
            return silence.isPresent()
                    ? keepBack(signal, receipt, startsAt, silence.get())
                    : join(signal, receipt, startsAt, null, false);
        }
        Instant startsAt = signal.startsAt() != null
                ? signal.startsAt()
                : signals.openEpisode(signal).map(Stored::startsAt).orElse(signal.receivedAt());
        Optional<Stored> same = signals.same(signal, startsAt);
        if (same.isPresent()) {
            return again(signal, receipt, startsAt, same.get(), silence);
        }
        if (signals.isOver(signal, startsAt)) {
            return record(signal.startingAt(startsAt), receipt, Outcome.RECORDED);
        }
        if (silence.isPresent() && signals.episodeInOpenIncident(signal).isEmpty()) {
            return keepBack(signal, receipt, startsAt, silence.get());
        }
        return join(signal, receipt, startsAt, null, true);
    }

    private Acceptance again(Signal signal, String receipt, Instant startsAt, Stored same, Optional<Silence> silence) {
        boolean wakes = same.silenced() && same.incidentId() == null;
        if (silence.isPresent() && (wakes || stillFires(signal, same))) {
            silences.count(silence.get().id());
            signals.countRepeat(same.id(), signal.receivedAt());
            return new Acceptance(Outcome.SILENCED, null);
        }
        return wakes || stillFires(signal, same)
                ? join(signal, receipt, signal.receivedAt(), startsAt, true)
                : repeat(signal, same);
    }

    /** Kept, and counted on its silence; when that ends and the trouble is still told of, it is news. */
    private Acceptance keepBack(Signal signal, String receipt, Instant startsAt, Silence silence) {
        signals.addSilenced(signal, receipt, startsAt, silence.id());
        silences.count(silence.id());
        return new Acceptance(Outcome.SILENCED, null);
    }

    /**
     * Its incident was closed, yet the sender goes on saying that it fires. After a person closed it, that is news again after a quiet time; after
     * the trouble was verified to be over, it is news at once.
     */
    private boolean stillFires(Signal signal, Stored same) {
        Duration quiet = same.mended() ? Duration.ZERO : settings.quietAfterResolve();
        return same.incidentState() == State.RESOLVED
                && same.incidentResolvedAt() != null
                && same.incidentResolvedAt().plus(quiet).isBefore(signal.receivedAt())
                && !signals.isOver(signal, same.startsAt());
    }

    private Acceptance join(
            Signal signal, String receipt, Instant startsAt, @Nullable Instant continues, boolean known) {
        Optional<Match> match = correlation.match(signal, known);
        Optional<Held> held = match.map(found -> lock(found.key()))
                .filter(found -> found.incident().state().isOpen());
        // After the question, so that what is happening now is no history yet.
        affinities.learn(signal);
        if (held.isPresent()) {
            return join(held.get(), match.get(), signal, receipt, startsAt, continues, known);
        }
        Optional<Before> before = known ? recurrence.of(signal) : Optional.empty();
        return before.isPresent() && recurrence.isRecent(before.get(), signal)
                ? reopen(before.get(), signal, receipt, startsAt, continues)
                : open(before.map(Before::key).orElse(null), signal, receipt, startsAt, continues);
    }

    private Acceptance join(
            Held held,
            Match match,
            Signal signal,
            String receipt,
            Instant startsAt,
            @Nullable Instant continues,
            boolean known) {
        boolean wasClear = signals.firing(held.id()) == 0;
        signals.add(signal, receipt, startsAt, continues, held.id(), match.rule());
        open.note(held.id(), signal);
        touch(held, signal);
        tell(
                match.key(),
                signal,
                known ? restlessness.changes(signal) : 1,
                "Joined from %s: %s, because %s".formatted(signal.source(), signal.title(), match.reason()));
        // In verification a clear incident soaks: whatever is new has to break that, though an alert whose run has
        // verified itself still fires.
        if (wasClear || held.incident().state() == State.VERIFYING) {
            events.publishEvent(new SignalsFiring(match.key()));
        }
        return new Acceptance(Outcome.JOINED, match.key());
    }

    private Acceptance reopen(
            Before before, Signal signal, String receipt, Instant startsAt, @Nullable Instant continues) {
        String key = before.key();
        Held held = lock(key);
        held.incident().requireNext(State.OPEN);
        long id = held.id();
        signals.add(signal, receipt, startsAt, continues, id, "reopened");
        open.note(id, signal);
        jdbc.sql(
                        """
                        update incident set state = 'open', severity = ?, service = ?, title = ?, labels = ?, last_signal_at = ?, reopened = reopened + 1, process_instance_id = null,
                            acknowledged_at = null, acknowledged_by = null, resolved_at = null, resolved_by = null, resolution = null
                        where id = ?""")
                .params(List.of(
                        signal.severity().text(),
                        signal.service(),
                        signal.title(),
                        Rows.json(signal.labels()),
                        Rows.at(signal.receivedAt()),
                        id))
                .update();
        timeline.append(
                key,
                "reopened",
                "Reopened by %s: %s fires again, %s"
                        .formatted(signal.source(), signal.title(), since(before.resolvedAt(), signal.receivedAt())));
        audit.append("mendflow", "incident.reopen", key, Map.of("source", signal.source(), "receipt", receipt));
        events.publishEvent(new IncidentReopened(key, signal.severity()));
        return new Acceptance(Outcome.REOPENED, key);
    }

    private Acceptance open(
            @Nullable String follows, Signal signal, String receipt, Instant startsAt, @Nullable Instant continues) {
        Opened opened = openings.open(signal, follows, null);
        String key = opened.key();
        signals.add(signal, receipt, startsAt, continues, opened.id(), "opened");
        open.note(opened.id(), signal);
        timeline.append(
                key,
                "opened",
                "Opened by %s: %s%s"
                        .formatted(
                                signal.source(),
                                signal.title(),
                                follows == null ? "" : "; the same alert was in " + follows + " before"));
        audit.append("mendflow", "incident.open", key, Map.of("source", signal.source(), "receipt", receipt));
        events.publishEvent(
                new IncidentOpened(key, signal.severity(), signal.service(), signal.environment(), signal.title()));
        return new Acceptance(Outcome.OPENED, key);
    }

    /** Told of before, and looked at after it, as may be in a flood. */
    private static String since(Instant resolved, Instant told) {
        return told.isBefore(resolved)
                ? "told of before it was resolved"
                : Spans.text(Duration.between(resolved, told)) + " after it was resolved";
    }

    /** Says on the timeline what an alert did. Once it flaps that is said instead, and then nothing more of it. */
    private void tell(@Nullable String key, Signal signal, int changes, String text) {
        if (!restlessness.flaps(changes)) {
            timeline.append(key, "signal", text);
        } else if (!restlessness.flaps(changes - 1) && !restlessness.isTold(key, signal)) {
            timeline.append(key, "flapping", restlessness.sentence(signal, changes));
        }
    }

    private Acceptance repeat(Signal signal, Stored known) {
        signals.countRepeat(known.id(), signal.receivedAt());
        return new Acceptance(Outcome.REPEATED, known.incidentKey());
    }

    private Held lock(@Nullable String key) {
        return jdbc.sql("select * from incident where incident_key = ? for update")
                .param(key)
                .query((row, n) -> new Held(row.getLong("id"), Rows.incident(row, n)))
                .single();
    }

    /** Notes the time of the newest signal, to the second, and raises the incident's severity to the worst one firing. */
    private void touch(Held held, Signal signal) {
        boolean worse = signal.status() == Status.FIRING
                && signal.severity().worseThan(held.incident().severity());
        if (!worse && held.incident().lastSignalAt().isAfter(signal.receivedAt().minus(A_MOMENT))) {
            return;
        }
        jdbc.sql("update incident set last_signal_at = ?, severity = ? where id = ?")
                .param(Rows.at(signal.receivedAt()))
                .param((worse ? signal.severity() : held.incident().severity()).text())
                .param(held.id())
                .update();
    }

    /** An incident whose row is locked until the commit. */
    private record Held(long id, Incident incident) {}
}
