package io.mendflow.incident;

import io.mendflow.audit.Audit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** All incidents: signals go in, and every change of an incident goes through here, in the caller's transaction. */
@Component
@Transactional
public class Incidents {

    private final JdbcClient jdbc;
    private final Reception reception;
    private final Signals signals;
    private final Restlessness restlessness;
    private final OpenIncidents open;
    private final CorrelationSettings settings;
    private final Timeline timeline;
    private final Audit audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Incidents(
            JdbcClient jdbc,
            Reception reception,
            Signals signals,
            Restlessness restlessness,
            OpenIncidents open,
            CorrelationSettings settings,
            Timeline timeline,
            Audit audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.reception = reception;
        this.signals = signals;
        this.restlessness = restlessness;
        this.open = open;
        this.settings = settings;
        this.timeline = timeline;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** Takes one signal: opens an incident, joins one, ends an episode, or is kept as evidence. */
    public Acceptance accept(Signal signal, String receipt) {
        return reception.accept(signal, receipt);
    }

    /** Takes all signals of one delivery. */
    public List<Acceptance> acceptAll(List<Signal> delivered, String receipt) {
        return acceptAll(Map.of(receipt, delivered)).getOrDefault(receipt, List.of());
    }

    /**
     * Takes all signals of some deliveries, by their receipts. Locks are taken in one order whatever the order of delivery, so that two
     * transactions about the same services never wait for each other in a circle.
     */
    public Map<String, List<Acceptance>> acceptAll(Map<String, List<Signal>> delivered) {
        record Received(String receipt, Signal signal) {}
        Map<String, List<Acceptance>> taken = new HashMap<>();
        delivered.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(signal -> new Received(entry.getKey(), signal)))
                .sorted(Comparator.comparing(Received::signal, Reception.LOCK_ORDER))
                .forEachOrdered(each -> taken.computeIfAbsent(each.receipt, unseen -> new ArrayList<>())
                        .add(reception.accept(each.signal, each.receipt)));
        return taken;
    }

    @Transactional(readOnly = true)
    public Optional<Incident> find(String key) {
        return jdbc.sql("select * from incident where incident_key = ?")
                .param(key)
                .query(Rows::incident)
                .optional();
    }

    /** Incidents that match, newest first. */
    @Transactional(readOnly = true)
    public Page<Incident> list(IncidentQuery query) {
        var where = new Where();
        where.equal("state", query.state() == null ? null : query.state().text());
        where.equal("service", query.service());
        where.equal("environment", query.environment());
        where.equal("priority", query.priority());
        if (query.open() != null) {
            where.condition(query.open() ? "state <> 'resolved'" : "state = 'resolved'");
        }
        where.before("id", query.cursor());
        record Row(long id, Incident incident) {}
        List<Row> rows = jdbc.sql("select * from incident where %s order by id desc limit %d"
                        .formatted(where.sql(""), query.limit() + 1))
                .params(where.values())
                .query((row, n) -> new Row(row.getLong("id"), Rows.incident(row, n)))
                .list();
        return Where.page(rows, query.limit(), Row::id, Row::incident);
    }

    /** Incidents of an environment that are not resolved, oldest first. */
    @Transactional(readOnly = true)
    public List<Incident> open(String environment) {
        return jdbc.sql("select * from incident where environment = ? and state <> 'resolved' order by id")
                .param(environment)
                .query(Rows::incident)
                .list();
    }

    /** Number of incidents in each state, states without any left out. */
    @Transactional(readOnly = true)
    public Map<State, Long> counts() {
        record Count(State state, long incidents) {}
        return jdbc
                .sql("select state, count(*) as incidents from incident group by state")
                .query((row, n) -> new Count(State.parse(row.getString("state")), row.getLong("incidents")))
                .list()
                .stream()
                .collect(java.util.stream.Collectors.toMap(Count::state, Count::incidents));
    }

    @Transactional(readOnly = true)
    public List<Signal> signals(String key) {
        return signals.of(key);
    }

    /** Changes (deploys, flags, configuration) in an environment, newest first. */
    @Transactional(readOnly = true)
    public List<Signal> changes(Instant since, String environment) {
        return signals.changes(since, environment);
    }

    /**
     * The incident, with its row locked until the caller's transaction ends.
     *
     * @throws UnknownIncident when there is none
     */
    public Incident lock(String key) {
        return jdbc.sql("select * from incident where incident_key = ? for update")
                .param(key)
                .query(Rows::incident)
                .optional()
                .orElseThrow(() -> new UnknownIncident(key));
    }

