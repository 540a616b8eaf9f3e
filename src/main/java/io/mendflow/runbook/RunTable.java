package io.mendflow.runbook;

import io.mendflow.audit.Audit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/** The rows of runs; every change of a state goes through here, in the caller's transaction. */
@Component
class RunTable {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final RunMetrics metrics;
    private final ApplicationEventPublisher events;

    RunTable(JdbcClient jdbc, Clock clock, Audit audit, RunMetrics metrics, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.metrics = metrics;
        this.events = events;
    }

    Optional<Run> find(String id) {
        return jdbc.sql("select * from run where id = ?")
                .param(Rows.number(id))
                .query(Rows::run)
                .optional();
    }

    /** The run, with its row locked until the caller's transaction ends. */
    Run lock(String id) {
        return jdbc.sql("select * from run where id = ? for update")
                .param(Rows.number(id))
                .query(Rows::run)
                .optional()
                .orElseThrow(() -> new UnknownRun(id));
    }

    Optional<Run> ofProcessInstance(String processInstanceId) {
        return jdbc.sql("select * from run where process_instance_id = ?")
                .param(processInstanceId)
                .query(Rows::run)
                .optional();
    }

    Run add(RunRequest request, Runbook runbook, Map<String, Object> inputs, @Nullable String target) {
        var key = new GeneratedKeyHolder();
        jdbc.sql(
                        """
                        insert into run (runbook_id, version, process_definition_id, incident_key, state, inputs, target,
                            requested_by, requested_at, category, environment, replay_of)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(runbook.id())
                .param(runbook.version())
                .param(runbook.processDefinitionId())
                .param(request.incidentKey())
                .param(RunState.REQUESTED.text())
                .param(Json.write(inputs))
                .param(target)
                .param(request.requestedBy())
                .param(Rows.at(clock.instant()))
                .param(request.category())
                .param(request.environment())
                .param(request.replayOf() == null ? null : Rows.number(request.replayOf()))
                .update(key, "id");
        Run run = find(Rows.runId(key.getKeyAs(Number.class).longValue())).orElseThrow();
        audit.append(
                request.requestedBy(),
                "run.request",
                run.id(),
                Map.of("runbook", runbook.id(), "version", runbook.version(), "source", runbook.sourceHash()));
        events.publishEvent(new RunChanged(run.id(), runbook.id(), run.incidentKey(), null, RunState.REQUESTED, null));
        return run;
    }

    /** Ties a requested run to its process instance. */
    void started(Run run, String processInstanceId) {
        run.requireNext(RunState.RUNNING);
        jdbc.sql("update run set process_instance_id = ?, started_at = ? where id = ?")
                .params(List.of(processInstanceId, Rows.at(clock.instant()), Rows.number(run.id())))
                .update();
        move(run, RunState.RUNNING, "mendflow", null);
    }

    /** Shows that a part of a locked run waits, and what for. */
    void waits(Run run, String reason) {
        if (run.state() == RunState.RUNNING) {
            move(run, RunState.WAITING, "mendflow", reason);
        } else if (run.state() == RunState.WAITING && !reason.equals(run.reason())) {
            jdbc.sql("update run set reason = ? where id = ?")
                    .params(List.of(OutputValues.cut(reason), Rows.number(run.id())))
                    .update();
        }
    }

    /** Shows that a locked run waits no longer. */
    void goesOn(Run run) {
        if (run.state() == RunState.WAITING) {
            move(run, RunState.RUNNING, "mendflow", null);
        }
    }

    /** The category of the incident that a run is to mend. */
    @Nullable
    String category(Run run) {
        return column("category", run);
    }

    /** Where a run acts. */
    @Nullable
    String environment(Run run) {
        return column("environment", run);
    }

    private @Nullable String column(String name, Run run) {
        return jdbc.sql("select %s from run where id = ?".formatted(name))
                .param(Rows.number(run.id()))
                .query((row, n) -> Optional.ofNullable(row.getString(1)))
                .single()
                .orElse(null);
    }

    /** Notes that a locked run is to be stopped. */
    void cancel(Run run, Cancellation cancellation) {
        jdbc.sql("update run set cancel_by = ?, cancel_reason = ? where id = ?")
                .params(List.of(cancellation.by(), OutputValues.cut(cancellation.reason()), Rows.number(run.id())))
                .update();
    }

    /** Who wants one of these runs stopped, and why. */
    Optional<Cancellation> cancellation(List<String> runIds) {
        return jdbc
                .sql("select cancel_by, cancel_reason from run where id in (:ids) and cancel_by is not null")
                .param("ids", runIds.stream().map(Rows::number).toList())
                .query((row, n) -> new Cancellation(row.getString("cancel_by"), row.getString("cancel_reason")))
                .list()
                .stream()
                .findFirst();
    }

    /** The runs that were started with the inputs of this one again, the first one first. */
    List<String> replays(Run run) {
        return jdbc.sql("select id from run where replay_of = ? order by id")
                .param(Rows.number(run.id()))
                .query((row, n) -> Rows.runId(row.getLong("id")))
                .list();
    }

    /** Notes what the verifications of a run say. */
    void judge(Run run, Verdict verdict) {
        jdbc.sql("update run set verdict = ? where id = ?")
                .params(List.of(verdict.text(), Rows.number(run.id())))
                .update();
    }

    /** Moves a locked run on. */
    void move(Run run, RunState next, String by, @Nullable String reason) {
        run.requireNext(next);
        Instant now = clock.instant();
        String kept = reason == null ? null : OutputValues.cut(reason);
        jdbc.sql("update run set state = ?, reason = ?, ended_at = ? where id = ?")
                .param(next.text())
                .param(kept)
                .param(next.isEnded() ? Rows.at(now) : null)
                .param(Rows.number(run.id()))
                .update();
        audit.append(
                by,
                "run." + next.text(),
                run.id(),
                Map.of("from", run.state().text(), "reason", kept == null ? "" : kept));
        if (next.isEnded()) {
            Instant since = run.startedAt() == null ? run.requestedAt() : run.startedAt();
            metrics.ended(run.runbookId(), next, Duration.between(since, now));
        }
        events.publishEvent(new RunChanged(run.id(), run.runbookId(), run.incidentKey(), run.state(), next, kept));
    }
}
