package io.mendflow.runbook;

import io.mendflow.runbook.Definition.WaitFor;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.EventSubscription;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Signals from outside, for the runs that wait for them. One that came since a run began counts, even when the run comes to its wait only later: while
 * such runs are active, all signals are kept. A run's row is locked both by who looks for a signal and by who brings one, so none is missed in between.
 */
@Component
@Transactional
public class RunSignals {

    /** They have begun and not ended. */
    private static final String ACTIVE = Arrays.stream(RunState.values())
            .filter(state -> state != RunState.REQUESTED && !state.isEnded())
            .map(RunState::text)
            .collect(Collectors.joining("', '", "state in ('", "')"));

    private final JdbcClient jdbc;
    private final Clock clock;
    private final RunTable runs;
    private final Deployed deployed;
    private final Attempts attempts;
    private final RuntimeService processes;

    RunSignals(
            JdbcClient jdbc,
            Clock clock,
            RunTable runs,
            Deployed deployed,
            Attempts attempts,
            RuntimeService processes) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.runs = runs;
        this.deployed = deployed;
        this.attempts = attempts;
        this.processes = processes;
    }

    /**
     * Takes a signal, in the caller's transaction. What it lets go on does so in transactions of its own.
     *
     * @return how many waits are over with it
     */
    public int accept(Map<String, String> labels) {
        List<String> interested = interested();
        if (interested.isEmpty()) {
            return 0;
        }
        interested.forEach(runs::lock);
        jdbc.sql("delete from run_signal where heard_at < (select min(started_at) from run where %s)".formatted(ACTIVE))
                .update();
        jdbc.sql("insert into run_signal (labels, heard_at) values (?, ?)")
                .param(Json.write(labels))
                .param(Rows.at(clock.instant()))
                .update();
        return (int)
                processes.createEventSubscriptionQuery().eventType("message").eventName(Elements.SIGNAL).list().stream()
                        .filter(waiting -> tell(waiting, labels))
                        .count();
    }

    /** What came for a run since it began, and has these labels; the run's row must be locked. */
    Optional<Map<String, Object>> heard(Run run, Map<String, Object> wanted) {
        return jdbc
                .sql("select labels from run_signal where heard_at >= ? order by id")
                .param(Rows.at(run.startedAt() == null ? run.requestedAt() : run.startedAt()))
                .query((row, n) -> Json.map(row.getString("labels")))
                .list()
                .stream()
                .filter(labels -> matches(wanted, labels))
                .findFirst();
    }

    /** Notes that what was waited for has come. */
    void note(Acting acting, WaitFor part, Map<String, Object> labels) {
        if (attempts.latest(acting, StepKind.SIGNAL, part.name()).isEmpty()) {
            attempts.told(
                    acting,
                    StepKind.SIGNAL,
                    part.name(),
                    1,
                    StepState.SUCCEEDED,
                    Map.of(part.name(), labels),
                    String.valueOf(labels.getOrDefault("title", "it came")));
        }
    }

    /** Runs that are active and whose runbook waits for signals, in the order in which they are locked. */
    private List<String> interested() {
        var waits = new HashMap<String, Boolean>();
        record Active(long id, String processDefinitionId) {}
        return jdbc
                .sql("select id, process_definition_id from run where %s order by id".formatted(ACTIVE))
                .query((row, n) -> new Active(row.getLong("id"), row.getString("process_definition_id")))
                .list()
                .stream()
                .filter(run -> waits.computeIfAbsent(run.processDefinitionId(), this::waits))
                .map(run -> Rows.runId(run.id()))
                .toList();
    }

    private boolean waits(String processDefinitionId) {
        return !deployed.of(processDefinitionId).of(WaitFor.class).isEmpty();
    }

    private boolean tell(EventSubscription waiting, Map<String, String> labels) {
        Run run = runs.ofProcessInstance(waiting.getProcessInstanceId()).orElse(null);
        if (run == null) {
            return false;
        }
        Definition runbook = deployed.of(run.processDefinitionId());
        for (WaitFor part : runbook.of(WaitFor.class)) {
            if (Elements.waitFor(part.slug()).equals(waiting.getActivityId())) {
                String execution = waiting.getExecutionId();
                Object wanted = processes.getVariable(execution, Elements.signalVariable(part.slug()));
                Object item = processes.getVariable(execution, Elements.ITEM);
                Map<String, Object> came = new HashMap<>(labels);
                if (wanted != null && matches(Json.map(wanted.toString()), came)) {
                    note(new Acting(run, runbook, item == null ? "" : item.toString(), Map.of()), part, came);
                    processes.messageEventReceived(Elements.SIGNAL, execution);
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean matches(Map<String, Object> wanted, Map<String, Object> labels) {
        return wanted.entrySet().stream()
                .allMatch(label -> String.valueOf(label.getValue()).equals(String.valueOf(labels.get(label.getKey()))));
    }
}
