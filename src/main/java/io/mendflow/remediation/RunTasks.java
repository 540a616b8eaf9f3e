package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Timeline;
import io.mendflow.runbook.Run;
import io.mendflow.runbook.RunRefused;
import io.mendflow.runbook.RunRequest;
import io.mendflow.runbook.RunState;
import io.mendflow.runbook.Runbook;
import io.mendflow.runbook.Runbooks;
import io.mendflow.runbook.Runs;
import io.mendflow.runbook.guard.Autonomy;
import io.mendflow.runbook.guard.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Finding the runbook that fits, filling its inputs, and following its run. */
@Configuration(proxyBeanMethods = false)
class RunTasks {

    /** The column of {@code runbook-selection.dmn} that names the runbook; every other column is an input of it. */
    private static final String RUNBOOK_COLUMN = "runbook";

    /** Why a run ends whose process ends before it. */
    static final String NOT_BEGUN = "it was not begun";

    /** Names a runbook outright when the table has no row. */
    private static final String RUNBOOK_LABEL = "mendflow_runbook";

    private final Incidents incidents;
    private final Timeline timeline;
    private final Runbooks runbooks;
    private final Runs runs;
    private final Autonomy autonomy;
    private final Approvals approvals;
    private final ObjectMapper json;

    RunTasks(
            Incidents incidents,
            Timeline timeline,
            Runbooks runbooks,
            Runs runs,
            Autonomy autonomy,
            Approvals approvals,
            ObjectMapper json) {
        this.incidents = incidents;
        this.timeline = timeline;
        this.runbooks = runbooks;
        this.runs = runs;
        this.autonomy = autonomy;
        this.approvals = approvals;
        this.json = json;
    }

    @Bean
    ExecutionListener takeSelection() {
        return execution -> {
            String key = execution.getProcessBusinessKey();
            Optional<Decisions> decided = Decisions.of(execution);
            String fromTable = decided.map(row -> row.text(RUNBOOK_COLUMN)).orElse(null);
            String fromLabel = incident(key).labels().get(RUNBOOK_LABEL);
            String runbook = fromTable != null ? fromTable : fromLabel;
            execution.setVariable(RUNBOOK_ID, runbook);
            execution.setVariable(
                    SELECTED_INPUTS,
                    json.writeValueAsString(decided.map(Decisions::row).orElse(Map.of())));
            if (runbook != null) {
                timeline.append(
                        key,
                        "selection",
                        "Runbook %s selected by %s"
                                .formatted(runbook, fromTable != null ? "the table" : "the label " + RUNBOOK_LABEL));
            }
        };
    }

    /** Fills the inputs by name from the labels and the selection table, and has them checked before anything runs. */
    @Bean
    JavaDelegate prepareRun() {
        return execution -> {
            String key = execution.getProcessBusinessKey();
            String id = (String) execution.getVariable(RUNBOOK_ID);
            Runbook runbook =
                    runbooks.find(id).orElseThrow(() -> refused(key, "there is no runbook '%s'".formatted(id)));
            try {
                Run run = runs.prepare(new RunRequest(
                        id,
                        inputs(execution, key, runbook),
                        key,
                        "mendflow",
                        (String) execution.getVariable(CATEGORY),
                        (String) execution.getVariable(ENVIRONMENT)));
                execution.setVariable(AUTONOMY, level(execution, id).text());
                execution.setVariables(Map.of(
                        RUN_ID, run.id(),
                        RUNBOOK_KEY, runbook.processKey(),
                        RUNBOOK_VERSION, runbook.version(),
                        RUNBOOK_TITLE, runbook.title(),
                        RISK, runbook.risk().text(),
                        RUN_SUMMARY, Summaries.cut(Summaries.pairs(run.inputs()))));
            } catch (RunRefused e) {
                throw refused(key, e.getMessage());
            }
        };
    }

