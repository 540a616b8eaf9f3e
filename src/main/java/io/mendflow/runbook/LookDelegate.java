package io.mendflow.runbook;

import groovy.lang.Closure;
import io.mendflow.runbook.Definition.WaitFor;
import io.mendflow.runbook.guard.Leases;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says which signal a run waits for, and looks whether it has come already. */
@Component("runbookLook")
class LookDelegate implements JavaDelegate {

    private final Acts acts;
    private final Attempts attempts;
    private final RunTable runs;
    private final RunSignals signals;
    private final Leases leases;

    LookDelegate(Acts acts, Attempts attempts, RunTable runs, RunSignals signals, Leases leases) {
        this.acts = acts;
        this.attempts = attempts;
        this.runs = runs;
        this.signals = signals;
        this.leases = leases;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Acts.requireGoing(execution);
        Acting acting = acts.of(execution);
        WaitFor part = acting.runbook().waitFor(execution.getCurrentActivityId());
        Map<String, Object> wanted = wanted(execution, acting, part);
        // From here to the end of the transaction nobody can bring the signal, and afterwards the wait is there.
        Run run = runs.lock(acting.run().id());
        Optional<Map<String, Object>> heard = signals.heard(run, wanted);
        heard.ifPresent(labels -> signals.note(acting, part, labels));
        Acts.keep(execution, Elements.signalVariable(part.slug()), Json.write(wanted));
        if (heard.isEmpty()) {
            leases.keep(Callers.andItself(execution), part.within());
        }
        Acts.keep(execution, Elements.heardVariable(part.slug()), heard.isPresent());
    }

    private Map<String, Object> wanted(DelegateExecution execution, Acting acting, WaitFor part) {
        try {
            Object written = part.signal();
            Object labels = written instanceof Closure<?> closure
                    ? PartRunner.evaluate(acting, attempts.outputs(acting), closure)
                    : written;
            return labels(labels);
        } catch (RuntimeException | AssertionError | LinkageError e) {
            throw Acts.fail(
                    execution,
                    "it cannot be said what '%s' waits for: %s"
                            .formatted(part.name(), PartRunner.located(e, acting.scriptName())));
        }
    }

    private static Map<String, Object> labels(@Nullable Object labels) {
        if (!(labels instanceof Map<?, ?> map) || map.isEmpty()) {
            throw new IllegalArgumentException("expected labels, such as [source: 'github'], got " + labels);
        }
        var wanted = new LinkedHashMap<String, Object>();
        map.forEach((name, value) -> wanted.put(String.valueOf(name), String.valueOf(value)));
        return wanted;
    }
}
