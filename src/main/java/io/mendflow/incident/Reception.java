package io.mendflow.incident;

import io.mendflow.audit.Audit;
import io.mendflow.incident.Acceptance.Outcome;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Status;
import io.mendflow.incident.Signals.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/** Decides what one signal means for the incidents there are. Runs in the caller's transaction. */
@Component
class Reception {

    static final Comparator<Signal> LOCK_ORDER =
            Comparator.comparing(Signal::service).thenComparing(Signal::environment);

    private final JdbcClient jdbc;
    private final Correlation correlation;
    private final CorrelationSettings settings;
    private final Signals signals;
    private final Silences silences;
    private final Timeline timeline;
    private final Audit audit;
    private final ApplicationEventPublisher events;

    Reception(
            JdbcClient jdbc,
            Correlation correlation,
            CorrelationSettings settings,
            Signals signals,
            Silences silences,
            Timeline timeline,
            Audit audit,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.correlation = correlation;
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
        correlation.lockScope(signal);
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
        signals.add(signal, receipt, startsAt, null, null);
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
        lock(firing.incidentKey());
        signals.add(signal, receipt, firing.startsAt(), null, firing.incidentId());
        touch(firing.incidentId(), signal);
        timeline.append(
                firing.incidentKey(), "signal", "Resolved at %s: %s".formatted(signal.source(), signal.title()));
        if (signals.firing(firing.incidentId()) > 0) {
            return new Acceptance(Outcome.EASED, firing.incidentKey());
        }
        events.publishEvent(new SignalsCleared(firing.incidentKey()));
        return new Acceptance(Outcome.CLEARED, firing.incidentKey());
    }

    private Acceptance fire(Signal signal, String receipt) {
        Instant startsAt = signal.startsAt() != null
                ? signal.startsAt()
                : signals.openEpisode(signal).map(Stored::startsAt).orElse(signal.receivedAt());
        Optional<Stored> same = signals.same(signal, startsAt);
        Optional<Silence> silence = silences.covering(signal);
        if (same.isPresent()) {
            return again(signal, receipt, startsAt, same.get(), silence);
        }
        if (signals.isOver(signal, startsAt)) {
            return record(signal.startingAt(startsAt), receipt, Outcome.RECORDED);
        }
        if (silence.isPresent() && signals.episodeInOpenIncident(signal).isEmpty()) {
            return keepBack(signal, receipt, startsAt, silence.get());
        }
        return join(signal, receipt, startsAt, null);
    }

    private Acceptance again(Signal signal, String receipt, Instant startsAt, Stored same, Optional<Silence> silence) {
        boolean wakes = same.silenced() && same.incidentId() == null;
        if (silence.isPresent() && (wakes || stillFires(signal, same))) {
            silences.count(silence.get().id());
            signals.countRepeat(same.id(), signal.receivedAt());
            return new Acceptance(Outcome.SILENCED, null);
        }
        return wakes || stillFires(signal, same)
                ? join(signal, receipt, signal.receivedAt(), startsAt)
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

    private Acceptance join(Signal signal, String receipt, Instant startsAt, @Nullable Instant continues) {
        Optional<String> key = signals.episodeInOpenIncident(signal)
                .map(Stored::incidentKey)
                .or(() -> correlation.match(signal))
                .filter(candidate -> lock(candidate).state().isOpen());
        if (key.isEmpty()) {
            return open(signal, receipt, startsAt, continues);
        }
        long id = id(key.get());
        boolean wasClear = signals.firing(id) == 0;
        signals.add(signal, receipt, startsAt, continues, id);
        touch(id, signal);
        timeline.append(key.get(), "signal", "Joined from %s: %s".formatted(signal.source(), signal.title()));
        if (wasClear) {
            events.publishEvent(new SignalsFiring(key.get()));
        }
        return new Acceptance(Outcome.JOINED, key.get());
    }

    private Acceptance open(Signal signal, String receipt, Instant startsAt, @Nullable Instant continues) {
        long id = add(signal);
        String key = "INC-" + id;
        jdbc.sql("update incident set incident_key = ? where id = ?")
                .params(List.of(key, id))
                .update();
        signals.add(signal, receipt, startsAt, continues, id);
        timeline.append(key, "opened", "Opened by %s: %s".formatted(signal.source(), signal.title()));
        audit.append("mendflow", "incident.open", key, Map.of("source", signal.source(), "receipt", receipt));
        events.publishEvent(
                new IncidentOpened(key, signal.severity(), signal.service(), signal.environment(), signal.title()));
        return new Acceptance(Outcome.OPENED, key);
    }

    private long add(Signal signal) {
        var generated = new GeneratedKeyHolder();
        jdbc.sql(
                        """
                        insert into incident (state, severity, service, environment, title, labels, causes, opened_at, last_signal_at)
                        values ('open', ?, ?, ?, ?, ?, '[]', ?, ?)""")
                .param(signal.severity().text())
                .param(signal.service())
                .param(signal.environment())
                .param(signal.title())
                .param(Rows.json(signal.labels()))
                .param(Rows.at(signal.receivedAt()))
                .param(Rows.at(signal.receivedAt()))
                .update(generated, "id");
        return Objects.requireNonNull(generated.getKey()).longValue();
    }

    private Acceptance repeat(Signal signal, Stored known) {
        signals.countRepeat(known.id(), signal.receivedAt());
        return new Acceptance(Outcome.REPEATED, known.incidentKey());
    }

    private Incident lock(@Nullable String key) {
        return jdbc.sql("select * from incident where incident_key = ? for update")
                .param(key)
                .query(Rows::incident)
                .single();
    }

    private long id(String key) {
        return jdbc.sql("select id from incident where incident_key = ?")
                .param(key)
                .query(Long.class)
                .single();
    }

    /** Notes the time of the newest signal, and raises the incident's severity to the worst one firing. */
    private void touch(@Nullable Long incidentId, Signal signal) {
        jdbc.sql("update incident set last_signal_at = ? where id = ?")
                .param(Rows.at(signal.receivedAt()))
                .param(incidentId)
                .update();
        if (signal.status() == Status.FIRING) {
            Incident incident = jdbc.sql("select * from incident where id = ?")
                    .param(incidentId)
                    .query(Rows::incident)
                    .single();
            if (signal.severity().worseThan(incident.severity())) {
                jdbc.sql("update incident set severity = ? where id = ?")
                        .param(signal.severity().text())
                        .param(incidentId)
                        .update();
            }
        }
    }
}
