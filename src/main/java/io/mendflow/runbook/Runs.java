package io.mendflow.runbook;

import io.mendflow.connector.Secrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.RuntimeService;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** All runs. What is done here is done in the caller's transaction, and in the engine's, which is the same. */
@Component
@Transactional(noRollbackFor = RunRefused.class)
public class Runs {

    private final Runbooks runbooks;
    private final Deployed deployed;
    private final Secrets secrets;
    private final RunTable table;
    private final Attempts attempts;
    private final RuntimeService processes;
    private final JdbcClient jdbc;
    private final Cancelling cancelling;

    Runs(
            Runbooks runbooks,
            Deployed deployed,
            Secrets secrets,
            RunTable table,
            Attempts attempts,
            RuntimeService processes,
            JdbcClient jdbc,
            Cancelling cancelling) {
        this.runbooks = runbooks;
        this.deployed = deployed;
        this.secrets = secrets;
        this.table = table;
        this.attempts = attempts;
        this.processes = processes;
        this.jdbc = jdbc;
        this.cancelling = cancelling;
    }

    /**
     * Checks and stores a run that is to be started: by {@link #start}, or by a process that calls {@code processKey} at {@code version} with the run's
     * id as variable {@code runId}.
     *
     * @throws RunRefused when there is no such runbook in service, or an input is unknown, missing or wrong; it names all of them
     */
    public Run prepare(RunRequest request) {
        Runbook runbook = runbooks.find(request.runbookId())
                .orElseThrow(() -> new RunRefused(
                        request.runbookId(),
                        List.of("there is no runbook '%s' in service; those there are: %s"
                                .formatted(
                                        request.runbookId(),
                                        runbooks.list().stream()
                                                .map(Runbook::id)
                                                .toList()))));
        Definition definition = deployed.of(runbook.processDefinitionId());
        var inputs = new LinkedHashMap<String, Object>();
        List<String> problems = InputValues.check(definition, request.inputs(), secrets, inputs);
        if (!problems.isEmpty()) {
            throw new RunRefused(runbook.id(), problems);
        }
        return table.add(request, runbook, inputs, target(definition, inputs));
    }

    /**
     * Prepares a run and starts its process, which acts in transactions of its own. The business key is the incident's key, else the run's id.
     *
     * @throws RunRefused as {@link #prepare} does
     */
    public Run start(RunRequest request) {
        Run run = prepare(request);
        String key = run.incidentKey() == null ? run.id() : run.incidentKey();
        processes.startProcessInstanceById(run.processDefinitionId(), key, Map.of(Elements.RUN_ID, run.id()));
        return table.find(run.id()).orElseThrow();
    }

    /**
     * What a run was started with, to be started again by the version in service.
     *
     * @param environment where it is to act; null means where the run did
     * @throws RunNotEnded when it has not ended
     * @throws UnknownRun when there is none
     */
    @Transactional(readOnly = true)
    public RunRequest again(String id, String by, @Nullable String environment) {
        Run run = table.find(id).orElseThrow(() -> new UnknownRun(id));
        if (!run.state().isEnded()) {
            throw new RunNotEnded(run);
        }
        String there = environment == null ? table.environment(run) : environment;
        return new RunRequest(run.runbookId(), run.inputs(), null, by, table.category(run), there, run.id());
    }

    /**
     * Stops a run. A requested one, such as one whose approval was denied, ends at once. One that has begun ends the part in hand; then what was done
     * is undone, the last first, and it ends as cancelled.
     *
     * @throws RunTransitionRefused when it has ended
     * @throws UnknownRun when there is none
     */
    public Run cancel(String id, String by, String reason) {
        Run run = table.lock(id);
        run.requireNext(RunState.CANCELLED);
        if (run.state() == RunState.REQUESTED) {
            table.move(run, RunState.CANCELLED, by, reason);
        } else {
            cancelling.request(run, by, reason);
        }
        return table.find(id).orElseThrow();
    }

    @Transactional(readOnly = true)
    public Optional<RunDetails> find(String id) {
        return table.find(id).map(run -> new RunDetails(run, attempts.of(run), table.replays(run)));
    }

    /** Runs that match, newest first. */
    @Transactional(readOnly = true)
    public List<Run> list(RunQuery query) {
        var conditions = new ArrayList<String>();
        var values = new ArrayList<Object>();
        equal(conditions, values, "incident_key = ?", query.incidentKey());
        equal(conditions, values, "runbook_id = ?", query.runbookId());
        equal(
                conditions,
                values,
                "state = ?",
                query.state() == null ? null : query.state().text());
        equal(conditions, values, "id < ?", query.before() == null ? null : before(query.before()));
        String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
        return jdbc.sql("select * from run %s order by id desc limit %d".formatted(where, query.limit()))
                .params(values)
                .query(Rows::run)
                .list();
    }

    /** The runs that were to mend an incident, newest first. */
    @Transactional(readOnly = true)
    public List<Run> ofIncident(String key) {
        return list(new RunQuery(key, null, null, null, 500));
    }

    static @Nullable String target(Definition definition, Map<String, Object> inputs) {
        if (definition.target() == null) {
            return null;
        }
        try {
            String target = String.valueOf(PartRunner.evaluate(definition, inputs, definition.target()));
            return target.length() > 1000 ? target.substring(0, 1000) : target;
        } catch (RuntimeException | AssertionError | LinkageError e) {
            String reason = PartRunner.located(e, Deployed.scriptName(definition.id()));
            throw new RunRefused(definition.id(), List.of("its target cannot be named: " + reason));
        }
    }

    private static long before(String runId) {
        long number = Rows.number(runId);
        if (number < 0) {
            throw new IllegalArgumentException(
                    "Expected 'cursor' to be the nextCursor of the page before, such as RUN-7, but it is '" + runId
                            + "'");
        }
        return number;
    }

    private static void equal(List<String> conditions, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            values.add(value);
        }
    }
}