    /** The last gate before anything acts. It believes the tables and not the variables, which people may write when they complete a task. */
    @Bean
    ExecutionListener beginMending() {
        return execution -> {
            String key = execution.getProcessBusinessKey();
            Run run = guarded(execution, key);
            execution.setVariable(RUNBOOK_KEY, run.processKey());
            execution.setVariable(RUNBOOK_VERSION, run.version());
            incidents.mending(key, "Running " + run.runbookId());
            incidents.acknowledge(key, "mendflow");
        };
    }

    /** The same gate for a run that a person asked for. */
    @Bean
    ExecutionListener beginRunByHand() {
        return execution -> {
            Run run = guarded(execution, null);
            execution.setVariable(RUNBOOK_KEY, run.processKey());
            execution.setVariable(RUNBOOK_VERSION, run.version());
        };
    }

    @Bean
    JavaDelegate warnSlowRun() {
        return execution -> timeline.append(
                execution.getProcessBusinessKey(),
                "escalation",
                "Run %s has taken longer than %s; look at it in Cockpit"
                        .formatted(execution.getVariable(RUN_ID), execution.getVariable(RUN_WITHIN)));
    }

    /** A run that was prepared and never begun, because nobody agreed or the trouble ended, does not stay open. */
    @Bean
    ExecutionListener endUnusedRun() {
        return execution -> {
            String id = (String) execution.getVariable(RUN_ID);
            if (id != null) {
                runs.find(id)
                        .filter(details -> details.run().state() == RunState.REQUESTED)
                        .ifPresent(unused -> runs.cancel(id, "mendflow", NOT_BEGUN));
            }
        };
    }

    /** How far triage lets automation go, but no further than the runbook's own record, cap and breaker. */
    private Level level(DelegateExecution execution, String runbookId) {
        Level triaged = "automate".equals(execution.getVariable(ROUTE)) ? Level.AUTO : Level.SUGGEST;
        return triaged.atMost(autonomy.of(
                runbookId, (String) execution.getVariable(CATEGORY), (String) execution.getVariable(ENVIRONMENT)));
    }

    /** @param key of the incident that the run must be for; null when it must be for none */
    private Run guarded(DelegateExecution execution, @Nullable String key) {
        String id = (String) execution.getVariable(RUN_ID);
        Run run = runs.find(id)
                .orElseThrow(() -> unguarded(key, id, "there is no such run"))
                .run();
        if (!Objects.equals(key, run.incidentKey()) || run.state() != RunState.REQUESTED) {
            throw unguarded(
                    key,
                    id,
                    key == null ? "it does not wait for approval" : "it is not a run that waits for this incident");
        }
        Approvals.Count count = approvals.count(id);
        boolean unasked = key == null && count.needed() == 0;
        if (unasked || !count.isEnough()) {
            throw unguarded(key, id, "%d of %d people have approved it".formatted(count.given(), count.needed()));
        }
        return run;
    }

    private BpmnError unguarded(@Nullable String key, String runId, String reason) {
        String sentence = "Run %s was not begun: %s".formatted(runId, reason);
        if (key != null) {
            timeline.append(key, "run", sentence);
        }
        return new BpmnError("UNGUARDED", sentence);
    }

    private Map<String, Object> inputs(DelegateExecution execution, String key, Runbook runbook) throws Exception {
        Map<String, Object> offered = new HashMap<>(incident(key).labels());
        offered.putAll(json.readValue((String) execution.getVariable(SELECTED_INPUTS), new TypeReference<>() {}));
        Map<String, Object> inputs = new HashMap<>();
        runbook.inputs().forEach(input -> {
            Object value = offered.get(input.name());
            if (value != null) {
                inputs.put(input.name(), value);
            }
        });
        return inputs;
    }

    private BpmnError refused(String key, String reason) {
        timeline.append(key, "run", "Nothing was run: " + reason);
        return new BpmnError("RUN_REFUSED", Summaries.cut(reason));
    }

    private Incident incident(String key) {
        return incidents.find(key).orElseThrow();
    }
}