    /** True when none of the incident's signals is firing. The row stays locked, so no signal can change that before the commit. */
    public boolean clear(String key) {
        lock(key);
        long id = jdbc.sql("select id from incident where incident_key = ?")
                .param(key)
                .query(Long.class)
                .single();
        return signals.firing(id) == 0;
    }

    /** The signals of an incident that fire: each episode that nobody has said is over. */
    @Transactional(readOnly = true)
    public List<Signal> firing(String key) {
        return signals.firingOf(key);
    }

    /** Every alert that the incident has, by service and name. */
    @Transactional(readOnly = true)
    public List<Alert> alerts(String key) {
        return open.alerts(key);
    }

    /** The most restless alert of an incident; empty when none of its alerts began or ended lately. */
    @Transactional(readOnly = true)
    public Optional<Flap> flap(String key) {
        return restlessness.worst(key, clock.instant());
    }

    /** How long an incident has to stay clear because an alert of it flaps; empty when none does. */
    @Transactional(readOnly = true)
    public Optional<Duration> calm(String key) {
        return flap(key).filter(Flap::isFlapping).map(flap -> settings.flapping()
                .calm());
    }

    public void started(String key, String processInstanceId) {
        set(key, "process_instance_id = ?", processInstanceId);
    }

    public void triaged(String key, String category, String priority, String route) {
        set(key, "category = ?, priority = ?, route = ?", category, priority, route);
    }

    public void explained(String key, List<Cause> causes) {
        set(key, "causes = ?", Rows.json(causes));
    }

    public void diagnosing(String key, String reason) {
        move(key, State.DIAGNOSING, reason);
    }

    public void awaitingApproval(String key, String reason) {
        move(key, State.AWAITING_APPROVAL, reason);
    }

    public void mending(String key, String reason) {
        move(key, State.MENDING, reason);
    }

    public void verifying(String key, String reason) {
        move(key, State.VERIFYING, reason);
    }

    public void escalated(String key, String reason) {
        move(key, State.ESCALATED, reason);
    }

    /**
     * Closes an incident.
     *
     * @param by a user's name, or {@code mendflow}
     */
    public void resolve(String key, String by, String reason) {
        Incident incident = lock(key);
        if (incident.state() == State.RESOLVED) {
            return;
        }
        change(incident, State.RESOLVED, by, reason);
        set(key, "resolved_at = ?, resolved_by = ?, resolution = ?", Rows.at(clock.instant()), by, cut(reason));
        acknowledgeOnce(key, by);
    }

    /** Notes that somebody, or automation, has taken the incident up. Only the first one counts. */
    public void acknowledge(String key, String by) {
        lock(key);
        if (acknowledgeOnce(key, by)) {
            timeline.append(key, "acknowledged", "Acknowledged by " + by);
            audit.append(by, "incident.acknowledge", key, Map.of());
        }
    }

    private boolean acknowledgeOnce(String key, String by) {
        return jdbc.sql(
                                """
                                update incident set acknowledged_at = ?, acknowledged_by = ?
                                where incident_key = ? and acknowledged_at is null""")
                        .params(List.of(Rows.at(clock.instant()), by, key))
                        .update()
                > 0;
    }

    private void move(String key, State next, String reason) {
        Incident incident = lock(key);
        if (incident.state() != next) {
            change(incident, next, "mendflow", reason);
        }
    }

    private void change(Incident incident, State next, String by, String reason) {
        incident.requireNext(next);
        set(incident.key(), "state = ?", next.text());
        timeline.append(incident.key(), next.text(), reason);
        audit.append(
                by,
                "incident." + next.text(),
                incident.key(),
                Map.of("from", incident.state().text(), "reason", reason));
        events.publishEvent(new IncidentChanged(incident.key(), incident.state(), next, by));
    }

    private void set(String key, String assignments, Object... values) {
        var all = new ArrayList<>(List.of(values));
        all.add(key);
        int rows = jdbc.sql("update incident set " + assignments + " where incident_key = ?")
                .params(all)
                .update();
        if (rows == 0) {
            throw new UnknownIncident(key);
        }
    }

    private static String cut(String text) {
        return text.length() > 2000 ? text.substring(0, 1999) + "…" : text;
    }
}
